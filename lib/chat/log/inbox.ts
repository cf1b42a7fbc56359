import type { KafkaClient } from "../../kafka/client.ts";
import { readPartitions } from "../../kafka/reader/read_partitions.ts";
import { copyRecords } from "./copy_records.ts";
import { decodeRecords } from "../message/decode.ts";
import {
  type DirectRecord,
  inboxPartition,
  inboxSpec,
  inboxTopic,
  isAddressedTo,
  toDirectRecord,
} from "../message/direct_message.ts";
import { withoutEarlierTargets } from "./history_window.ts";
import type { RawRecord } from "../message/message.ts";
import { type ChatTopic, findChatTopic } from "./chat_topic.ts";
import { collectSkipped } from "./skipped_text.ts";
import { countLines } from "../message/timeline.ts";

/** A record of an inbox that belongs to no conversation. */
export interface InboxProblem {
  readonly offset: bigint;
  readonly text: string;
}

/** What an inbox holds of what was asked for. */
export interface InboxPart {
  readonly records: readonly DirectRecord[];
  /** Of each record that belongs to no conversation, its offset and a text about it. */
  readonly problems: readonly InboxProblem[];
}

/** What was read of the end of an inbox. */
export interface InboxWindow extends InboxPart {
  /** Which records could not be read, each a text for a notice. */
  readonly skipped: readonly string[];
}

/** Which end of an inbox is wanted. */
export interface InboxHistoryOptions {
  readonly self: string;
  /** Only the conversation with this user. */
  readonly with: string;
  /** Lines of it that are wanted; Infinity for all. */
  readonly lines: number;
  readonly signal: AbortSignal;
}

/** What is looked at first for one conversation among all that share the partition. */
const firstWindow = 256n;

/** Looks up the topic of direct messages, with the one partition that holds this user's inbox. */
export async function findInbox(
  client: KafkaClient,
  user: string,
  { create, signal }: { readonly create: boolean; readonly signal: AbortSignal },
): Promise<ChatTopic> {
  const only = (count: number): number[] => [inboxPartition(user, count)];
  return await findChatTopic(client, inboxTopic, { create: create && inboxSpec, only, signal });
}

/** Understands those of the records that are for this user, and passes over all others. */
export async function readInbox(records: readonly RawRecord[], self: string): Promise<InboxPart> {
  const own = records.filter((record) => isAddressedTo(self, record));
  const problems: InboxProblem[] = [];
  const understood: DirectRecord[] = [];
  for (const [index, { content, style }] of (await decodeRecords(own)).entries()) {
    const direct = toDirectRecord(own[index]!, content, self);
    if (typeof direct === "string") problems.push({ offset: own[index]!.offset, text: direct });
    else understood.push(style === undefined ? direct : { ...direct, style });
  }
  return { records: understood, problems };
}

/** Reads the last `window` records of the partition of an inbox, up to where it ended. */
export async function readInboxWindow(
  client: KafkaClient,
  inbox: ChatTopic,
  { self, window, signal }: {
    readonly self: string;
    readonly window: bigint;
    readonly signal: AbortSignal;
  },
): Promise<InboxWindow> {
  const [{ partition, start: first, end: stop }] = inbox.partitions as [ChatTopic["partitions"][0]];
  const start = stop - window > first ? stop - window : first;
  const raw: RawRecord[] = [];
  const { skipped, onNotice } = collectSkipped();
  if (start < stop) {
    const { name: topic, topicId } = inbox;
    const targets = [{ topic, topicId, partition, start, stop }];
    const options = { signal, onCorrupt: "skip", onNotice, lane: "main" } as const;
    for await (const chunk of readPartitions(client, targets, options)) {
      // Only what is for this user is kept in memory.
      for (const record of copyRecords(chunk)) if (isAddressedTo(self, record)) raw.push(record);
    }
  }
  const { records, problems } = await readInbox(raw, self);
  const from = new Map([[partition, start]]);
  const shown = withoutEarlierTargets(records, inbox.partitions, from);
  return { records: shown, problems, skipped: skipped.map((text) => `${inboxTopic}: ${text}`) };
}

/** Reads the end of one conversation, up to where the inbox ended when it was looked up. */
export async function readConversation(
  client: KafkaClient,
  inbox: ChatTopic,
  { self, with: other, lines, signal }: InboxHistoryOptions,
): Promise<Pick<InboxWindow, "records" | "skipped">> {
  const [{ start, end }] = inbox.partitions as [ChatTopic["partitions"][0]];
  let window = Number.isFinite(lines) ? firstWindow : end - start;
  for (;;) {
    const { skipped, ...part } = await readInboxWindow(client, inbox, { self, window, signal });
    const records = part.records.filter((record) => record.with === other);
    if (window >= end - start || countLines(records) >= lines) return { records, skipped };
    window *= 8n;
  }
}
