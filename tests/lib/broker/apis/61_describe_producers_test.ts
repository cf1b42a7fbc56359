import assert from "node:assert/strict";
import { describeProducers } from "../../../../lib/wire/messages/61_describe_producers.ts";
import { TestBroker } from "../_broker.ts";
import { batchOf } from "../_log_fixture.ts";
import { ManualClock } from "../_manual_clock.ts";

Deno.test("DescribeProducers returns the last sequence of each producer", async () => {
  const clock = new ManualClock();
  await using broker = await TestBroker.start({ clock });
  await broker.create("t", 2);
  const write = (producerId: bigint, producerEpoch: number, baseSequence: number) =>
    broker.write("t", batchOf([{}, {}], { producerId, producerEpoch, baseSequence }));
  await write(7n, 0, 0);
  await write(7n, 0, 2);
  clock.advance(5000);
  await write(8n, 3, 0);
  const { topics } = await broker.client.ask(describeProducers, 0, {
    topics: [{ name: "t", partitionIndexes: [0, 1, 0] }],
  });
  const noTransaction = { coordinatorEpoch: -1, currentTxnStartOffset: -1n };
  assert.deepEqual(topics, [{
    name: "t",
    partitions: [
      {
        partitionIndex: 0,
        errorCode: 0,
        errorMessage: null,
        activeProducers: [
          {
            producerId: 7n,
            producerEpoch: 0,
            lastSequence: 3,
            lastTimestamp: BigInt(clock.now() - 5000),
            ...noTransaction,
          },
          {
            producerId: 8n,
            producerEpoch: 3,
            lastSequence: 1,
            lastTimestamp: BigInt(clock.now()),
            ...noTransaction,
          },
        ],
      },
      { partitionIndex: 1, errorCode: 0, errorMessage: null, activeProducers: [] },
    ],
  }]);
});
