import assert from "node:assert/strict";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { offsetCommit } from "../../../../lib/wire/messages/08_offset_commit.ts";
import { TestBroker } from "../_broker.ts";
import { becomeOnlyMember } from "./_group_member.ts";

interface Partition {
  readonly partitionIndex: number;
  readonly committedOffset?: bigint;
  readonly committedMetadata?: string | null;
}

/** Commits, by default as an operator, and returns the error codes of the partitions in order. */
async function commit(
  broker: TestBroker,
  partitions: readonly Partition[],
  said: object = {},
  version = 7,
): Promise<number[]> {
  const answer = await broker.client.ask(offsetCommit, version, {
    groupId: "billing",
    topics: [
      { name: "orders", partitions: partitions.filter(({ partitionIndex }) => partitionIndex < 9) },
      { name: "none", partitions: partitions.filter(({ partitionIndex }) => partitionIndex >= 9) },
    ],
    ...said,
  });
  return answer.topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode));
}

const { UNKNOWN_TOPIC_OR_PARTITION, OFFSET_METADATA_TOO_LARGE } = errorCodes;

Deno.test("OffsetCommit answers each partition separately", async () => {
  await using broker = await TestBroker.start();
  await broker.create("orders", 3);
  const partitions = [
    { partitionIndex: 0, committedOffset: 5n, committedMetadata: "x".repeat(4096) },
    { partitionIndex: 1, committedOffset: 5n, committedMetadata: "x".repeat(4097) },
    { partitionIndex: 2, committedOffset: 5n, committedMetadata: null },
    { partitionIndex: 3, committedOffset: 5n },
    { partitionIndex: 9, committedOffset: 5n },
  ];
  assert.deepEqual(await commit(broker, partitions), [
    0,
    OFFSET_METADATA_TOO_LARGE,
    0,
    UNKNOWN_TOPIC_OR_PARTITION,
    UNKNOWN_TOPIC_OR_PARTITION,
  ]);
  const kept = broker.services.groups.committedOffsets("billing");
  assert.deepEqual(kept.map(({ partition, metadata }) => [partition, metadata.length]), [
    [0, 4096],
    [2, 0],
  ]);
});

Deno.test("OffsetCommit answers every partition with an error of the member", async () => {
  await using broker = await TestBroker.start();
  await broker.create("orders", 2);
  const { generationId, ...member } = await becomeOnlyMember(broker.client);
  const partitions = [{ partitionIndex: 0 }, { partitionIndex: 1 }, { partitionIndex: 9 }];
  const ask = (memberId: string, generationIdOrMemberEpoch: number): Promise<number[]> =>
    commit(broker, partitions, { ...member, memberId, generationIdOrMemberEpoch });
  assert.deepEqual(await ask(member.memberId, generationId), [0, 0, UNKNOWN_TOPIC_OR_PARTITION]);
  const { UNKNOWN_MEMBER_ID: unknown, ILLEGAL_GENERATION: old } = errorCodes;
  assert.deepEqual(await ask("who", generationId), [unknown, unknown, UNKNOWN_TOPIC_OR_PARTITION]);
  assert.deepEqual(await ask(member.memberId, 0), [old, old, UNKNOWN_TOPIC_OR_PARTITION]);
});

Deno.test("OffsetCommit returns GROUP_ID_NOT_FOUND for a missing group from v9 on", async () => {
  await using broker = await TestBroker.start();
  await broker.create("orders", 1);
  const said = { memberId: "who", generationIdOrMemberEpoch: 3 };
  const ask = (version: number): Promise<number[]> =>
    commit(broker, [{ partitionIndex: 0 }], said, version);
  assert.deepEqual(await ask(8), [errorCodes.ILLEGAL_GENERATION]);
  assert.deepEqual(await ask(9), [errorCodes.GROUP_ID_NOT_FOUND]);
});

Deno.test("OffsetCommit creates no group if all topics are unknown", async () => {
  await using broker = await TestBroker.start();
  assert.deepEqual(await commit(broker, [{ partitionIndex: 9 }]), [UNKNOWN_TOPIC_OR_PARTITION]);
  assert.deepEqual(broker.services.groups.list(), []);
});
