import { FailedError } from "../../errors.ts";
import { errorCodes } from "../../wire/errors.ts";
import { listOffsets, type OffsetAnswer } from "../admin/list_offsets.ts";
import type { KafkaClient } from "../client.ts";
import {
  type ClusterMetadata,
  partitionIn,
  type PartitionMetadata,
  type TopicMetadata,
} from "../metadata.ts";
import { settleAll } from "../settle_all.ts";
import type { PartitionCursor } from "./partition_cursor.ts";
import type { Isolation, ReaderNotice, SkipReason } from "./read_target.ts";

/** Dependencies of {@link Placement}. */
export interface PlacementOptions {
  readonly client: KafkaClient;
  readonly isolation: Isolation;
  readonly signal: AbortSignal;
  notice(notice: ReaderNotice): void;
  /** Called when the cursor's leader is known and its position is in the log. */
  place(cursor: PartitionCursor, leader: number): void;
}

/** Finds the leaders of partitions, and new offsets for cursors whose position left the log. */
export class Placement {
  readonly #options: PlacementOptions;

  constructor(options: PlacementOptions) {
    this.#options = options;
  }

  /**
   * Makes one attempt for all `cursors`. Those that are not placed afterwards need another one.
   *
   * @throws {ConnectionLostError} If no broker is reachable.
   * @throws {FailedError} If a topic has been deleted.
   * @throws {KafkaError} If the broker does not allow reading a topic.
   */
  async settle(cursors: readonly PartitionCursor[]): Promise<void> {
    const { client, signal } = this.#options;
    const topics = [...new Set(cursors.map(({ topic }) => topic))];
    const known = await client.metadata({ topics, signal });
    const needOffsets: PartitionCursor[] = [];
    for (const cursor of cursors) {
      const found = locate(cursor, known);
      if (found === null || found.leader === null) {
        cursor.failed();
      } else if (cursor.isOtherTopic(found.topic.topicId) || cursor.needsNewOffset) {
        needOffsets.push(cursor);
      } else {
        this.#place(cursor, found);
      }
    }
    if (needOffsets.length > 0) await this.#relocate(needOffsets, known);
  }

  #place(cursor: PartitionCursor, { topic, partition, leader }: Located): void {
    cursor.foundLeader({ topicId: topic.topicId, leaderEpoch: partition.leaderEpoch });
    this.#options.place(cursor, leader!);
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
        cursor.failed();
        continue;
      }
      this.#moveInto(cursor, { start, end }, cursor.isOtherTopic(found.topic.topicId));
      this.#place(cursor, found);
    }
  }

  /** Moves a cursor to an offset that the log has, and reports what it skips. */
  #moveInto(
    cursor: PartitionCursor,
    log: { readonly start: bigint; readonly end: bigint },
    isRecreated: boolean,
  ): void {
    const { position, stop } = cursor;
    if (isRecreated) return this.#skip(cursor, log.start, "recreated");
    if (position < log.start) {
      const to = stop !== null && stop < log.start ? stop : log.start;
      return this.#skip(cursor, to, "retention");
    }
    if (position <= log.end || !cursor.isBeyondEnd) return;
    // The same topic has lost records. Without topic ids, a shorter log is most likely a new topic.
    if (cursor.topicId !== null) this.#skip(cursor, log.end, "truncated");
    else this.#skip(cursor, log.start, "recreated");
  }

  #skip(cursor: PartitionCursor, offset: bigint, reason: SkipReason): void {
    const { topic, partition, position: from } = cursor;
    // The stop is an offset of the old log, and does not apply to the new one.
    if (reason !== "retention") cursor.finish();
    cursor.skipTo(offset);
    this.#options.notice({ kind: "skipped", topic, partition, from, to: cursor.position, reason });
  }
}

interface Located {
  readonly topic: TopicMetadata;
  readonly partition: PartitionMetadata;
  readonly leader: number | null;
}

/** The offset in the answer; `null` if another attempt may find it. */
function offsetOf({ topic, partition, offset, error }: OffsetAnswer): bigint | null {
  if (error !== null && !error.retriable) {
    throw error.during(`look up offsets of ${JSON.stringify(topic)} partition ${partition}`);
  }
  return offset;
}

/** The partition in the metadata; `null` if it is missing, or not there yet. */
function locate(cursor: PartitionCursor, known: ClusterMetadata): Located | null {
  const topic = known.topics.get(cursor.topic);
  const isUnknown = topic === undefined ||
    topic.error?.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
  if (!isUnknown && topic.error !== null && !topic.error.retriable) {
    throw topic.error.during(`read topic ${JSON.stringify(cursor.topic)}`);
  }
  const partition = partitionIn(topic?.partitions ?? [], cursor.partition);
  if (topic !== undefined && partition !== undefined) {
    return { topic, partition, leader: partition.leader };
  }
  // Wait for a topic without leaders. A topic that several refreshes omit has been deleted.
  if (!isUnknown && topic.error !== null) return null;
  if (!cursor.wasAbsent()) return null;
  const name = JSON.stringify(cursor.topic);
  throw new FailedError(
    isUnknown
      ? `Cannot read topic ${name}: it no longer exists`
      : `Cannot read partition ${cursor.partition} of ${name}: it no longer exists`,
    { cause: topic?.error },
  );
}
