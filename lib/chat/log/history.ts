import type { KafkaClient } from "../../kafka/client.ts";
import { readPartitions } from "../../kafka/reader/read_partitions.ts";
import { copyRecords } from "./copy_records.ts";
import { decodeRecords } from "../message/decode.ts";
import { mergeByTime } from "./merge.ts";
import type { ChatRecord } from "../message/message.ts";
import { withoutEarlierTargets } from "./history_window.ts";
import type { ChatTopic } from "./chat_topic.ts";
import { collectSkipped } from "./skipped_text.ts";
import { countLines } from "../message/timeline.ts";

/** How much history to read. */
export interface HistoryOptions {
  /** Lines of the timeline that are wanted; Infinity for all. */
  readonly lines: number;
  readonly signal: AbortSignal;
}

/** The end of a room, and how much of it that is. */
export interface History {
  /** Merged by time. */
  readonly records: readonly ChatRecord[];
  /** The first offset looked at, by partition. */
  readonly from: ReadonlyMap<number, bigint>;
  /** Which records could not be read, each a text for a notice. */
  readonly skipped: readonly string[];
}

/** Edits and deletions take no line of their own, so more is read than lines are wanted. */
const spareRecords = 44;

/**
 * Reads the end of a room up to where it ended when it was looked up: records enough for as many
 * lines as are wanted, if there are, merged by time.
 *
 * Omits edits and deletions of earlier lines. Records that cannot be read are skipped and reported.
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
  if (readable.length === 0) return { records, from, skipped: [] };
  // On the main connection it waits for nobody's long poll.
  const { skipped, onNotice } = collectSkipped();
  const options = { signal, onCorrupt: "skip", onNotice, lane: "main" } as const;
  for await (const chunk of readPartitions(client, readable, options)) {
    for (const record of await decodeRecords(copyRecords(chunk))) records.push(record);
  }
  const shown = withoutEarlierTargets(mergeByTime(records), partitions, from);
  return { records: shown, from, skipped };
}

function bigMax(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
