import type { AdminOptions } from "../admin/admin_options.ts";
import { partitionKey, type TopicPartition } from "../admin/per_leader.ts";
import type { KafkaClient } from "../client.ts";
import type { KafkaError } from "../kafka_error.ts";
import { describeProducers, type PartitionProducer } from "./describe_producers.ts";
import { describeTransactions, type TransactionDescription } from "./describe_transactions.ts";
import { listTransactions } from "./list_transactions.ts";
import { isOpen } from "./transaction_state.ts";

/** A transaction that is open in a partition. */
export interface OpenTransaction extends PartitionProducer {
  readonly startOffset: bigint;
  /**
   * The transaction of the same producer that the coordinator knows; null if it knows none that
   * includes the partition. Then the transaction hangs: no coordinator will ever end it.
   */
  readonly coordinated: TransactionDescription | null;
}

/** The open transactions of some partitions. */
export interface OpenTransactions {
  readonly transactions: readonly OpenTransaction[];
  /** Partitions that could not be read. */
  readonly failures: readonly (TopicPartition & { readonly error: KafkaError })[];
}

/** Options of {@link openTransactions}. */
export interface OpenTransactionsOptions extends AdminOptions {
  /** Only transactions without a record since this time. Default: all. */
  readonly idleSinceMs?: number;
}

/**
 * Finds the transactions that are open in partitions, and asks the coordinators about each, as
 * Kafka's own tool does (KIP-664).
 *
 * @throws As {@link listTransactions}.
 */
export async function openTransactions(
  client: KafkaClient,
  partitions: readonly TopicPartition[],
  { idleSinceMs = Infinity, ...options }: OpenTransactionsOptions = {},
): Promise<OpenTransactions> {
  const results = await describeProducers(client, partitions, options);
  const candidates = results.flatMap(({ producers }) =>
    producers.flatMap((producer) => {
      const { startOffset, lastTimeMs } = producer;
      return startOffset === null || (lastTimeMs ?? 0) > idleSinceMs
        ? []
        : [{ ...producer, startOffset }];
    })
  );
  const coordinated = await coordinatedBy(
    client,
    [...new Set(candidates.map(({ producerId }) => producerId))],
    options,
  );
  return {
    transactions: candidates.map((candidate) => {
      const known = coordinated.get(candidate.producerId);
      const isKnown = known !== undefined && isOpen(known) &&
        known.partitions.some((partition) => partitionKey(partition) === partitionKey(candidate));
      return { ...candidate, coordinated: isKnown ? known : null };
    }),
    failures: results.flatMap(({ topic, partition, error }) =>
      error === null ? [] : [{ topic, partition, error }]
    ),
  };
}

/** The transactions that coordinators know of producers, by producer id. */
async function coordinatedBy(
  client: KafkaClient,
  producerIds: readonly bigint[],
  options: AdminOptions,
): Promise<ReadonlyMap<bigint, TransactionDescription>> {
  if (producerIds.length === 0) return new Map();
  const listings = await listTransactions(client, { ...options, producerIds });
  const ids = listings.map(({ transactionalId }) => transactionalId);
  const descriptions = await describeTransactions(client, ids, options);
  return new Map(descriptions.flatMap(({ value, error }) => {
    // An id can expire in the meantime; any other error would make its transaction look lost.
    if (error?.codeName === "TRANSACTIONAL_ID_NOT_FOUND") return [];
    if (error !== null) throw error.during("look up the transactions of producers");
    return [[value.producerId, value]];
  }));
}
