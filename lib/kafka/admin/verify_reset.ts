import { isDeepStrictEqual } from "node:util";
import { FailedError } from "../../errors.ts";
import type { KafkaClient } from "../client.ts";
import type { TopicMetadata } from "../metadata.ts";
import type { AdminOptions } from "./admin_options.ts";
import { listOffsets, type OffsetAnswer } from "./list_offsets.ts";
import { type FullTopicSpec, type ResetPlan, topicConfigs } from "./reset_plan.ts";

/** A topic after its reset. */
export interface ResetReport {
  readonly spec: FullTopicSpec;
  /** Null where brokers have no topic ids. */
  readonly topicId: string | null;
  /** Offsets that are gone. */
  readonly removed: bigint;
  /** Records that others have written since; 0 unless somebody is writing all the time. */
  readonly arrived: bigint;
}

/**
 * Compares a topic that has just been created again with the plan of its reset.
 *
 * @throws {FailedError} When it is still the old topic, holds old records, or has other partitions,
 * replicas or configs than planned; says which.
 */
export async function verifyReset(
  client: KafkaClient,
  plan: ResetPlan,
  options: AdminOptions,
): Promise<ResetReport> {
  const { spec } = plan;
  const [cluster, configs, ends] = await Promise.all([
    client.metadata({ ...options, topics: [spec.name] }),
    topicConfigs(client, spec.name, options),
    listOffsets(client, latestOf(spec), options),
  ]);
  const topic = cluster.topics.get(spec.name);
  const difference = topic === undefined
    ? "it is not there"
    : differenceFrom(plan, topic) ?? configDifference(spec, configs) ??
      oldRecords(plan, topic, ends);
  if (topic === undefined || difference !== null) {
    throw new FailedError(`Cannot confirm the reset of topic "${spec.name}": ${difference}`, {
      hint: `See how it is with: wah topic describe ${spec.name}`,
    });
  }
  return {
    spec,
    topicId: topic.topicId,
    removed: plan.offsets,
    arrived: ends.reduce((sum, { offset }) => sum + (offset ?? 0n), 0n),
  };
}

function latestOf({ name, partitions }: FullTopicSpec): {
  topic: string;
  partition: number;
  at: "latest";
}[] {
  return Array.from({ length: partitions }, (_, partition) => (
    { topic: name, partition, at: "latest" as const }
  ));
}

function differenceFrom({ spec, topicId }: ResetPlan, topic: TopicMetadata): string | null {
  if (topicId !== null && topic.topicId === topicId) return "it is still the old topic";
  const { length } = topic.partitions;
  if (length !== spec.partitions) return `it has ${length} partitions, not ${spec.partitions}`;
  const odd = topic.partitions.find(({ replicas }) => replicas.length !== spec.replicationFactor);
  return odd === undefined
    ? null
    : `partition ${odd.partition} has ${odd.replicas.length} replicas, ` +
      `not ${spec.replicationFactor}`;
}

function configDifference(
  { configs: wanted }: FullTopicSpec,
  found: Readonly<Record<string, string>>,
): string | null {
  if (isDeepStrictEqual(wanted, found)) return null;
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  const key = keys.find((key) => wanted[key] !== found[key])!;
  return `its config ${key} is ${shown(found[key])}, not ${shown(wanted[key])}`;
}

function shown(value: string | undefined): string {
  return value === undefined ? "not set" : `"${value}"`;
}

/** A new id means a new log; without ids, only an end where it was tells the old one. */
function oldRecords(
  { extents }: ResetPlan,
  { topicId }: TopicMetadata,
  ends: readonly OffsetAnswer[],
): string | null {
  const unknown = ends.find(({ error }) => error !== null);
  if (unknown) return `partition ${unknown.partition} does not answer: ${unknown.error!.reason}`;
  if (topicId !== null) return null;
  const old = extents.find(({ end }, index) =>
    end !== null && end > 0n && ends[index]?.offset === end
  );
  return old === undefined ? null : `partition ${old.partition} still ends at offset ${old.end}`;
}
