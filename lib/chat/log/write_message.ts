import { inboxTopic } from "../own_topics.ts";
import type { Delivery } from "../../kafka/producer/pending_record.ts";
import type { ProducerRecord } from "../../kafka/producer/producer_options.ts";
import { utf8 } from "../../wire/bytes.ts";
import { directHeaders } from "../message/direct_message.ts";
import type { Encoder } from "../message/encode.ts";
import type { Amendment, NewMessage, Position } from "../message/message.ts";

/** Sends records to Kafka. */
export type SendRecord = (record: ProducerRecord) => Promise<Delivery>;

/** Encodes messages and sends them. */
export interface MessageWriter {
  readonly send: SendRecord;
  readonly encode: Encoder;
}

/** The text of a deletion, for clients that do not support deletions; the first client's words. */
export const deletionText = "Message deleted";

/** A message to a room. */
export interface RoomMessage {
  readonly room: string;
  readonly message: NewMessage | Amendment;
}

/** A message to one user. */
export interface DirectMessage {
  readonly to: string;
  /** The target of an edit or deletion is the position of the author's copy. */
  readonly message: NewMessage | Amendment;
  /** For an edit or deletion, the position of the recipient's copy; null for a new message. */
  readonly otherCopy: Position | null;
}

/**
 * Writes a message into a room, with the author as key. Edits and deletions go to the partition of
 * their target, so that they are read after it and the first client can find it.
 */
export async function writeToRoom(
  { send, encode }: MessageWriter,
  { room: topic, message }: RoomMessage,
): Promise<Delivery> {
  const partition = message.kind === "message" ? {} : { partition: message.target.partition };
  return await send({ topic, key: utf8(message.author), ...partition, ...encode(message) });
}

/**
 * Writes a message into the inbox of its recipient. Once that is acknowledged, writes a copy into
 * the author's inbox, which contains the position of the first.
 *
 * @returns The position of the author's copy.
 */
export async function writeDirect(
  { send, encode }: MessageWriter,
  { to, message, otherCopy }: DirectMessage,
): Promise<Delivery> {
  const { author: from } = message;
  const writeCopy = async (
    owner: string,
    copy: NewMessage | Amendment,
    otherCopy: Position | null,
  ): Promise<Delivery> => {
    const { value, headers } = encode(copy);
    const direct = directHeaders({ from, to, otherCopy });
    return await send({
      topic: inboxTopic,
      key: utf8(owner),
      value,
      headers: [...headers, ...direct],
    });
  };
  if (to === from) return await writeCopy(from, message, null);
  const theirs = message.kind === "message" || otherCopy === null
    ? message
    : { ...message, target: otherCopy };
  const { partition, offset } = await writeCopy(to, theirs, null);
  return await writeCopy(from, message, offset === null ? null : { partition, offset });
}
