import assert from "node:assert/strict";
import { CommittedOffsets } from "../../../../lib/broker/groups/committed_offsets.ts";
import type { StoredOffset } from "../../../../lib/broker/store/offsets.ts";

function offset(groupId: string, topicId: string, partition: number): StoredOffset {
  const rest = { leaderEpoch: 0, metadata: "", committedAt: 0n };
  return { groupId, topicId, partition, committedOffset: 1n, ...rest };
}

function offsets(): CommittedOffsets {
  return new CommittedOffsets([
    offset("g", "t", 0),
    offset("g", "u", 0),
    offset("g", "t", 1),
    offset("h", "t", 0),
  ]);
}

function keys(all: CommittedOffsets, groupId: string): string[] {
  return all.ofGroup(groupId).map(({ topicId, partition }) => `${topicId}${partition}`);
}

Deno.test("CommittedOffsets separates groups, and returns their offsets topic by topic", () => {
  assert.deepEqual(keys(offsets(), "g"), ["t0", "t1", "u0"]);
  assert.deepEqual(keys(offsets(), "h"), ["t0"]);
  assert.deepEqual(keys(offsets(), "who"), []);
});

Deno.test("CommittedOffsets deletes a topic in every group", () => {
  const all = offsets();
  all.deleteTopic("t");
  assert.deepEqual([keys(all, "g"), keys(all, "h")], [["u0"], []]);
});

Deno.test("CommittedOffsets deletes single offsets and whole groups", () => {
  const all = offsets();
  all.delete(offset("g", "t", 0));
  all.delete(offset("who", "t", 0));
  assert.deepEqual(keys(all, "g"), ["t1", "u0"]);
  assert.equal(all.get(offset("g", "t", 0)), undefined);
  all.deleteGroup("g");
  assert.deepEqual([keys(all, "g"), keys(all, "h")], [[], ["t0"]]);
});
