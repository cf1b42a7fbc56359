import assert from "node:assert/strict";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { PartitionCursor } from "../../../../lib/kafka/reader/partition_cursor.ts";

function cursor(start: bigint, stop: bigint | null): PartitionCursor {
  return new PartitionCursor({ topic: "t", partition: 0, topicId: null, start, stop });
}

Deno.test("PartitionCursor.isDone is true once the position reaches the stop", () => {
  assert.equal(cursor(3n, 3n).isDone, true);
  const bounded = cursor(3n, 5n);
  bounded.advance(4n);
  assert.equal(bounded.isDone, false);
  bounded.advance(9n);
  assert.equal(bounded.isDone, true);
});

Deno.test("PartitionCursor.isDone stays false without a stop", () => {
  const endless = cursor(3n, null);
  endless.advance(9n);
  endless.finish();
  assert.equal(endless.isDone, false);
  assert.equal(endless.position, 9n);
});

Deno.test("PartitionCursor.advance() never moves back, and resets all failures", () => {
  const it = cursor(3n, 9n);
  it.failed();
  it.refused(errorCodes.OFFSET_OUT_OF_RANGE);
  for (let refresh = 1; refresh < 8; refresh++) assert.equal(it.wasAbsent(), false);
  it.advance(2n);
  assert.equal(it.position, 3n);
  assert.deepEqual([it.failures, it.needsNewOffset], [0, false]);
  for (let refresh = 1; refresh < 8; refresh++) assert.equal(it.wasAbsent(), false);
  assert.equal(it.wasAbsent(), true);
});

Deno.test("PartitionCursor.refused() rejects errors that a retry cannot fix", () => {
  const it = cursor(3n, 9n);
  assert.equal(it.refused(errorCodes.TOPIC_AUTHORIZATION_FAILED), false);
  assert.equal(it.refused(errorCodes.CORRUPT_MESSAGE), false);
  assert.equal(it.refused(errorCodes.NOT_LEADER_OR_FOLLOWER), true);
  assert.equal(it.needsNewOffset, false);
});

Deno.test("PartitionCursor.refused() rejects the tenth unexpected error in a row", () => {
  const it = cursor(3n, 9n);
  for (let answer = 1; answer < 10; answer++) {
    assert.equal(it.refused(errorCodes.UNKNOWN_SERVER_ERROR), true);
  }
  assert.equal(it.refused(errorCodes.UNKNOWN_SERVER_ERROR), false);
});

Deno.test("PartitionCursor.isBeyondEnd is true after three offsets out of range", () => {
  const it = cursor(30n, null);
  for (let answer = 1; answer < 3; answer++) {
    assert.equal(it.refused(errorCodes.OFFSET_OUT_OF_RANGE), true);
    assert.deepEqual([it.needsNewOffset, it.isBeyondEnd], [true, false]);
  }
  it.refused(errorCodes.OFFSET_OUT_OF_RANGE);
  assert.equal(it.isBeyondEnd, true);
  it.skipTo(7n);
  assert.deepEqual([it.position, it.needsNewOffset, it.isBeyondEnd], [7n, false, false]);
});

Deno.test("PartitionCursor.isOtherTopic() compares only ids that are known", () => {
  const target = { topic: "t", partition: 0, topicId: "a", start: 0n, stop: null };
  const it = new PartitionCursor(target);
  assert.equal(it.isOtherTopic("b"), true);
  assert.equal(it.isOtherTopic("a"), false);
  assert.equal(it.isOtherTopic(null), false);
  assert.equal(cursor(0n, null).isOtherTopic("a"), false);
});

Deno.test("PartitionCursor.foundNothing() finishes if the log reaches the stop", () => {
  const it = cursor(3n, 9n);
  assert.equal(it.foundNothing(9n), false);
  assert.equal(it.isDone, true);
});

Deno.test("PartitionCursor.foundNothing() returns true after ten empty answers", () => {
  const it = cursor(3n, 9n);
  for (let answer = 1; answer < 10; answer++) assert.equal(it.foundNothing(8n), false);
  assert.equal(it.foundNothing(8n), true);
  const lucky = cursor(3n, 9n);
  for (let answer = 1; answer < 10; answer++) assert.equal(lucky.foundNothing(8n), false);
  lucky.advance(4n);
  assert.equal(lucky.foundNothing(8n), false);
});

Deno.test("PartitionCursor.foundNothing() returns false without a stop", () => {
  const it = cursor(3n, null);
  for (let answer = 1; answer < 20; answer++) assert.equal(it.foundNothing(8n), false);
});
