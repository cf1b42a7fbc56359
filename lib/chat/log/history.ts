import type { KafkaClient } from "../../kafka/client.ts";
import { decodeRecords } from "../message/decode.ts";
import { mergeByTime } from "./merge.ts";
import type { ChatRecord } from "../message/message.ts";
import { withoutEarlierTargets } from "./history_window.ts";
import type { ChatTopic } from "./chat_topic.ts";
import { readRanges } from "./read_ranges.ts";
import { collectSkipped } from "./skipped_text.ts";
import { countLines } from "../message/timeline.ts";

/** Options of {@link readHistory}. */
export interface HistoryOptions {
  /** Number of timeline entries to read; Infinity for all. */
  readonly lines: number;
  readonly signal: AbortSignal;
}

/** The end of a room. */
export interface History {
  /** Merged by time. */
  readonly records: readonly ChatRecord[];
  /** The first offset that was read, by partition. */
  readonly from: ReadonlyMap<number, bigint>;
  /** A text for a notice about each range of records that could not be read. */
  readonly skipped: readonly string[];
}

/** Extra records to read at first, because edits and deletions add no entries. */
const spareRecords = 44;

/**
 * Reads the end of a room, up to its end when it was looked up, merged by time. Reads further back
 * until the records fold into enough entries, or the whole room is read.
 *
 * Omits edits and deletions of earlier messages. Skips and reports records that cannot be read.
 */
export async function readHistory(
  client: KafkaClient,
  room: ChatTopic,
  { lines, signal }: HistoryOptions,
): Promise<History> {
  const largest = room.partitions.reduce((most, { start, end }) => bigMax(most, end - start), 0n);
  let window = Number.isFinite(lines) ? BigInt(lines + spareRecords) : largest;
  for (;;) {
    const history = await readWindow(client, room, window, signal);
    if (window >= largest || countLines(history.records) >= lines) return history;
    window *= 8n;
  }
}

async function readWindow(
  client: KafkaClient,
  { name, topicId, partitions }: ChatTopic,
  window: bigint,
  signal: AbortSignal,
): Promise<History> {
  const targets = partitions.map(({ partition, start, end }) => (
    { topic: name, topicId, partition, start: bigMax(start, end - window), stop: end }
  ));
  const from = new Map(targets.map(({ partition, start }) => [partition, start]));
  const readable = targets.filter(({ start, stop }) => start < stop);
  const records: ChatRecord[] = [];
  const { skipped, onNotice } = collectSkipped();
  for await (const raw of readRanges(client, readable, { signal, onNotice })) {
    for (const record of await decodeRecords(raw)) records.push(record);
  }
  const shown = withoutEarlierTargets(mergeByTime(records), partitions, from);
  return { records: shown, from, skipped };
}

function bigMax(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
