import assert from "node:assert/strict";
import { mayHaveAppended, verdictOf } from "../../../../lib/kafka/producer/verdict.ts";
import { describeErrorCode, errorCodes } from "../../../../lib/wire/errors.ts";

function verdict(code: number): string {
  return verdictOf(code, describeErrorCode(code).retriable);
}

Deno.test("verdictOf() returns retry for retriable codes and reject for others", () => {
  assert.equal(verdict(errorCodes.NOT_LEADER_OR_FOLLOWER), "retry");
  assert.equal(verdict(errorCodes.NOT_ENOUGH_REPLICAS), "retry");
  assert.equal(verdict(errorCodes.TOPIC_AUTHORIZATION_FAILED), "reject");
  assert.equal(verdict(errorCodes.UNKNOWN_SERVER_ERROR), "reject");
  assert.equal(verdict(9999), "reject");
});

Deno.test("verdictOf() returns separate verdicts for sizes and sequences", () => {
  assert.equal(verdict(errorCodes.NONE), "written");
  assert.equal(verdict(errorCodes.DUPLICATE_SEQUENCE_NUMBER), "written");
  assert.equal(verdict(errorCodes.MESSAGE_TOO_LARGE), "split");
  assert.equal(verdict(errorCodes.RECORD_LIST_TOO_LARGE), "split");
  assert.equal(verdict(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER), "renew");
});

Deno.test("mayHaveAppended() is false only for errors from before the write", () => {
  assert.equal(mayHaveAppended(errorCodes.NOT_ENOUGH_REPLICAS), false);
  assert.equal(mayHaveAppended(errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND), true);
  assert.equal(mayHaveAppended(errorCodes.NOT_LEADER_OR_FOLLOWER), true);
  assert.equal(mayHaveAppended(errorCodes.REQUEST_TIMED_OUT), true);
  assert.equal(mayHaveAppended(9999), true);
});
