import assert from "node:assert/strict";
import { offsetForLeaderEpoch } from "../../../../lib/wire/messages/23_offset_for_leader_epoch.ts";
import { TestBroker } from "../_broker.ts";

/** Returns error code, epoch and end offset for a leader epoch of partition 0. */
async function endOf(
  broker: TestBroker,
  leaderEpoch: number,
  more: { topic?: string; currentLeaderEpoch?: number } = {},
): Promise<unknown[]> {
  const { topic = "t", currentLeaderEpoch = -1 } = more;
  const partitions = [{ partition: 0, currentLeaderEpoch, leaderEpoch }];
  const request = { replicaId: -1, topics: [{ topic, partitions }] };
  const { topics } = await broker.client.ask(offsetForLeaderEpoch, 4, request);
  const [found] = topics[0]!.partitions;
  return [found!.errorCode, found!.leaderEpoch, found!.endOffset];
}

Deno.test("OffsetForLeaderEpoch returns the end of the log for the only epoch", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  await broker.write("t", [{}, {}]);
  assert.deepEqual(await endOf(broker, 0), [0, 0, 2n]);
  assert.deepEqual(await endOf(broker, 0, { currentLeaderEpoch: 0 }), [0, 0, 2n]);
});

Deno.test("OffsetForLeaderEpoch rejects other epochs and unknown topics", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  assert.deepEqual(await endOf(broker, 1), [0, -1, -1n]);
  assert.deepEqual(await endOf(broker, -1), [0, -1, -1n]);
  assert.deepEqual(await endOf(broker, 0, { currentLeaderEpoch: 1 }), [75, -1, -1n]);
  assert.deepEqual(await endOf(broker, 0, { topic: "no" }), [3, -1, -1n]);
});
