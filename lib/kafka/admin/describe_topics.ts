import { errorCodes } from "../../wire/errors.ts";
import type { KafkaClient } from "../client.ts";
import { KafkaError } from "../kafka_error.ts";
import type { PartitionMetadata, TopicMetadata } from "../metadata.ts";
import type { AdminOptions } from "./admin_options.ts";
import { type ConfigEntry, describeConfigs } from "./describe_configs.ts";
import { listOffsets, type OffsetAnswer } from "./list_offsets.ts";
import { settleAll } from "../settle_all.ts";
import { placeKey } from "./per_leader.ts";

/** One partition, and where its log begins and ends; null where its leader does not tell. */
export interface PartitionDescription extends PartitionMetadata {
  readonly start: bigint | null;
  readonly end: bigint | null;
  /** Why the leader does not tell. */
  readonly offsetsError: KafkaError | null;
}

/** Everything about one topic. */
export interface TopicDescription extends TopicMetadata {
  readonly partitions: readonly PartitionDescription[];
  /** Sorted by name; none when the topic has an error. */
  readonly configs: readonly ConfigEntry[];
}

/**
 * Describes topics in the order of `names`; one that does not exist has an error and no partitions.
 *
 * `timeoutMs` is for each request. Leaders that move are asked again for some seconds; a partition
 * that has none is not waited for.
 *
 * @throws {KafkaError} When the configs of one may not be read.
 * @throws {ConnectionLostError} When no broker answers.
 */
export async function describeTopics(
  client: KafkaClient,
  names: readonly string[],
  options: AdminOptions = {},
): Promise<TopicDescription[]> {
  const { topics } = await client.metadata({ ...options, topics: names });
  const known = names.flatMap((name) => topics.get(name) ?? []);
  const sound = known.filter(({ error }) => error === null);
  const [starts, ends, configs] = await settleAll([
    offsets(client, sound, "earliest", options),
    offsets(client, sound, "latest", options),
    describeConfigs(client, sound.map(({ name }) => name), options),
  ]);
  return known.map((topic) => ({
    ...topic,
    partitions: topic.partitions.map((partition) => {
      const key = placeKey({ topic: topic.name, partition: partition.partition });
      const [start, end] = [starts.get(key), ends.get(key)];
      return {
        ...partition,
        start: start?.offset ?? null,
        end: end?.offset ?? null,
        offsetsError: partition.leader === null ? leaderless : start?.error ?? end?.error ?? null,
      };
    }),
    configs: configs.get(topic.name) ?? [],
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
  return new Map(answers.map((answer) => [placeKey(answer), answer]));
}
