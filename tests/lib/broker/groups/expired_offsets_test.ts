import assert from "node:assert/strict";
import { expiredOffsets } from "../../../../lib/broker/groups/expired_offsets.ts";
import type { GroupView, Member } from "../../../../lib/broker/groups/group_model.ts";
import type { StoredOffset } from "../../../../lib/broker/store/offsets.ts";
import type { Topic } from "../../../../lib/broker/topics/topic.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";

const retentionMs = 1000;
const now = 5000;
/** The ids of the topics are their names, in capitals. */
const topics = {
  byId: (id: string): Topic => ({
    name: id.toLowerCase(),
    id,
    partitions: [],
    configs: new Map(),
  }),
};

function offset(topicId: string, committedAt: number, partition = 0): StoredOffset {
  const rest = { groupId: "g", committedOffset: 1n, leaderEpoch: 0, metadata: "" };
  return { ...rest, topicId, partition, committedAt: BigInt(committedAt) };
}

/** Returns a consumer's metadata of version 0 that names one topic. */
function reader(topic: string): Member {
  const metadata = utf8(`\0\0\0\0\0\x01\0${String.fromCharCode(topic.length)}${topic}`);
  return { protocols: [{ name: "range", metadata }] } as Partial<Member> as Member;
}

function group(view: Partial<GroupView>): GroupView {
  return {
    state: "Empty",
    generation: 1,
    protocolType: "consumer",
    protocolName: null,
    leaderId: null,
    members: [],
    emptySince: null,
    ...view,
  };
}

const stable = { state: "Stable", protocolName: "range", members: [reader("read")] } as const;
/** An old offset and a recent one. */
const both = [offset("READ", 4000), offset("READ", 4001, 1)];
const elsewhere = [offset("OTHER", 4000), offset("OTHER", 4001, 1)];

/** The number of offsets that expire, from the first on. */
const cases: readonly (readonly [string, GroupView, readonly StoredOffset[], number])[] = [
  ["without members ever, each by its own commit", group({ protocolType: "" }), both, 1],
  ["all together, once it is empty for long", group({ emptySince: 4000 }), both, 2],
  ["none while it is not empty for long", group({ emptySince: 4001 }), both, 0],
  ["none of what its members read", group(stable), both, 0],
  ["of what its members do not read, each by its commit", group(stable), elsewhere, 1],
  ["none while it rebalances", group({ ...stable, state: "PreparingRebalance" }), elsewhere, 0],
  ["none while it assigns", group({ ...stable, state: "CompletingRebalance" }), elsewhere, 0],
  ["none with members that are no consumers", group({ ...stable, protocolType: "x" }), both, 0],
  [
    "none with members whose metadata cannot be read",
    group({ ...stable, protocolName: "other" }),
    elsewhere,
    0,
  ],
];

for (const [what, view, offsets, count] of cases) {
  Deno.test(`expiredOffsets() of a group: ${what}`, () => {
    const expired = expiredOffsets(view, offsets, { now, retentionMs, topics });
    assert.deepEqual(expired, offsets.slice(0, count));
  });
}

Deno.test("expiredOffsets() ignores offsets of deleted topics", () => {
  const at = { now, retentionMs, topics: { byId: () => undefined } };
  assert.deepEqual(expiredOffsets(group(stable), elsewhere, at), []);
});
