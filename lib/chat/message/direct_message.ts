import { textOf, utf8 } from "../../wire/bytes.ts";
import type { TopicSpec } from "../../kafka/admin/create_topics.ts";
import { partitionOfKey } from "../../kafka/partitioner.ts";
import type { ChatRecord, Content, Foreign, Position, RawRecord, RecordHeader } from "./message.ts";
import { describeForeign, parsePosition, positionKey } from "./message.ts";
import { isUserName, shortened } from "./user_name.ts";

/** The topic of all direct messages. */
export const inboxTopic = "chat-inbox";

/**
 * How that topic is created. Everybody reads one partition, with what others get there: twelve make
 * that a twelfth, and are few enough for any cluster. Adding some later would move inboxes.
 */
export const inboxSpec: Omit<TopicSpec, "name"> = { partitions: 12 };

/** Where a direct message comes from and goes to, as its headers say. */
export interface DirectRoute {
  readonly from: string;
  readonly to: string;
  /** In the author's copy: where the recipient's is. Null in that one, and where it is unknown. */
  readonly otherCopy: Position | null;
}

/** A record of one's own inbox, understood. */
export interface DirectRecord extends ChatRecord {
  /** Who the conversation is with. */
  readonly with: string;
}

const fromHeader = "wah-from";
const toHeader = "wah-to";
const otherCopyHeader = "wah-twin";

/** The partition of a user's inbox, which is the one that every Kafka client would choose. */
export function inboxPartition(user: string, partitionCount: number): number {
  return partitionOfKey(utf8(user), partitionCount);
}

/**
 * The headers of a direct message, beside those of its format.
 *
 * The value is a message as in any room, in one of the three formats. Who wrote it to whom stands
 * in headers too, so that a record can be told apart and passed on without its value being
 * understood: that leaves room for a sealed value, under a `content-type` of its own, and for a
 * signature of key, headers and value in another header. Names that begin with `wah-` are ours.
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

/** Whether a record of the inbox is for this user: its key says so. */
export function isAddressedTo(user: string, { key }: Pick<RawRecord, "key">): boolean {
  return key !== null && textOf(key) === user;
}

/**
 * Which conversation of `self` a record belongs to. A record without our headers, as any client can
 * write it, is from whoever its text says.
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

function headerText({ headers }: RawRecord, key: string): string | undefined {
  const value = headers.find((header) => header.key === key)?.value;
  return value == null ? undefined : textOf(value);
}
