import { describeLogDirs } from "../../wire/messages/35_describe_log_dirs.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import { KafkaError } from "../kafka_error.ts";
import type { TopicMetadata } from "../metadata.ts";
import { UnsupportedApiError } from "../connection/unsupported_api_error.ts";
import type { AdminOptions } from "./admin_options.ts";
import { partitionKey, type TopicPartition } from "./per_leader.ts";

/**
 * Returns the size in bytes of the leader's copy of each partition, by {@link partitionKey}.
 *
 * Omits partitions without a leader, and those whose leader is unreachable, does not know the
 * request or does not allow it (Kafka requires DESCRIBE on the cluster).
 */
export async function logSizes(
  client: KafkaClient,
  topics: readonly TopicMetadata[],
  options: AdminOptions = {},
): Promise<ReadonlyMap<string, bigint>> {
  const led = topics.flatMap(({ name, partitions }) => (
    partitions.map(({ partition, leader }) => ({ topic: name, partition, leader }))
  ));
  const sizes = new Map<string, bigint>();
  await Promise.all([...Map.groupBy(led, ({ leader }) => leader)].map(async ([leader, members]) => {
    if (leader === null) return;
    for (const [key, size] of await sizesAt(client, leader, members, options)) sizes.set(key, size);
  }));
  return sizes;
}

async function sizesAt(
  client: KafkaClient,
  node: number,
  partitions: readonly TopicPartition[],
  options: AdminOptions,
): Promise<(readonly [key: string, sizeBytes: bigint])[]> {
  const topics = [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, members]) => (
    { topic, partitions: members.map(({ partition }) => partition) }
  ));
  try {
    const { results } = await client.request(describeLogDirs, { topics }, { ...options, node });
    return results.flatMap(({ topics }) =>
      topics.flatMap(({ name: topic, partitions }) =>
        // A future copy is being moved to another directory.
        partitions.filter(({ isFutureKey }) => !isFutureKey)
          .map(({ partitionIndex: partition, partitionSize }) =>
            [partitionKey({ topic, partition }), partitionSize] as const
          )
      )
    );
  } catch (error) {
    const isUnavailable = error instanceof ConnectionLostError || error instanceof KafkaError ||
      error instanceof UnsupportedApiError;
    if (isUnavailable) return [];
    throw error;
  }
}
