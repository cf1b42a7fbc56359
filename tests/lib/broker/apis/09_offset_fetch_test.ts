import assert from "node:assert/strict";
import { offsetCommit } from "../../../../lib/wire/messages/08_offset_commit.ts";
import { offsetFetch } from "../../../../lib/wire/messages/09_offset_fetch.ts";
import { TestBroker } from "../_broker.ts";

/** Starts a broker whose group has committed offset 5 of the second of two partitions. */
async function brokerWithOffset(): Promise<TestBroker> {
  const broker = await TestBroker.start();
  await broker.create("orders", 2);
  const offset = { committedOffset: 5n, committedLeaderEpoch: 0, committedMetadata: "note" };
  await broker.client.ask(offsetCommit, 7, {
    groupId: "billing",
    topics: [{ name: "orders", partitions: [{ partitionIndex: 1, ...offset }] }],
  });
  return broker;
}

const committed = {
  partitionIndex: 1,
  committedOffset: 5n,
  committedLeaderEpoch: 0,
  metadata: "note",
  errorCode: 0,
};

function nothing(partitionIndex: number): typeof committed {
  return {
    partitionIndex,
    committedOffset: -1n,
    committedLeaderEpoch: -1,
    metadata: "",
    errorCode: 0,
  };
}

Deno.test("OffsetFetch v1-7 returns committed offsets, and -1 for the others", async () => {
  await using broker = await brokerWithOffset();
  const topics = [
    { name: "orders", partitionIndexes: [0, 1, 9] },
    { name: "none", partitionIndexes: [0] },
  ];
  for (const version of [1, 2, 3, 4, 5, 6, 7]) {
    const body = { groupId: "billing", topics };
    const answer = await broker.client.ask(offsetFetch, version, body);
    const committedLeaderEpoch = version < 5 ? -1 : 0;
    assert.deepEqual(answer.topics, [
      {
        name: "orders",
        partitions: [nothing(0), { ...committed, committedLeaderEpoch }, nothing(9)],
      },
      { name: "none", partitions: [nothing(0)] },
    ]);
  }
});

Deno.test("OffsetFetch v2-7 returns all offsets if no topics are named", async () => {
  await using broker = await brokerWithOffset();
  const all = await broker.client.ask(offsetFetch, 7, { groupId: "billing", topics: null });
  assert.deepEqual(all.topics, [{ name: "orders", partitions: [committed] }]);
  const none = await broker.client.ask(offsetFetch, 7, { groupId: "who", topics: null });
  assert.deepEqual([none.errorCode, none.topics], [0, []]);
});

Deno.test("OffsetFetch v8-9 answers several groups", async () => {
  await using broker = await brokerWithOffset();
  for (const version of [8, 9]) {
    const answer = await broker.client.ask(offsetFetch, version, {
      groups: [
        { groupId: "billing", topics: null },
        { groupId: "who", topics: null },
        { groupId: "who", topics: [{ name: "orders", partitionIndexes: [1] }] },
      ],
      requireStable: true,
    });
    assert.deepEqual(answer.groups.map(({ groupId, topics }) => [groupId, topics[0]?.partitions]), [
      ["billing", [committed]],
      ["who", undefined],
      ["who", [nothing(1)]],
    ]);
  }
});
