import assert from "node:assert/strict";
import { KafkaClient } from "../../../../lib/kafka/client.ts";
import {
  openTransactions,
  type OpenTransactionsOptions,
} from "../../../../lib/kafka/transactions/hanging_transactions.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { findCoordinator } from "../../../../lib/wire/messages/10_find_coordinator.ts";
import { describeProducers } from "../../../../lib/wire/messages/61_describe_producers.ts";
import { describeTransactions } from "../../../../lib/wire/messages/65_describe_transactions.ts";
import { listTransactions } from "../../../../lib/wire/messages/66_list_transactions.ts";
import { on, type ScriptedBroker, scriptedBroker } from "../../../support/peers/scripted_broker.ts";

const partition = { topic: "t", partition: 0 };

/** A transaction as a coordinator knows it. */
interface Known {
  readonly state: string;
  /** The partitions of the topic `t`. */
  readonly partitions: readonly number[];
  readonly errorCode?: number;
}

/**
 * A broker with two producers in the partition 0 of `t`: 7 has an open transaction since offset 40,
 * and wrote at 1,000 ms; 8 has none. Its coordinator knows `known` of producer 7.
 */
function brokerWith(known: Known | null): ScriptedBroker {
  const broker: ScriptedBroker = scriptedBroker([
    on(metadata, () => ({
      brokers: [{ nodeId: 1, ...broker.address }],
      controllerId: 1,
      topics: [{ name: "t", partitions: [{ leaderId: 1, replicaNodes: [1], isrNodes: [1] }] }],
    })),
    on(describeProducers, ({ topics }) => ({
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => ({
          partitionIndex,
          activeProducers: [
            { producerId: 8n, lastTimestamp: 5n, currentTxnStartOffset: -1n },
            { producerId: 7n, lastTimestamp: 1_000n, currentTxnStartOffset: 40n },
          ],
        })),
      })),
    })),
    on(listTransactions, ({ producerIdFilters }) => {
      assert.deepEqual(producerIdFilters, [7n]);
      const state = { transactionalId: "tx", producerId: 7n, transactionState: known?.state ?? "" };
      return { transactionStates: known === null ? [] : [state] };
    }),
    on(findCoordinator, ({ coordinatorKeys, keyType }) => {
      assert.equal(keyType, 1);
      const coordinators = coordinatorKeys.map((key) => ({ key, nodeId: 1, ...broker.address }));
      return { coordinators };
    }),
    on(describeTransactions, () => ({
      transactionStates: [{
        transactionalId: "tx",
        errorCode: known?.errorCode ?? 0,
        transactionState: known?.state ?? "",
        producerId: 7n,
        topics: [{ topic: "t", partitions: [...known?.partitions ?? []] }],
      }],
    })),
  ]);
  return broker;
}

async function find(
  known: Known | null,
  options: OpenTransactionsOptions = {},
): ReturnType<typeof openTransactions> {
  await using broker = brokerWith(known);
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  return await openTransactions(client, [partition], options);
}

Deno.test("openTransactions() returns a transaction that its coordinator knows", async () => {
  const { transactions: [one, ...others], failures } = await find(
    { state: "Ongoing", partitions: [1, 0] },
  );
  assert.deepEqual([others, failures], [[], []]);
  assert.equal(one!.coordinated?.transactionalId, "tx");
  assert.deepEqual([one!.producerId, one!.startOffset, one!.lastTimeMs], [7n, 40n, 1_000]);
});

for (
  const [what, known] of [
    ["the producer is unknown", null],
    ["the transaction has other partitions", { state: "Ongoing", partitions: [1] }],
    ["the transaction is over", { state: "CompleteCommit", partitions: [0] }],
    ["the id has expired", { state: "Empty", partitions: [], errorCode: 105 }],
  ] as const
) {
  Deno.test(`openTransactions() returns a transaction that hangs if ${what}`, async () => {
    const { transactions } = await find(known);
    assert.deepEqual(transactions.map(({ coordinated }) => coordinated), [null]);
  });
}

Deno.test("openTransactions() omits transactions with a later record", async () => {
  assert.equal((await find(null, { idleSinceMs: 999 })).transactions.length, 0);
  assert.equal((await find(null, { idleSinceMs: 1_000 })).transactions.length, 1);
});

Deno.test("openTransactions() throws if a coordinator rejects the request", async () => {
  await assert.rejects(find({ state: "Ongoing", partitions: [0], errorCode: 53 }), {
    name: "KafkaError",
    message: /^Cannot look up the transactions of producers: not authorized for Describe on /,
  });
});
