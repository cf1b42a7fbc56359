import { FailedError } from "../../errors.ts";
import { listOffsets, type ListOffsetsOptions, type OffsetQuery } from "../admin/list_offsets.ts";
import type { KafkaClient } from "../client.ts";
import { type ClusterMetadata, partitionIn, topicIn, type TopicMetadata } from "../metadata.ts";
import type { Isolation, ReaderNotice, ReadTarget } from "../reader/read_target.ts";
import { settleAll } from "../settle_all.ts";
import type { OffsetRange, RangePoint } from "./range_point.ts";

/** Options of {@link resolveRange}. */
export interface ResolveRangeOptions {
  readonly topics: readonly string[];
  /** Only these partitions of each topic. Default: all. */
  readonly partitions?: readonly number[];
  readonly range: OffsetRange;
  /** With `committed` the end is the last stable offset. Default: `uncommitted`. */
  readonly isolation?: Isolation;
  readonly signal?: AbortSignal;
  /** Called for offsets outside of a partition's log. */
  readonly onNotice?: (notice: ReaderNotice) => void;
}

/** A partition to read, with the end of its log at the time of the lookup. */
export interface RangeTarget extends ReadTarget {
  /** The offset after the last record that is visible at the isolation level in use. */
  readonly end: bigint;
}

/** A partition whose range is not resolved yet. */
type PartitionToResolve = Omit<ReadTarget, "start" | "stop">;

/** One offset per partition, in the order of the partitions. */
type Offsets = readonly (bigint | null)[];

/** The start of a partition's log, and the offset after its last record. */
interface OffsetBounds {
  readonly start: bigint;
  readonly end: bigint;
}

/**
 * Resolves a range to offsets in each partition, as of now.
 *
 * Starts and stops are clamped to the log, so that reading reaches every stop. A start before the
 * end is counted in records, see `findTails()`. Partitions with an empty range are omitted.
 *
 * @throws {KafkaError} If a topic does not exist or is not authorized, or a partition cannot report
 * its offsets.
 * @throws {FailedError} If a topic has no such partition, or the broker's response lacks something.
 */
export async function resolveRange(
  client: KafkaClient,
  options: ResolveRangeOptions,
): Promise<RangeTarget[]> {
  const { range, onNotice, ...rest } = options;
  const cluster = await readTopics(client, options);
  const partitions = findPartitions(cluster, options);
  const ask = (at: OffsetQuery["at"] | null): Promise<Offsets> =>
    at === null
      ? Promise.resolve([])
      : lookUp(client, partitions, at, { ...rest, known: cluster.topics });
  const [earliest, latest, fromTime, toTime] = await settleAll([
    ask("earliest"),
    ask("latest"),
    ask(timeOf(range.start)),
    ask(range.stop === null ? null : timeOf(range.stop)),
  ]);
  const logs = partitions.map((found, index) => logOf(found, earliest[index], latest[index]));
  const starts = range.start.kind === "before-end"
    ? await (await loadFindTails())(
      client,
      partitions.map((found, index) => ({ ...found, ...logs[index]! })),
      {
        count: range.start.count,
        isolation: options.isolation ?? "uncommitted",
        ...(options.signal && { signal: options.signal }),
      },
    )
    : logs.map((log, index) => pointIn(log, range.start, fromTime[index] ?? null));
  return partitions.flatMap((found, index) => {
    const [log, start] = [logs[index]!, starts[index]!];
    const stop = range.stop === null ? null : pointIn(log, range.stop, toTime[index] ?? null);
    if (range.start.kind === "offset" && range.start.offset !== start) {
      const { topic, partition } = found;
      onNotice?.({ kind: "clamped", topic, partition, asked: range.start.offset, start });
    }
    return stop !== null && stop <= start ? [] : [{ ...found, start, stop, end: log.end }];
  });
}

function logOf(
  { topic, partition }: PartitionToResolve,
  start: bigint | null | undefined,
  end: bigint | null | undefined,
): OffsetBounds {
  if (typeof start === "bigint" && typeof end === "bigint") {
    return { start, end: end < start ? start : end };
  }
  throw new FailedError(
    `Cannot look up offsets of ${quote(topic)} partition ${partition}: ` +
      "the broker's response has no offset",
  );
}

/** The offset of a point in one partition's log; not for a point before the end. */
function pointIn(log: OffsetBounds, point: RangePoint, atTime: bigint | null): bigint {
  switch (point.kind) {
    case "start":
      return log.start;
    case "end":
    case "before-end":
      return log.end;
    case "offset":
      return clamp(point.offset, log);
    case "after-start":
      return clamp(log.start + point.count, log);
    case "time":
      return atTime === null ? log.end : clamp(atTime, log);
  }
}

function clamp(offset: bigint, log: OffsetBounds): bigint {
  if (offset < log.start) return log.start;
  return offset > log.end ? log.end : offset;
}

/**
 * The time to look up. Negative ones have a special meaning in the protocol, so 0 replaces them.
 */
function timeOf(point: RangePoint): bigint | null {
  if (point.kind !== "time") return null;
  return point.timestamp < 0n ? 0n : point.timestamp;
}

async function readTopics(
  client: KafkaClient,
  { topics, signal }: ResolveRangeOptions,
): Promise<ClusterMetadata> {
  const names = [...new Set(topics)];
  return await client.metadata({ topics: names, ...(signal && { signal }) });
}

function findPartitions(
  cluster: ClusterMetadata,
  { topics, partitions }: ResolveRangeOptions,
): PartitionToResolve[] {
  return [...new Set(topics)].flatMap((name) => {
    const topic = topicIn(cluster, name);
    if (topic.error !== null) throw topic.error.during(`read topic ${quote(name)}`);
    if (topic.partitions.length === 0) {
      throw new FailedError(
        `Cannot read topic ${quote(name)}: the broker's response lists no partitions`,
      );
    }
    return partitionsOf(topic, partitions).map((number) => {
      const found = partitionIn(topic.partitions, number)!;
      const { leader, leaderEpoch } = found;
      const unled = { topic: name, partition: number, topicId: topic.topicId };
      return leader === null ? unled : { ...unled, leader: { id: leader, epoch: leaderEpoch } };
    });
  });
}

function partitionsOf(topic: TopicMetadata, wanted: readonly number[] | undefined): number[] {
  const all = topic.partitions.map(({ partition }) => partition);
  if (wanted === undefined) return all;
  const missing = wanted.find((partition) => !all.includes(partition));
  if (missing !== undefined) {
    throw new FailedError(
      `Cannot read partition ${missing} of ${quote(topic.name)}: it has ${all.length} partition${
        all.length === 1 ? "" : "s"
      }, numbered from 0`,
    );
  }
  return [...new Set(wanted)];
}

async function lookUp(
  client: KafkaClient,
  partitions: readonly PartitionToResolve[],
  at: OffsetQuery["at"],
  { isolation, signal, known }: Pick<ListOffsetsOptions, "isolation" | "signal" | "known">,
): Promise<Offsets> {
  const queries = partitions.map(({ topic, partition }) => ({ topic, partition, at }));
  const answers = await listOffsets(client, queries, {
    isolation: isolation ?? "uncommitted",
    known,
    ...(signal && { signal }),
  });
  return answers.map(({ topic, partition, offset, error }) => {
    if (error !== null) {
      throw error.during(`look up offsets of ${quote(topic)} partition ${partition}`);
    }
    return offset;
  });
}

function quote(name: string): string {
  return JSON.stringify(name);
}

/** Loaded only if it is needed: most ranges do not start before the end. */
async function loadFindTails(): Promise<typeof import("../reader/find_tails.ts").findTails> {
  return (await (import("../reader/find_tails.ts" as string) as Promise<
    typeof import("../reader/find_tails.ts")
  >)).findTails;
}
