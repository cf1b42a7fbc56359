import type { KafkaClient } from "../kafka/client.ts";
import { readPartitions } from "../kafka/reader/read_partitions.ts";
import type { RecordChunk } from "../kafka/reader/record_chunk.ts";
import { decodeRecords } from "./decode.ts";
import { mergeByTime } from "./merge.ts";
import type { ChatRecord, RawRecord } from "./message.ts";
import { withoutEarlierTargets } from "./history_window.ts";
import type { Room } from "./room.ts";
import { Timeline } from "./timeline.ts";

/** How much history to read. */
export interface HistoryOptions {
  /** Lines of the timeline that are wanted; Infinity for all. */
  readonly lines: number;
  readonly signal: AbortSignal;
}

/** Edits and deletions take no line of their own, so more is read than lines are wanted. */
const spareRecords = 44;

/**
 * Reads the end of a room up to where it ended when it was looked up: records enough for as many
 * lines as are wanted, if there are, merged by time.
 *
 * What changes a line before those is left out. Records that cannot be read are passed over.
 */
export async function readHistory(
  client: KafkaClient,
  room: Room,
  { lines, signal }: HistoryOptions,
): Promise<ChatRecord[]> {
  const largest = room.partitions.reduce((most, { start, end }) => bigMax(most, end - start), 0n);
  let window = Number.isFinite(lines) ? BigInt(lines + spareRecords) : largest;
  for (;;) {
    const records = await readWindow(client, room, window, signal);
    if (window >= largest || countLines(records) >= lines) return records;
    window *= 8n;
  }
}

/** The records of a chunk, in memory of their own. */
export function copyRecords(chunk: RecordChunk): RawRecord[] {
  const records: RawRecord[] = [];
  chunk.forEach(({ offset, timestamp, value, headers }) => {
    records.push({
      partition: chunk.partition,
      offset,
      timestamp,
      value: value === null ? null : value.slice(),
      headers: headers.map((header) => ({ ...header, value: header.value?.slice() ?? null })),
    });
  });
  return records;
}

async function readWindow(
  client: KafkaClient,
  { name, topicId, partitions }: Room,
  window: bigint,
  signal: AbortSignal,
): Promise<ChatRecord[]> {
  const targets = partitions.map(({ partition, start, end }) => (
    { topic: name, topicId, partition, start: bigMax(start, end - window), stop: end }
  ));
  const readable = targets.filter(({ start, stop }) => start < stop);
  const records: ChatRecord[] = [];
  if (readable.length === 0) return records;
  for await (const chunk of readPartitions(client, readable, { signal, onCorrupt: "skip" })) {
    for (const record of await decodeRecords(copyRecords(chunk))) records.push(record);
  }
  const firstRead = new Map(targets.map(({ partition, start }) => [partition, start]));
  return withoutEarlierTargets(mergeByTime(records), partitions, firstRead);
}

function countLines(records: readonly ChatRecord[]): number {
  const timeline = new Timeline();
  for (const record of records) timeline.apply(record);
  return timeline.entries().length;
}

function bigMax(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
