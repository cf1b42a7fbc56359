import { FailedError } from "../../errors.ts";
import { listOffsets, type ListOffsetsOptions, type OffsetQuery } from "../admin/list_offsets.ts";
import type { KafkaClient } from "../client.ts";
import type { TopicMetadata } from "../metadata.ts";
import type { OffsetRange, RangePoint } from "../offset_range.ts";
import type { Isolation, ReaderNotice, ReadTarget } from "./read_target.ts";

/** What to read, before it is known where that lies. */
export interface ResolveRangeOptions {
  readonly topics: readonly string[];
  /** Only these partitions, of each topic; all when left out. */
  readonly partitions?: readonly number[];
  readonly range: OffsetRange;
  /** With `committed` the end is the last stable offset; `uncommitted` when left out. */
  readonly isolation?: Isolation;
  readonly signal?: AbortSignal;
  /** Told of offsets that lie outside a partition's log. */
  readonly onNotice?: (notice: ReaderNotice) => void;
}

type Place = Omit<ReadTarget, "start" | "stop">;

/** Offsets by partition, in the order of the places. */
type Offsets = readonly (bigint | null)[];

/**
 * Looks up where a range lies in each partition, as of now.
 *
 * Starts and stops are clamped into the log, so that a stop is always within reach. Partitions in
 * which nothing lies between start and stop are left out.
 *
 * @throws {KafkaError} When a topic does not exist or may not be read, or a partition cannot tell
 * its offsets.
 * @throws {FailedError} When a topic has no such partition.
 */
export async function resolveRange(
  client: KafkaClient,
  options: ResolveRangeOptions,
): Promise<ReadTarget[]> {
  const { range, onNotice, ...rest } = options;
  const known = await readTopics(client, options);
  const places = findPlaces(known, options);
  const ask = (at: OffsetQuery["at"] | null): Promise<Offsets> =>
    at === null ? Promise.resolve([]) : lookUp(client, places, at, { ...rest, known });
  const [earliest, latest, fromTime, toTime] = await Promise.all([
    ask("earliest"),
    ask("latest"),
    ask(timeOf(range.start)),
    ask(range.stop === null ? null : timeOf(range.stop)),
  ]);
  return places.flatMap((place, index) => {
    const log = { start: earliest[index]!, end: latest[index]! };
    const start = pointIn(log, range.start, fromTime[index] ?? null);
    const stop = range.stop === null ? null : pointIn(log, range.stop, toTime[index] ?? null);
    if (range.start.kind === "offset" && range.start.offset !== start) {
      const { topic, partition } = place;
      onNotice?.({ kind: "clamped", topic, partition, asked: range.start.offset, start });
    }
    return stop !== null && stop <= start ? [] : [{ ...place, start, stop }];
  });
}

/** Where a point lies in one partition's log. */
function pointIn(
  log: { readonly start: bigint; readonly end: bigint },
  point: RangePoint,
  atTime: bigint | null,
): bigint {
  switch (point.kind) {
    case "start":
      return log.start;
    case "end":
      return log.end;
    case "offset":
      return clamp(point.offset, log);
    case "after-start":
      return clamp(log.start + point.count, log);
    case "before-end":
      return clamp(log.end - point.count, log);
    case "time":
      return atTime === null ? log.end : clamp(atTime, log);
  }
}

function clamp(offset: bigint, log: { readonly start: bigint; readonly end: bigint }): bigint {
  if (offset < log.start) return log.start;
  return offset > log.end ? log.end : offset;
}

/** Negative timestamps mean something else to a broker, and no record is that old. */
function timeOf(point: RangePoint): bigint | null {
  if (point.kind !== "time") return null;
  return point.timestamp < 0n ? 0n : point.timestamp;
}

async function readTopics(
  client: KafkaClient,
  { topics, signal }: ResolveRangeOptions,
): Promise<ReadonlyMap<string, TopicMetadata>> {
  const names = [...new Set(topics)];
  return (await client.metadata({ topics: names, ...(signal && { signal }) })).topics;
}

function findPlaces(
  known: ReadonlyMap<string, TopicMetadata>,
  { topics, partitions }: ResolveRangeOptions,
): Place[] {
  return [...new Set(topics)].flatMap((name) => {
    const topic = known.get(name);
    if (topic === undefined) throw new FailedError(`Cannot read ${quote(name)}: no such topic`);
    if (topic.error !== null) throw topic.error.during(`read topic ${quote(name)}`);
    return partitionsOf(topic, partitions).map((number) => {
      const found = topic.partitions.find(({ partition }) => partition === number)!;
      const { leader, leaderEpoch } = found;
      const place = { topic: name, partition: number, topicId: topic.topicId };
      return leader === null ? place : { ...place, leader: { id: leader, epoch: leaderEpoch } };
    });
  });
}

function partitionsOf(topic: TopicMetadata, wanted: readonly number[] | undefined): number[] {
  const all = topic.partitions.map(({ partition }) => partition);
  if (wanted === undefined) return all;
  const missing = wanted.find((partition) => !all.includes(partition));
  if (missing !== undefined) {
    throw new FailedError(
      `Cannot read partition ${missing} of ${quote(topic.name)}: it has ${all.length}, from 0`,
    );
  }
  return [...new Set(wanted)];
}

async function lookUp(
  client: KafkaClient,
  places: readonly Place[],
  at: OffsetQuery["at"],
  { isolation, signal, known }: Pick<ListOffsetsOptions, "isolation" | "signal" | "known">,
): Promise<Offsets> {
  const queries = places.map(({ topic, partition }) => ({ topic, partition, at }));
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
