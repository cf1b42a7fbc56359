import { initProducerId } from "../../wire/messages/22_init_producer_id.ts";
import { writeTxnMarkers } from "../../wire/messages/27_write_txn_markers.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import { askLeaders, partitionKey, type TopicPartition } from "../admin/per_leader.ts";
import type { KafkaClient } from "../client.ts";
import { askCoordinators, type GroupResult } from "../groups/coordinators.ts";
import { omissionError, toKafkaError } from "../kafka_error.ts";
import { never } from "../never.ts";
import { settleAll } from "../settle_all.ts";
import type { PartitionProducer } from "./describe_producers.ts";

/** The timeout of the producer that fences the others. It begins no transaction. */
const fenceTimeoutMs = 60_000;

/** A transaction in one partition. */
export type PartitionTransaction =
  & TopicPartition
  & Pick<PartitionProducer, "producerId" | "producerEpoch" | "coordinatorEpoch">;

/**
 * Writes the marker that aborts a transaction into its partition. Its coordinator does not learn of
 * it, so this is for transactions that hang.
 *
 * @throws {KafkaError} If the leader rejects it.
 * @throws {UnsupportedApiError} If the leader is older than Kafka 2.5.
 */
export async function writeAbortMarker(
  client: KafkaClient,
  transaction: PartitionTransaction,
  { signal = never, ...options }: AdminOptions = {},
): Promise<void> {
  const { topic, partition, producerId, producerEpoch, coordinatorEpoch } = transaction;
  const marker = {
    producerId,
    producerEpoch,
    transactionResult: false,
    topics: [{ name: topic, partitionIndexes: [partition] }],
    // As in Kafka's own tool: the partition accepts any epoch if it has not seen a marker.
    coordinatorEpoch: coordinatorEpoch ?? 0,
  };
  const [outcome] = await askLeaders<TopicPartition, null>(client, {
    items: [{ topic, partition }],
    ask: async (node) => {
      const body = { markers: [marker] };
      const answer = await client.request(writeTxnMarkers, body, { ...options, signal, node });
      const result = answer.markers[0]?.topics[0]?.partitions[0];
      const error = result === undefined
        ? omissionError()
        : toKafkaError(result.errorCode, null, { api: writeTxnMarkers, topic });
      return new Map([[partitionKey({ topic, partition }), { value: null, error }]]);
    },
    signal,
  });
  if (outcome!.error !== null) throw outcome!.error;
}

/**
 * Aborts the open transactions of transactional ids, by taking over each id: its coordinator ends
 * the transaction in all partitions, and its producer can no longer write. Results are in the order
 * of the ids.
 */
export async function fenceProducers(
  client: KafkaClient,
  transactionalIds: readonly string[],
  options: AdminOptions = {},
): Promise<GroupResult<null>[]> {
  return await askCoordinators<null>(client, {
    groups: transactionalIds,
    kind: "transactional id",
    ask: (node, ids) =>
      settleAll(ids.map(async (transactionalId) => {
        const body = { transactionalId, transactionTimeoutMs: fenceTimeoutMs };
        const { errorCode } = await client.request(initProducerId, body, { ...options, node });
        const error = toKafkaError(errorCode, null, { api: initProducerId, transactionalId });
        return { group: transactionalId, value: null, error };
      })),
  }, options);
}
