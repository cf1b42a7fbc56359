import type { Delivery } from "../../kafka/producer/pending_record.ts";
import type { ProducerRecord } from "../../kafka/producer/producer.ts";
import { utf8 } from "../../wire/bytes.ts";
import { directHeaders, inboxTopic } from "../message/direct_message.ts";
import type { Encoder } from "../message/encode.ts";
import type { Amendment, NewMessage, Position } from "../message/message.ts";

/** Where records go, and how messages become records. */
export interface MessageWriter {
  send(record: ProducerRecord): Promise<Delivery>;
  readonly encode: Encoder;
}

/** What a deletion says to clients that know none; the first client's words. */
export const deletionText = "Message deleted";

/** A message for a room. */
export interface RoomMessage {
  readonly room: string;
  readonly message: NewMessage | Amendment;
}

/** A message for somebody alone. */
export interface DirectMessage {
  readonly to: string;
  /** An amendment names the place of one's own copy. */
  readonly message: NewMessage | Amendment;
  /** Where the recipient has what is amended; null for what is new. */
  readonly otherCopy: Position | null;
}

/**
 * Writes a message into a room, keyed by its author. What amends another goes to the same partition
 * as that, so that nobody reads it too early, and the first client can find what it is about.
 */
export async function writeToRoom(
  { send, encode }: MessageWriter,
  { room: topic, message }: RoomMessage,
): Promise<Delivery> {
  const partition = message.kind === "message" ? {} : { partition: message.target.partition };
  return await send({ topic, key: utf8(message.author), ...partition, ...encode(message) });
}

/**
 * Writes a message into the inbox of its recipient, and then, once that is acknowledged, a copy
 * into the author's own, which names the place of the first.
 *
 * @returns Where the author's copy went.
 */
export async function writeDirect(
  { send, encode }: MessageWriter,
  { to, message, otherCopy }: DirectMessage,
): Promise<Delivery> {
  const { author: from } = message;
  const post = async (
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
  if (to === from) return await post(from, message, null);
  const theirs = message.kind === "message" || otherCopy === null
    ? message
    : { ...message, target: otherCopy };
  const { partition, offset } = await post(to, theirs, null);
  return await post(from, message, offset === null ? null : { partition, offset });
}
