import assert from "node:assert/strict";
import { PartitionCursor } from "../../../../lib/kafka/reader/partition_cursor.ts";

function cursor(start: bigint, stop: bigint | null): PartitionCursor {
  return new PartitionCursor({ topic: "t", partition: 0, topicId: null, start, stop });
}

Deno.test("PartitionCursor is done when it has reached its stop, and never without one", () => {
  assert.equal(cursor(3n, 3n).isDone, true);
  const bounded = cursor(3n, 5n);
  bounded.advance(4n);
  assert.equal(bounded.isDone, false);
  bounded.advance(9n);
  assert.equal(bounded.isDone, true);
  const endless = cursor(3n, null);
  endless.advance(9n);
  endless.finish();
  assert.equal(endless.isDone, false);
});

Deno.test("PartitionCursor.advance() never goes back, and forgets failures", () => {
  const it = cursor(3n, 9n);
  Object.assign(it, { failures: 2, absences: 3, outOfRange: 1 });
  it.advance(2n);
  assert.equal(it.position, 3n);
  assert.deepEqual([it.failures, it.absences, it.outOfRange], [0, 0, 0]);
});

Deno.test("PartitionCursor.foundNothing() ends at a stop that the log reaches empty", () => {
  const it = cursor(3n, 9n);
  assert.equal(it.foundNothing(9n), false);
  assert.equal(it.isDone, true);
});

Deno.test("PartitionCursor.foundNothing() waits for a lagging high watermark, not for ever", () => {
  const it = cursor(3n, 9n);
  for (let answer = 1; answer < 10; answer++) assert.equal(it.foundNothing(8n), false);
  assert.equal(it.foundNothing(8n), true);
  const lucky = cursor(3n, 9n);
  for (let answer = 1; answer < 10; answer++) assert.equal(lucky.foundNothing(8n), false);
  lucky.advance(4n);
  assert.equal(lucky.foundNothing(8n), false);
});

Deno.test("PartitionCursor.foundNothing() never ends a reading without a stop", () => {
  const it = cursor(3n, null);
  for (let answer = 1; answer < 20; answer++) assert.equal(it.foundNothing(8n), false);
});
