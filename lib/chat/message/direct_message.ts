import { inboxTopic } from "../own_topics.ts";
import { textOf, utf8 } from "../../wire/bytes.ts";
import type { TopicSpec } from "../../kafka/admin/create_topics.ts";
import { partitionOfKey } from "../../kafka/partitioner.ts";
import type { ChatRecord, Content, Foreign, Position, RawRecord, RecordHeader } from "./message.ts";
import { describeForeign, headerText, parsePosition, positionKey } from "./message.ts";
import { isUserName, shortened } from "./user_name.ts";

/**
 * How the topic is created. Each user reads one partition, which holds other users' messages too.
 * Twelve partitions cut that to a twelfth and suit any cluster. Adding partitions later would move
 * inboxes.
 */
export const inboxSpec: Omit<TopicSpec, "name"> = { partitions: 12 };

/** The sender and the recipient of a direct message, as its headers name them. */
export interface DirectRoute {
  readonly from: string;
  readonly to: string;
  /** In the author's copy: the position of the recipient's copy; null otherwise, or if unknown. */
  readonly otherCopy: Position | null;
}

/** A record of the user's inbox, assigned to a conversation. */
export interface DirectRecord extends ChatRecord {
  /** The other user of the conversation. */
  readonly with: string;
}

const fromHeader = "wah-from";
const toHeader = "wah-to";
const otherCopyHeader = "wah-twin";

/** The partition of a user's inbox: the one that every Kafka client chooses for the user's key. */
export function inboxPartition(user: string, partitionCount: number): number {
  return partitionOfKey(utf8(user), partitionCount);
}

/**
 * Returns the headers of a direct message, in addition to those of its format.
 *
 * The value is a message in one of the three formats, as in any room. The headers name sender and
 * recipient too, so that a client can route a record without decoding its value. That allows
 * encrypted values with a separate `content-type` later, and a signature in another header. Header
 * names that begin with `wah-` are reserved for wah.
 */
export function directHeaders({ from, to, otherCopy }: DirectRoute): RecordHeader[] {
  const headers = [
    { key: fromHeader, value: utf8(from) },
    { key: toHeader, value: utf8(to) },
  ];
  if (otherCopy !== null) {
    headers.push({ key: otherCopyHeader, value: utf8(positionKey(otherCopy)) });
  }
  return headers;
}

/** Whether a record of the inbox topic is for this user, which its key names. */
export function isAddressedTo(user: string, { key }: Pick<RawRecord, "key">): boolean {
  return key !== null && textOf(key) === user;
}

/**
 * Assigns a record to a conversation of `self`. If a record has no `wah-` headers, which other
 * clients do not write, its text names the sender.
 *
 * Senders are not verified. A record whose headers and text disagree becomes a foreign record in
 * the conversation that its headers name. If they name no user, the result is a text for a notice.
 */
export function toDirectRecord(
  record: RawRecord,
  content: Content,
  self: string,
): DirectRecord | string {
  const { partition, offset, timestamp } = record;
  const author = content.kind === "foreign" ? undefined : content.author;
  const from = headerText(record, fromHeader) ?? author;
  const to = headerText(record, toHeader) ?? self;
  const other = from === self ? to : from;
  if (other === undefined || !isUserName(other)) {
    const found = content.kind === "foreign" ? content : contradiction("it names no sender");
    return `${inboxTopic} ${positionKey(record)} is ${describeForeign(found)}`;
  }
  const base = { partition, offset, timestamp, with: other };
  const otherCopy = parsePosition(headerText(record, otherCopyHeader) ?? "") ?? null;
  const found = author !== undefined && from !== undefined && author !== from
    ? contradiction(`by ${quoted(author)}, sent by ${quoted(from)}`)
    : from !== self && to !== self
    ? contradiction(`for ${quoted(to)}`)
    : content;
  return { ...base, content: found, otherCopy: found === content ? otherCopy : null };
}

function contradiction(reason: string): Foreign {
  return { kind: "foreign", reason, excerpt: "" };
}

function quoted(name: string): string {
  return JSON.stringify(shortened(name));
}
