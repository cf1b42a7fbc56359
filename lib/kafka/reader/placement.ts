import { FailedError } from "../../errors.ts";
import { errorCodes } from "../../wire/errors.ts";
import { listOffsets, type OffsetAnswer } from "../admin/list_offsets.ts";
import type { KafkaClient } from "../client.ts";
import type { ClusterMetadata, PartitionMetadata, TopicMetadata } from "../metadata.ts";
import { settleAll } from "../settle_all.ts";
import type { PartitionCursor } from "./partition_cursor.ts";
import type { Isolation, ReaderNotice, SkipReason } from "./read_target.ts";

/** How many refreshes in a row a topic may be missing: 4.5 s with the usual backoff. */
const maxAbsences = 8;
/** How often a position beyond the end is asked for again: a new leader may still catch up. */
const maxBeyondEnd = 3;

/** What a {@link Placement} works with. */
export interface PlacementOptions {
  readonly client: KafkaClient;
  readonly isolation: Isolation;
  readonly signal: AbortSignal;
  notice(notice: ReaderNotice): void;
  /** The cursor's leader is known, and its position lies in the log. */
  place(cursor: PartitionCursor, leader: number): void;
}

/** Finds a leader for partitions that have none, and a position for those that have lost theirs. */
export class Placement {
  readonly #options: PlacementOptions;

  constructor(options: PlacementOptions) {
    this.#options = options;
  }

  /**
   * One attempt for all of `cursors`; those that are not placed after it need another.
   *
   * @throws {ConnectionLostError} When no broker can be asked.
   * @throws {FailedError} When a topic is gone for good.
   * @throws {KafkaError} When a topic may not be read.
   */
  async settle(cursors: readonly PartitionCursor[]): Promise<void> {
    const { client, signal } = this.#options;
    const topics = [...new Set(cursors.map(({ topic }) => topic))];
    const known = await client.metadata({ topics, signal });
    const adrift: PartitionCursor[] = [];
    for (const cursor of cursors) {
      const found = locate(cursor, known);
      if (found?.leader === null || found === null) {
        cursor.failures += 1;
      } else if (isSuccessor(found.topic, cursor) || cursor.outOfRange > 0) {
        adrift.push(cursor);
      } else {
        this.#place(cursor, found);
      }
    }
    if (adrift.length > 0) await this.#relocate(adrift, known);
  }

  #place(cursor: PartitionCursor, found: Located): void {
    cursor.topicId = found.topic.topicId;
    cursor.leaderEpoch = found.partition.leaderEpoch;
    this.#options.place(cursor, found.leader!);
  }

  async #relocate(cursors: readonly PartitionCursor[], known: ClusterMetadata): Promise<void> {
    const { client, isolation, signal } = this.#options;
    const ask = (at: "earliest" | "latest"): Promise<OffsetAnswer[]> => {
      const queries = cursors.map(({ topic, partition }) => ({ topic, partition, at }));
      return listOffsets(client, queries, { isolation, signal });
    };
    const [starts, ends] = await settleAll([ask("earliest"), ask("latest")]);
    for (const [index, cursor] of cursors.entries()) {
      const [start, end] = [offsetOf(starts[index]!), offsetOf(ends[index]!)];
      const found = locate(cursor, known);
      if (start === null || end === null || found === null) {
        cursor.failures += 1;
        continue;
      }
      this.#moveInto(cursor, { start, end }, isSuccessor(found.topic, cursor));
      this.#place(cursor, found);
    }
  }

  /** Moves a cursor to where its log goes on, and says what that leaves out. */
  #moveInto(
    cursor: PartitionCursor,
    log: { readonly start: bigint; readonly end: bigint },
    isSuccessor: boolean,
  ): void {
    const { position, stop } = cursor;
    if (isSuccessor) return this.#skip(cursor, log.start, "recreated");
    if (position < log.start) {
      const to = stop !== null && stop < log.start ? stop : log.start;
      return this.#skip(cursor, to, "retention");
    }
    if (position <= log.end || cursor.outOfRange < maxBeyondEnd) return;
    // The same topic has lost its tail; without ids, a shorter log is most likely a new one.
    if (cursor.topicId !== null) this.#skip(cursor, log.end, "truncated");
    else this.#skip(cursor, log.start, "recreated");
  }

  #skip(cursor: PartitionCursor, to: bigint, reason: SkipReason): void {
    const { topic, partition, position: from } = cursor;
    cursor.outOfRange = 0;
    // A stop is a place in the log as it was; a log that is another does not lead there.
    if (reason !== "retention") cursor.finish();
    if (!cursor.isDone) cursor.position = to;
    const place = { topic, partition, from, to: cursor.position };
    this.#options.notice({ kind: "skipped", ...place, reason });
  }
}

interface Located {
  readonly topic: TopicMetadata;
  readonly partition: PartitionMetadata;
  readonly leader: number | null;
}

/** The offset looked up; `null` when another attempt may find it. */
function offsetOf({ topic, partition, offset, error }: OffsetAnswer): bigint | null {
  if (error !== null && !error.retriable) {
    throw error.during(`look up offsets of ${JSON.stringify(topic)} partition ${partition}`);
  }
  return offset;
}

/** Whether the topic has the name, but is not the one that the cursor began with. */
function isSuccessor({ topicId }: TopicMetadata, cursor: PartitionCursor): boolean {
  return topicId !== null && cursor.topicId !== null && topicId !== cursor.topicId;
}

/** The partition in the metadata; `null` when it is not there, or may not be there yet. */
function locate(cursor: PartitionCursor, known: ClusterMetadata): Located | null {
  const topic = known.topics.get(cursor.topic);
  const isUnknown = topic === undefined ||
    topic.error?.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
  if (!isUnknown && topic.error !== null && !topic.error.retriable) {
    throw topic.error.during(`read topic ${JSON.stringify(cursor.topic)}`);
  }
  const partition = topic?.partitions.find(({ partition }) => partition === cursor.partition);
  if (topic !== undefined && partition !== undefined) {
    return { topic, partition, leader: partition.leader };
  }
  // A leaderless topic is one to wait for; one that is gone stays gone after a few refreshes.
  if (isUnknown || topic.error === null) cursor.absences += 1;
  if (cursor.absences < maxAbsences) return null;
  const name = JSON.stringify(cursor.topic);
  throw new FailedError(
    isUnknown
      ? `Cannot read topic ${name}: it no longer exists`
      : `Cannot read partition ${cursor.partition} of ${name}: it no longer exists`,
    { cause: topic?.error },
  );
}
