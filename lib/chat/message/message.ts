import type { MessageStyle } from "./format.ts";

/** A header of a record; the shape that `lib/wire` reads and writes. */
export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/** Where a record lies in its room; the identity of a message. */
export interface Position {
  readonly partition: number;
  readonly offset: bigint;
}

/** Something new, said to all. */
export interface NewMessage {
  readonly kind: "message";
  readonly author: string;
  readonly text: string;
}

/** A change to an earlier record: another text for it, or none at all. */
export interface Amendment {
  readonly kind: "edit" | "delete";
  /** Who wants it changed; only {@link byAdmin} changes what somebody else said. */
  readonly author: string;
  /** The new text of an edit; for a deletion, words for clients that know no deletions. */
  readonly text: string;
  readonly target: Position;
  /** A deletion of the first client, which says "Admin" for whoever asked for it. */
  readonly byAdmin?: true;
}

/** A record that is not a chat message. */
export interface Foreign {
  readonly kind: "foreign";
  /** Why it is not a message, as half a sentence. */
  readonly reason: string;
  /** How its value begins, as raw text: it may hold characters that a terminal must not get. */
  readonly excerpt: string;
  /** The value is null. In a chat this deletes nothing: deletions name their target. */
  readonly isTombstone?: true;
}

/** What one record of a room means. */
export type Content = NewMessage | Amendment | Foreign;

/** A record of a room as it was read from Kafka. */
export interface RawRecord extends Position {
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

/** A record of a room, understood. */
export interface ChatRecord extends Position {
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
  readonly content: Content;
  /** How it is written; absent if it is not a message. */
  readonly style?: MessageStyle;
  /** In one's own copy of a direct message: where the recipient's is. */
  readonly otherCopy?: Position | null;
}

/** A message as Kafka takes it. */
export interface EncodedMessage {
  readonly value: Uint8Array;
  readonly headers: readonly RecordHeader[];
}

/** One string for a place, to key maps with. */
export function positionKey(position: Position): string {
  return `${position.partition}/${position.offset}`;
}

/** The place that {@link positionKey} wrote so; undefined when it is none. */
export function parsePosition(text: string): Position | undefined {
  const [, partition, offset] = /^(\d{1,10})\/(\d{1,19})$/.exec(text) ?? [];
  if (partition === undefined || offset === undefined) return undefined;
  return { partition: Number(partition), offset: BigInt(offset) };
}

/** What a record is that is not a chat message: `not a chat message (broken JSON)`. */
export function describeForeign({ reason, isTombstone }: Omit<Foreign, "kind">): string {
  return isTombstone ? "a tombstone" : `not a chat message (${reason})`;
}
