import { inboxTopic } from "../own_topics.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { decodeRecords } from "../message/decode.ts";
import {
  type DirectRecord,
  inboxPartition,
  inboxSpec,
  isAddressedTo,
  toDirectRecord,
} from "../message/direct_message.ts";
import { withoutEarlierTargets } from "./history_window.ts";
import type { RawRecord } from "../message/message.ts";
import { type ChatTopic, findChatTopic } from "./chat_topic.ts";
import { readRanges } from "./read_ranges.ts";
import { collectSkipped } from "./skipped_text.ts";
import { countLines } from "../message/timeline.ts";

/** A record of an inbox that belongs to no conversation. */
export interface InboxProblem {
  readonly offset: bigint;
  /** A text for a notice. */
  readonly text: string;
}

/** Decoded records of an inbox. */
export interface InboxPart {
  readonly records: readonly DirectRecord[];
  /** The records that belong to no conversation. */
  readonly problems: readonly InboxProblem[];
}

/** The end of an inbox. */
export interface InboxWindow extends InboxPart {
  /** A text for a notice about each range of records that could not be read. */
  readonly skipped: readonly string[];
}

/** Options of {@link readConversation}. */
export interface InboxHistoryOptions {
  readonly self: string;
  /** The other user of the conversation. */
  readonly with: string;
  /** Number of timeline entries to read; Infinity for all. */
  readonly lines: number;
  readonly signal: AbortSignal;
}

/** Records of the partition to read first; all conversations in the partition share them. */
const firstWindow = 256n;

/** Looks up the topic for direct messages, with only the partition of this user's inbox. */
export async function findInbox(
  client: KafkaClient,
  user: string,
  { create, signal }: { readonly create: boolean; readonly signal: AbortSignal },
): Promise<ChatTopic> {
  const selectPartitions = (count: number): number[] => [inboxPartition(user, count)];
  const options = { create: create && inboxSpec, selectPartitions, signal };
  return await findChatTopic(client, inboxTopic, options);
}

/** Decodes the records that are for this user and assigns them to conversations; omits others. */
export async function readInbox(records: readonly RawRecord[], self: string): Promise<InboxPart> {
  const own = records.filter((record) => isAddressedTo(self, record));
  const problems: InboxProblem[] = [];
  const decoded: DirectRecord[] = [];
  for (const [index, { content, style }] of (await decodeRecords(own)).entries()) {
    const direct = toDirectRecord(own[index]!, content, self);
    if (typeof direct === "string") problems.push({ offset: own[index]!.offset, text: direct });
    else decoded.push(style === undefined ? direct : { ...direct, style });
  }
  return { records: decoded, problems };
}

/** Reads the last `window` records of the partition of an inbox, up to its end when looked up. */
export async function readInboxWindow(
  client: KafkaClient,
  inbox: ChatTopic,
  { self, window, signal }: {
    readonly self: string;
    readonly window: bigint;
    readonly signal: AbortSignal;
  },
): Promise<InboxWindow> {
  const { partition, start: first, end: stop } = partitionOf(inbox);
  const start = stop - window > first ? stop - window : first;
  const found = await readInboxRange(client, inbox, { self, start, stop, signal });
  const from = new Map([[partition, start]]);
  return { ...found, records: withoutEarlierTargets(found.records, inbox.partitions, from) };
}

/** Reads the records for this user in a range of offsets of the partition of an inbox. */
export async function readInboxRange(
  client: KafkaClient,
  inbox: ChatTopic,
  { self, start, stop, signal }: {
    readonly self: string;
    readonly start: bigint;
    /** The offset after the last one. */
    readonly stop: bigint;
    readonly signal: AbortSignal;
  },
): Promise<InboxWindow> {
  const { name: topic, topicId } = inbox;
  const { partition } = partitionOf(inbox);
  const targets = start < stop ? [{ topic, topicId, partition, start, stop }] : [];
  const own: RawRecord[] = [];
  const { skipped, onNotice } = collectSkipped();
  for await (const raw of readRanges(client, targets, { signal, onNotice })) {
    // Only this user's records stay in memory.
    for (const record of raw) if (isAddressedTo(self, record)) own.push(record);
  }
  const { records, problems } = await readInbox(own, self);
  return { records, problems, skipped: skipped.map((text) => `${inboxTopic}: ${text}`) };
}

/** Reads the end of one conversation, up to the end of the inbox when it was looked up. */
export async function readConversation(
  client: KafkaClient,
  inbox: ChatTopic,
  { self, with: other, lines, signal }: InboxHistoryOptions,
): Promise<Pick<InboxWindow, "records" | "skipped">> {
  const { start, end } = partitionOf(inbox);
  let window = Number.isFinite(lines) ? firstWindow : end - start;
  for (;;) {
    const { skipped, ...part } = await readInboxWindow(client, inbox, { self, window, signal });
    const records = part.records.filter((record) => record.with === other);
    if (window >= end - start || countLines(records) >= lines) return { records, skipped };
    window *= 8n;
  }
}

/** Returns the partition of the user's inbox, the only one that {@link findInbox} selects. */
export function partitionOf(inbox: ChatTopic): ChatTopic["partitions"][number] {
  const [partition] = inbox.partitions;
  if (partition === undefined) throw new Error("findInbox() selects one partition");
  return partition;
}
