import { describeProducers as describeApi } from "../../wire/messages/61_describe_producers.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import {
  askLeaders,
  type LeaderAnswer,
  partitionKey,
  type TopicPartition,
} from "../admin/per_leader.ts";
import type { KafkaClient } from "../client.ts";
import { type KafkaError, toKafkaError } from "../kafka_error.ts";
import { never } from "../never.ts";

/** A producer that a partition remembers. */
export interface PartitionProducer extends TopicPartition {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** The epoch of the coordinator that wrote the last marker; null if there is none. */
  readonly coordinatorEpoch: number | null;
  /** The sequence number of the last record; null if it is not known. */
  readonly lastSequence: number | null;
  /** The time of the last record, in milliseconds since the epoch; null if it is not known. */
  readonly lastTimeMs: number | null;
  /** The offset at which the open transaction begins; null if none is open. */
  readonly startOffset: bigint | null;
}

/** The result for one partition. */
export interface ProducersResult extends TopicPartition {
  /** Sorted by id; empty if there is an error. */
  readonly producers: readonly PartitionProducer[];
  readonly error: KafkaError | null;
}

/**
 * Asks the leaders of partitions which producers they remember; results are in the order of the
 * partitions. Each partition may appear once.
 *
 * @throws {UnsupportedApiError} If a leader is older than Kafka 2.8.
 */
export async function describeProducers(
  client: KafkaClient,
  partitions: readonly TopicPartition[],
  options: AdminOptions = {},
): Promise<ProducersResult[]> {
  const outcomes = await askLeaders<TopicPartition, readonly PartitionProducer[]>(client, {
    items: partitions,
    ask: (leader, items) => askOne(client, leader, items, options),
    signal: options.signal ?? never,
  });
  return partitions.map(({ topic, partition }, index) => {
    const { value, error } = outcomes[index]!;
    return { topic, partition, producers: value ?? [], error };
  });
}

async function askOne(
  client: KafkaClient,
  leader: number,
  partitions: readonly TopicPartition[],
  options: AdminOptions,
): Promise<Map<string, LeaderAnswer<readonly PartitionProducer[]>>> {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  const { topics } = await client.request(describeApi, {
    topics: [...byTopic].map(([name, items]) => (
      { name, partitionIndexes: items.map(({ partition }) => partition) }
    )),
  }, { ...options, node: leader });
  return new Map(
    topics.flatMap(({ name: topic, partitions }) =>
      partitions.map(({ partitionIndex: partition, errorCode, errorMessage, activeProducers }) => {
        const value = activeProducers.map((producer): PartitionProducer => ({
          topic,
          partition,
          producerId: producer.producerId,
          producerEpoch: producer.producerEpoch,
          coordinatorEpoch: producer.coordinatorEpoch < 0 ? null : producer.coordinatorEpoch,
          lastSequence: producer.lastSequence < 0 ? null : producer.lastSequence,
          lastTimeMs: producer.lastTimestamp < 0n ? null : Number(producer.lastTimestamp),
          startOffset: producer.currentTxnStartOffset < 0n ? null : producer.currentTxnStartOffset,
        })).toSorted((a, b) => a.producerId < b.producerId ? -1 : 1);
        const error = toKafkaError(errorCode, errorMessage, { api: describeApi, topic });
        return [partitionKey({ topic, partition }), { value, error }] as const;
      })
    ),
  );
}
