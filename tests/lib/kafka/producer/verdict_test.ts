import assert from "node:assert/strict";
import { verdictOf, mayHaveAppended } from "../../../../lib/kafka/producer/verdict.ts";
import { describeErrorCode, errorCodes } from "../../../../lib/wire/errors.ts";

function verdictOf(code: number): string {
  return verdictOf(code, describeErrorCode(code).retriable);
}

Deno.test("verdictOf() retries what the table calls retriable, and rejects the rest", () => {
  assert.equal(verdictOf(errorCodes.NOT_LEADER_OR_FOLLOWER), "retry");
  assert.equal(verdictOf(errorCodes.NOT_ENOUGH_REPLICAS), "retry");
  assert.equal(verdictOf(errorCodes.TOPIC_AUTHORIZATION_FAILED), "reject");
  assert.equal(verdictOf(errorCodes.UNKNOWN_SERVER_ERROR), "reject");
  assert.equal(verdictOf(9999), "reject");
});

Deno.test("verdictOf() has an answer of its own for sizes and sequences", () => {
  assert.equal(verdictOf(errorCodes.NONE), "written");
  assert.equal(verdictOf(errorCodes.DUPLICATE_SEQUENCE_NUMBER), "written");
  assert.equal(verdictOf(errorCodes.MESSAGE_TOO_LARGE), "split");
  assert.equal(verdictOf(errorCodes.RECORD_LIST_TOO_LARGE), "split");
  assert.equal(verdictOf(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER), "renew");
});

Deno.test("mayHaveAppended() is false only for what a leader checks before it writes", () => {
  assert.equal(mayHaveAppended(errorCodes.NOT_ENOUGH_REPLICAS), false);
  assert.equal(mayHaveAppended(errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND), true);
  assert.equal(mayHaveAppended(errorCodes.NOT_LEADER_OR_FOLLOWER), true);
  assert.equal(mayHaveAppended(errorCodes.REQUEST_TIMED_OUT), true);
  assert.equal(mayHaveAppended(9999), true);
});
