import { textOf } from "../../wire/bytes.ts";
import type { MessageStyle } from "./format.ts";

/** A header of a record; the shape that `lib/wire` reads and writes. */
export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/** The position of a record in its topic: its partition and offset. It identifies a message. */
export interface Position {
  readonly partition: number;
  readonly offset: bigint;
}

/** A new message, as opposed to a change to an earlier one. */
export interface NewMessage {
  readonly kind: "message";
  readonly author: string;
  readonly text: string;
}

/** An edit or a deletion of an earlier message. */
export interface Amendment {
  readonly kind: "edit" | "delete";
  /** Who wrote the change. It applies if the same user wrote the target, or {@link byAdmin}. */
  readonly author: string;
  /** The new text of an edit; for a deletion, a text for clients that do not support deletions. */
  readonly text: string;
  readonly target: Position;
  /** Set for a deletion by the first client, which signs every deletion as "Admin". */
  readonly byAdmin?: true;
}

/** A record that is not a chat message. */
export interface Foreign {
  readonly kind: "foreign";
  /** Why it is not a message, as a phrase: `broken JSON`. */
  readonly reason: string;
  /** The beginning of its value, unescaped: it can contain terminal control characters. */
  readonly excerpt: string;
  /** Set if the value is null. A tombstone deletes no message: deletions name their target. */
  readonly isTombstone?: true;
}

/** The decoded content of a record. */
export type Content = NewMessage | Amendment | Foreign;

/** A record as it was read from Kafka. */
export interface RawRecord extends Position {
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

/** A record of a room or an inbox, decoded. */
export interface ChatRecord extends Position {
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
  readonly content: Content;
  /** The format that it is written in; absent if it is not a message. */
  readonly style?: MessageStyle;
  /** In the author's copy of a direct message: the position of the recipient's copy. */
  readonly otherCopy?: Position | null;
}

/** The value and headers of a record that contains a message. */
export interface EncodedMessage {
  readonly value: Uint8Array;
  readonly headers: readonly RecordHeader[];
}

/** Formats a position as `PARTITION/OFFSET`: a key for maps, and its name in texts. */
export function positionKey(position: Position): string {
  return `${position.partition}/${position.offset}`;
}

/** Parses what {@link positionKey} formats; undefined if the text is not a position. */
export function parsePosition(text: string): Position | undefined {
  const [, partition, offset] = /^(\d{1,10})\/(\d{1,19})$/.exec(text) ?? [];
  if (partition === undefined || offset === undefined) return undefined;
  return { partition: Number(partition), offset: BigInt(offset) };
}

/** Describes a record that is not a message: `not a chat message (broken JSON)`. */
export function describeForeign({ reason, isTombstone }: Omit<Foreign, "kind">): string {
  return isTombstone ? "a tombstone" : `not a chat message (${reason})`;
}

/** Whether a record is a new message by another user than `self`. */
export function isFromOthers({ content }: Pick<ChatRecord, "content">, self: string): boolean {
  return content.kind === "message" && content.author !== self;
}

/** The value of a record's first header with this key, as text; undefined if it has none. */
export function headerText(
  { headers }: Pick<RawRecord, "headers">,
  key: string,
): string | undefined {
  const value = headers.find((header) => header.key === key)?.value;
  return value == null ? undefined : textOf(value);
}
