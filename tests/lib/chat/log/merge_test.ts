import assert from "node:assert/strict";
import { mergeByTime } from "../../../../lib/chat/log/merge.ts";
import { type ChatRecord, positionKey } from "../../../../lib/chat/message/message.ts";
import { post, record } from "../_records.ts";

const hi = post("alice", "hi");

function at(partition: number, offset: bigint, timestamp: bigint): ChatRecord {
  return record({ partition, offset }, hi, timestamp);
}

Deno.test("mergeByTime() orders partitions by time and each partition by offset", () => {
  const merged = mergeByTime([
    at(1, 0n, 15n),
    at(0, 1n, 20n),
    at(0, 0n, 10n),
    at(1, 1n, 25n),
  ]);
  assert.deepEqual(merged.map(positionKey), ["0/0", "1/0", "0/1", "1/1"]);
});

Deno.test("mergeByTime() prefers offsets to timestamps within a partition", () => {
  const merged = mergeByTime([at(0, 0n, 100n), at(0, 1n, 1n), at(1, 0n, 50n)]);
  assert.deepEqual(merged.map(positionKey), ["1/0", "0/0", "0/1"]);
});

Deno.test("mergeByTime() puts the lower partition first for equal timestamps", () => {
  const merged = mergeByTime([at(2, 0n, 5n), at(1, 0n, 5n)]);
  assert.deepEqual(merged.map(positionKey), ["1/0", "2/0"]);
});

Deno.test("mergeByTime() returns nothing for no records", () => {
  assert.deepEqual(mergeByTime([]), []);
});
