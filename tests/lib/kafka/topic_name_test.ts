import assert from "node:assert/strict";
import { topicNameProblem } from "../../../lib/kafka/topic_name.ts";

Deno.test("topicNameProblem() finds nothing wrong with what Kafka takes", () => {
  for (const name of ["a", "chat-room", "A.b_c-9", "...", "-", "x".repeat(249)]) {
    assert.equal(topicNameProblem(name), null);
  }
});

Deno.test("topicNameProblem() says what Kafka would not take", () => {
  assert.equal(topicNameProblem(""), "the name is empty");
  assert.equal(topicNameProblem(".."), 'the names "." and ".." are reserved');
  assert.equal(
    topicNameProblem("x".repeat(250)),
    "the name has 250 characters, expected at most 249",
  );
  for (const name of ["a b", "a/b", "é", "a\n", "a:b", "\u202ea"]) {
    assert.match(topicNameProblem(name)!, /^the name has characters other than /);
  }
});
