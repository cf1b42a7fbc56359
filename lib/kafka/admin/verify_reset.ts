import type { KafkaClient } from "../client.ts";
import type { AdminOptions } from "./admin_options.ts";
import { describeTopics, type TopicDescription } from "./describe_topics.ts";
import { ResetMismatchError } from "./reset_mismatch_error.ts";
import { type FullTopicSpec, ownConfigs, type ResetPlan } from "./reset_plan.ts";

/** A topic after its reset. */
export interface ResetReport {
  readonly spec: FullTopicSpec;
  /** Null if the brokers have no topic ids. */
  readonly topicId: string | null;
  /** Number of offsets that the reset removed. */
  readonly removed: bigint;
  /** Number of records that other clients have written since. */
  readonly arrived: bigint;
}

/**
 * Compares a recreated topic with the plan of its reset.
 *
 * @throws {ResetMismatchError} If it is still the old topic, has old records, or has other
 * partitions, replicas or configs than planned.
 */
export async function verifyReset(
  client: KafkaClient,
  plan: ResetPlan,
  options: AdminOptions,
): Promise<ResetReport> {
  const { spec } = plan;
  const [topic] = await describeTopics(client, [spec.name], options);
  const difference = topic === undefined || topic.error !== null
    ? "it does not exist"
    : shapeDifference(plan, topic) ?? configDifference(spec, topic) ?? oldRecords(plan, topic);
  if (topic === undefined || difference !== null) {
    throw new ResetMismatchError(spec.name, difference ?? "it does not exist");
  }
  return {
    spec,
    topicId: topic.topicId,
    removed: plan.offsets,
    arrived: topic.partitions.reduce((sum, { end }) => sum + (end ?? 0n), 0n),
  };
}

function shapeDifference({ spec, topicId }: ResetPlan, topic: TopicDescription): string | null {
  if (topicId !== null && topic.topicId === topicId) return "it is still the old topic";
  const { length } = topic.partitions;
  if (length !== spec.partitions) return `it has ${length} partitions, not ${spec.partitions}`;
  const different = topic.partitions.find(({ replicas }) =>
    replicas.length !== spec.replicationFactor
  );
  return different === undefined
    ? null
    : `partition ${different.partition} has ${different.replicas.length} replicas, ` +
      `not ${spec.replicationFactor}`;
}

function configDifference(
  { configs: wanted }: FullTopicSpec,
  { configs, configsError }: TopicDescription,
): string | null {
  if (configsError !== null) return `its configs cannot be read: ${configsError.reason}`;
  const found = ownConfigs(configs);
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  const key = keys.find((key) => wanted[key] !== found[key]);
  if (key === undefined) return null;
  return `its config ${key} is ${shown(found[key])}, not ${shown(wanted[key])}`;
}

function shown(value: string | undefined): string {
  return value === undefined ? "not set" : `"${value}"`;
}

/** A new id means a new log. Without ids, a log that ends where it did counts as the old one. */
function oldRecords({ extents }: ResetPlan, topic: TopicDescription): string | null {
  const silent = topic.partitions.find(({ offsetsError }) => offsetsError !== null);
  if (silent) {
    return `partition ${silent.partition} does not respond: ${silent.offsetsError!.reason}`;
  }
  if (topic.topicId !== null) return null;
  const old = topic.partitions.find(({ end }, index) => end !== 0n && end === extents[index]?.end);
  return old === undefined ? null : `partition ${old.partition} still ends at offset ${old.end}`;
}
