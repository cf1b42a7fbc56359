import { FailedError, UsageError } from "../../lib/errors.ts";
import { deleteRecords } from "../../lib/kafka/admin/delete_records.ts";
import { listOffsets, type OffsetQuery } from "../../lib/kafka/admin/list_offsets.ts";
import type { TopicPartition } from "../../lib/kafka/admin/per_leader.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { parseOffsetRange } from "../../lib/kafka/offsets/offset_range.ts";

/** The new start of a log: its end, an offset, or the first record that is not older. */
export type TrimTarget =
  | { readonly kind: "end" }
  | { readonly kind: "offset"; readonly offset: bigint }
  | { readonly kind: "time"; readonly timestamp: bigint };

/** One partition, and where its log starts before and after. */
export interface TrimStep extends TopicPartition {
  readonly before: bigint;
  readonly after: bigint;
}

/** The result for one partition. */
export interface TrimResult extends TopicPartition {
  readonly before: bigint;
  /** Where the log starts now. */
  readonly after: bigint;
  readonly error: KafkaError | null;
}

/**
 * Parses `-o`.
 *
 * @param now Base of relative times, in milliseconds since the Unix epoch.
 * @throws {UsageError} If it is none of `OFFSET`, `@TIME` and `end`.
 */
export function parseTrimTarget(text: string, now: number): TrimTarget {
  const { start, stop } = parseOffsetRange(text, { now });
  const isTarget = start.kind === "end" || start.kind === "offset" || start.kind === "time";
  if (isTarget && stop === null) return start;
  throw new UsageError(`Cannot use "${text}" for -o: expected OFFSET, @TIME or end`);
}

/**
 * Works out the new starts; none lies before the old one.
 *
 * @throws {FailedError} If a partition does not exist, or an offset is after the end of its log.
 */
export async function trimPlan(
  client: KafkaClient,
  topics: readonly TopicMetadata[],
  { target, partitions, signal }: {
    readonly target: TrimTarget;
    /** Undefined for all. */
    readonly partitions: readonly number[] | undefined;
    readonly signal: AbortSignal;
  },
): Promise<TrimStep[]> {
  const chosen = topics.flatMap((topic) => chosenPartitions(topic, partitions));
  const ask = async (at: OffsetQuery["at"]): Promise<(bigint | null)[]> => {
    const queries = chosen.map((partition) => ({ ...partition, at }));
    const answers = await listOffsets(client, queries, { signal });
    return answers.map(({ offset, error, topic, partition }) => {
      if (error !== null) throw error.during(`trim topic "${topic}" partition ${partition}`);
      return offset;
    });
  };
  const [starts, ends] = await Promise.all([ask("earliest"), ask("latest")]);
  const times = target.kind === "time" ? await ask(target.timestamp) : [];
  return chosen.map((partition, index) => {
    const [start, end] = [starts[index]!, ends[index]!];
    const wanted = target.kind === "end" ? end : target.kind === "offset"
      ? target.offset
      // All records are older.
      : times[index] ?? end;
    if (wanted > end) throw afterTheEnd(partition, wanted, end);
    return { ...partition, before: start, after: wanted < start ? start : wanted };
  });
}

function chosenPartitions(
  { name, partitions }: TopicMetadata,
  wanted: readonly number[] | undefined,
): TopicPartition[] {
  const existing = partitions.map(({ partition }) => partition);
  const missing = wanted?.find((partition) => !existing.includes(partition));
  if (missing !== undefined) {
    throw new FailedError(
      `Cannot trim topic "${name}" partition ${missing}: the topic has ${existing.length} ` +
        "partitions, numbered from 0",
    );
  }
  return (wanted ?? existing).map((partition) => ({ topic: name, partition }));
}

function afterTheEnd(
  { topic, partition }: TopicPartition,
  offset: bigint,
  end: bigint,
): FailedError {
  return new FailedError(
    `Cannot trim topic "${topic}" partition ${partition} to offset ${offset}: it ends at ${end}`,
  );
}

/** Deletes the records before the new starts; results are in the order of `steps`. */
export async function trim(
  client: KafkaClient,
  steps: readonly TrimStep[],
  signal: AbortSignal,
): Promise<TrimResult[]> {
  const moving = steps.filter(({ before, after }) => after > before);
  const results = await deleteRecords(
    client,
    moving.map(({ topic, partition, after }) => ({ topic, partition, before: after })),
    { signal },
  );
  const byStep = new Map(moving.map((step, index) => [step, results[index]!]));
  return steps.map((step) => {
    const result = byStep.get(step);
    return {
      ...step,
      after: result === undefined ? step.after : result.logStartOffset ?? step.before,
      error: result?.error ?? null,
    };
  });
}
