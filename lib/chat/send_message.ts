import type { KafkaClient } from "../kafka/client.ts";
import type { Delivery } from "../kafka/producer/pending_record.ts";
import { Producer } from "../kafka/producer/producer.ts";
import { utf8 } from "../wire/bytes.ts";
import { openEncoder } from "./encode.ts";
import type { Format } from "./format.ts";
import { findRoom } from "./room.ts";

/** One thing to say. */
export interface OutgoingMessage {
  readonly room: string;
  readonly author: string;
  readonly format: Format;
  readonly text: string;
  readonly signal: AbortSignal;
}

/** Where a message went. */
export interface SentMessage extends Delivery {
  readonly topic: string;
}

/**
 * Says one thing in a room, which is created where it is missing, and waits until all in-sync
 * replicas have it.
 *
 * @throws {KafkaError} When the broker refuses to show or to create the room.
 * @throws {DeliveryError} When the broker does not take the message.
 */
export async function sendMessage(
  client: KafkaClient,
  { room: topic, author, format, text, signal }: OutgoingMessage,
): Promise<SentMessage> {
  const [encode] = await Promise.all([
    openEncoder(format),
    findRoom(client, topic, { create: true, signal }),
  ]);
  await using producer = await Producer.open(client, { signal });
  const message = encode({ kind: "said", author, text });
  return { topic, ...await producer.send({ topic, key: utf8(author), ...message }) };
}
