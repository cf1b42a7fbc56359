import assert from "node:assert/strict";
import { OutageNotices } from "../../../../lib/kafka/reader/outage_notices.ts";
import { PartitionCursor } from "../../../../lib/kafka/reader/partition_cursor.ts";

function cursor(partition: number): PartitionCursor {
  return new PartitionCursor({ topic: "t", partition, topicId: null, start: 0n, stop: null });
}

Deno.test("OutageNotices reports one outage until the last partition has recovered", () => {
  const kinds: string[] = [];
  const outages = new OutageNotices(({ kind }) => kinds.push(kind));
  const [first, second] = [cursor(0), cursor(1)];
  outages.lost([first], new Error("away"));
  outages.lost([first, second], new Error("away"));
  assert.deepEqual(kinds, ["disconnected"]);
  outages.recovered(first);
  assert.deepEqual(kinds, ["disconnected"]);
  outages.recovered(second);
  assert.deepEqual(kinds, ["disconnected", "reconnected"]);
});

Deno.test("OutageNotices ignores a recovery without an outage", () => {
  const kinds: string[] = [];
  new OutageNotices(({ kind }) => kinds.push(kind)).recovered(cursor(0));
  assert.deepEqual(kinds, []);
});
