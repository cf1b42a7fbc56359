import assert from "node:assert/strict";
import { KafkaError, toKafkaError } from "../../../lib/kafka/kafka_error.ts";
import { fetchApi } from "../../../lib/wire/messages/01_fetch.ts";

Deno.test("toKafkaError() returns null for code 0", () => {
  assert.equal(toKafkaError(0), null);
  assert.equal(toKafkaError(0, "fine"), null);
});

Deno.test("KafkaError carries code, name and whether a retry is worth it", () => {
  const error = new KafkaError(6);
  assert.deepEqual(
    [error.code, error.codeName, error.retriable, error.kind],
    [6, "NOT_LEADER_OR_FOLLOWER", true, "failed"],
  );
});

Deno.test("KafkaError uses the broker's message if there is one", () => {
  assert.equal(
    new KafkaError(36, "Topic 'a' already exists.").message,
    "TOPIC_ALREADY_EXISTS: Topic 'a' already exists",
  );
  assert.equal(
    new KafkaError(36, "").message,
    "TOPIC_ALREADY_EXISTS: a topic of this name exists already",
  );
});

Deno.test("KafkaError.during() adds the action and keeps the other properties", () => {
  const error = new KafkaError(36, "it is there").during('create topic "a"', "Take another name");
  assert.equal(error.message, 'Cannot create topic "a": it is there (TOPIC_ALREADY_EXISTS)');
  assert.deepEqual([error.code, error.reason], [36, "it is there"]);
  assert.equal(error.hint, "Take another name");
});

Deno.test("KafkaError names a code that is newer than the table", () => {
  assert.equal(new KafkaError(9999).codeName, "UNKNOWN_ERROR_CODE_9999");
});

Deno.test("toKafkaError() names the missing right, and during() keeps it", () => {
  const error = toKafkaError(29, "Topic authorization failed.", { api: fetchApi, topic: "a" })!;
  const reported = error.during('read topic "a"');
  assert.equal(
    reported.message,
    'Cannot read topic "a": not authorized for Read on topic "a" (TOPIC_AUTHORIZATION_FAILED)',
  );
  assert.deepEqual(
    [reported.missingRight?.operation, reported.missingRight?.name, reported.hint],
    ["Read", "a", "Ask an administrator of the cluster for this right"],
  );
});

Deno.test("toKafkaError() keeps the broker's words if the missing right is unknown", () => {
  const error = toKafkaError(29, "Some topics are hidden.", { api: fetchApi })!;
  assert.deepEqual([error.reason, error.missingRight], ["Some topics are hidden", undefined]);
});
