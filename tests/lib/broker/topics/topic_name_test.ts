import assert from "node:assert/strict";
import { topicNameError } from "../../../../lib/broker/topics/topic_name.ts";

const long = "x".repeat(250);

Deno.test("topicNameError() returns Kafka's error for names that Kafka rejects", () => {
  assert.deepEqual(["a.b", "", "..", long, "a b"].map(topicNameError), [
    null,
    "Topic name is invalid: the empty string is not allowed",
    "Topic name is invalid: '..' is not allowed",
    `Topic name is invalid: the length of '${long}' is longer than 249`,
    "Topic name is invalid: 'a b' contains one or more characters other than ASCII " +
    "alphanumerics, '.', '_' and '-'",
  ]);
});
