import type { KafkaClient } from "../../kafka/client.ts";
import { decodeRecords } from "../message/decode.ts";
import type { ChatRecord } from "../message/message.ts";
import type { Channel } from "./channel.ts";
import { type ChatTopic, findChatTopic } from "./chat_topic.ts";
import { findInbox, partitionOf, readInboxRange } from "./inbox.ts";
import { mergeByTime } from "./merge.ts";
import { readRanges } from "./read_ranges.ts";
import { collectSkipped } from "./skipped_text.ts";

/** Part of the log of a channel. */
export interface HistoryPage {
  /** Merged by time; edits and deletions of earlier messages included. */
  readonly records: readonly ChatRecord[];
  /** The first offset that was read, by partition. */
  readonly from: ReadonlyMap<number, bigint>;
  /** The partitions that have earlier records. */
  readonly more: ReadonlySet<number>;
  /** A text for a notice about each range of records that could not be read. */
  readonly skipped: readonly string[];
}

/** Options of {@link readHistoryPage}. */
export interface HistoryPageOptions {
  readonly channel: Channel;
  readonly self: string;
  /** The offset after the last one to read, by partition. Default: the current end. */
  readonly before: ReadonlyMap<number, bigint>;
  /** Number of records to read of each partition of a room. */
  readonly records: number;
  readonly signal: AbortSignal;
}

/** Records of an inbox to search at once; all conversations in the partition share them. */
const inboxWindow = 2_000n;
/** Maximum number of records of an inbox to search for one page. */
const maxInboxWindow = 100_000n;

/**
 * Reads the records of a channel that are just before known ones.
 *
 * @throws {KafkaError} If the topic does not exist, or the broker does not allow reading it.
 */
export async function readHistoryPage(
  client: KafkaClient,
  options: HistoryPageOptions,
): Promise<HistoryPage> {
  const { channel, self, signal } = options;
  if (channel.kind === "room") {
    const room = await findChatTopic(client, channel.room, { create: false, signal });
    return await readRoomPage(client, room, options);
  }
  const inbox = await findInbox(client, self, { create: false, signal });
  return await readInboxPage(client, inbox, channel.with, options);
}

async function readRoomPage(
  client: KafkaClient,
  { name: topic, topicId, partitions }: ChatTopic,
  { before, records: count, signal }: HistoryPageOptions,
): Promise<HistoryPage> {
  const targets = partitions.map(({ partition, start: first, end }) => {
    const stop = earlier(before.get(partition) ?? end, end);
    const start = later(first, stop - BigInt(count));
    return { topic, topicId, partition, start, stop, hasMore: start > first };
  });
  const records: ChatRecord[] = [];
  const { skipped, onNotice } = collectSkipped();
  const readable = targets.filter(({ start, stop }) => start < stop);
  for await (const raw of readRanges(client, readable, { signal, onNotice })) {
    for (const record of await decodeRecords(raw)) records.push(record);
  }
  return {
    records: mergeByTime(records),
    from: new Map(targets.map(({ partition, start }) => [partition, start])),
    more: new Set(targets.flatMap(({ partition, hasMore }) => hasMore ? [partition] : [])),
    skipped,
  };
}

/** Searches back until the conversation has records, or a limit is reached. */
async function readInboxPage(
  client: KafkaClient,
  inbox: ChatTopic,
  other: string,
  { self, before, signal }: HistoryPageOptions,
): Promise<HistoryPage> {
  const { partition, start: first, end } = partitionOf(inbox);
  const last = earlier(before.get(partition) ?? end, end);
  for (let window = inboxWindow;; window *= 4n) {
    const start = later(first, last - window);
    const range = { self, start, stop: last, signal };
    const { records, skipped } = await readInboxRange(client, inbox, range);
    const own = records.filter((record) => record.with === other);
    if (own.length === 0 && start > first && window < maxInboxWindow) continue;
    const more = new Set(start > first ? [partition] : []);
    return { records: own, from: new Map([[partition, start]]), more, skipped };
  }
}

function earlier(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

function later(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
