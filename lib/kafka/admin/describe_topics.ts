import { errorCodes } from "../../wire/errors.ts";
import type { KafkaClient } from "../client.ts";
import { KafkaError } from "../kafka_error.ts";
import type { PartitionMetadata, TopicMetadata } from "../metadata.ts";
import type { AdminOptions } from "./admin_options.ts";
import { type ConfigEntry, describeConfigs } from "./describe_configs.ts";
import { listOffsets, type OffsetAnswer } from "./list_offsets.ts";
import { settleAll } from "../settle_all.ts";
import { partitionKey } from "./per_leader.ts";

/** One partition with the start and end of its log; null if its leader does not report them. */
export interface PartitionDescription extends PartitionMetadata {
  readonly start: bigint | null;
  readonly end: bigint | null;
  /** Why the leader does not report them. */
  readonly offsetsError: KafkaError | null;
}

/** One topic with its partitions and configs. */
export interface TopicDescription extends TopicMetadata {
  readonly partitions: readonly PartitionDescription[];
  /** Sorted by name; empty if the topic has an error, or they were not read. */
  readonly configs: readonly ConfigEntry[];
  /** Why the client is not authorized to read the configs. */
  readonly configsError: KafkaError | null;
}

/** Options of {@link describeTopics}. */
export interface DescribeTopicsOptions extends AdminOptions {
  /** Whether to read the configs. Default: true. */
  readonly withConfigs?: boolean;
}

/**
 * Describes topics, in the order of `names`. One that does not exist has an error and no
 * partitions.
 *
 * `timeoutMs` is the limit for each request. Retries for some seconds if a leader changes, but does
 * not wait for a leader of a partition without one.
 *
 * @throws {KafkaError} If the broker does not report the configs of a topic.
 * @throws {ConnectionLostError} If no broker responds.
 */
export async function describeTopics(
  client: KafkaClient,
  names: readonly string[],
  { withConfigs = true, ...options }: DescribeTopicsOptions = {},
): Promise<TopicDescription[]> {
  const { topics } = await client.metadata({ ...options, topics: names });
  const known = names.flatMap((name) => topics.get(name) ?? []);
  const readable = known.filter(({ error }) => error === null);
  const [starts, ends, configs] = await settleAll([
    offsets(client, readable, "earliest", options),
    offsets(client, readable, "latest", options),
    describeConfigs(client, withConfigs ? readable.map(({ name }) => name) : [], options),
  ]);
  return known.map((topic) => ({
    ...topic,
    partitions: topic.partitions.map((partition) => {
      const key = partitionKey({ topic: topic.name, partition: partition.partition });
      const [start, end] = [starts.get(key), ends.get(key)];
      return {
        ...partition,
        start: start?.offset ?? null,
        end: end?.offset ?? null,
        offsetsError: partition.leader === null ? leaderless : start?.error ?? end?.error ?? null,
      };
    }),
    configs: configs.get(topic.name)?.entries ?? [],
    configsError: configs.get(topic.name)?.error ?? null,
  }));
}

const leaderless = new KafkaError(errorCodes.LEADER_NOT_AVAILABLE);

async function offsets(
  client: KafkaClient,
  topics: readonly TopicMetadata[],
  at: "earliest" | "latest",
  options: AdminOptions,
): Promise<Map<string, OffsetAnswer>> {
  const queries = topics.flatMap(({ name, partitions }) => (
    partitions.filter(({ leader }) => leader !== null)
      .map(({ partition }) => ({ topic: name, partition, at }))
  ));
  const answers = await listOffsets(client, queries, options);
  return new Map(answers.map((answer) => [partitionKey(answer), answer]));
}
