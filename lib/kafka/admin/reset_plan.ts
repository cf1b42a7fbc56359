import { FailedError } from "../../errors.ts";
import { errorCodes } from "../../wire/errors.ts";
import type { KafkaClient } from "../client.ts";
import { missingTopicHint } from "../missing_topic_hint.ts";
import type { AdminOptions } from "./admin_options.ts";
import type { ConfigEntry } from "./describe_configs.ts";
import { describeTopics, type TopicDescription } from "./describe_topics.ts";

/** A topic with all its settings, without broker defaults. */
export interface FullTopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** The configs that are set for this topic, sorted by name. */
  readonly configs: Readonly<Record<string, string>>;
}

/** The start and end of one partition's log; null if its leader does not report them. */
export interface PartitionExtent {
  readonly partition: number;
  readonly start: bigint | null;
  readonly end: bigint | null;
}

/** A topic before its reset: what the reset restores, and how much it deletes. */
export interface ResetPlan {
  readonly spec: FullTopicSpec;
  /** Null if the brokers have no topic ids. */
  readonly topicId: string | null;
  readonly extents: readonly PartitionExtent[];
  /** Sum of the extents. If the log has gaps, there are fewer records. */
  readonly offsets: bigint;
}

/** Options of {@link planReset}. */
export interface PlanResetOptions extends AdminOptions {
  /** Whether the topic is emptied in place, so that its configs are not needed. Default: false. */
  readonly isInPlace?: boolean;
}

/**
 * Reads everything that a reset needs to know about a topic. Changes nothing. A plan to empty the
 * topic in place has no configs.
 *
 * @throws {KafkaError} If the topic does not exist (the hint has similar names), or the broker
 * rejects a request.
 * @throws {FailedError} If the topic is internal to Kafka.
 */
export async function planReset(
  client: KafkaClient,
  name: string,
  options: PlanResetOptions = {},
): Promise<ResetPlan> {
  const topic = await findTopic(client, name, options);
  const extents = topic.partitions.map(({ partition, start, end }) => ({ partition, start, end }));
  return {
    spec: {
      name,
      partitions: topic.partitions.length,
      replicationFactor: Math.max(...topic.partitions.map(({ replicas }) => replicas.length)),
      configs: ownConfigs(topic.configs),
    },
    topicId: topic.topicId,
    extents,
    offsets: extents.reduce((sum, { start, end }) => sum + ((end ?? 0n) - (start ?? 0n)), 0n),
  };
}

/** Returns the configs that are set for the topic itself, as `createTopics()` accepts them. */
export function ownConfigs(entries: readonly ConfigEntry[]): Record<string, string> {
  const own = entries.flatMap(({ name, value, source, isReadOnly }) => (
    source === "DYNAMIC_TOPIC_CONFIG" && value !== null && !isReadOnly ? [[name, value]] : []
  ));
  return Object.fromEntries(own);
}

async function findTopic(
  client: KafkaClient,
  name: string,
  { isInPlace = false, ...options }: PlanResetOptions,
): Promise<TopicDescription> {
  const [topic] = await describeTopics(client, [name], { ...options, withConfigs: !isInPlace });
  if (topic?.error?.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION) {
    const { topics } = await client.metadata({ ...options, topics: "all" });
    throw topic.error.during(`reset topic "${name}"`, missingTopicHint(name, topics.keys()));
  }
  if (topic?.error) throw topic.error.during(`reset topic "${name}"`);
  if (topic === undefined || topic.partitions.length === 0) {
    throw new FailedError(`Cannot reset topic "${name}": the broker does not describe it`);
  }
  if (topic.isInternal) {
    throw new FailedError(`Cannot reset topic "${name}": it is an internal topic`);
  }
  if (topic.configsError !== null) {
    throw topic.configsError.during(`read the configs of topic "${name}"`);
  }
  return topic;
}
