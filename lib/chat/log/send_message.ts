import { UsageError } from "../../errors.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import type { Delivery } from "../../kafka/producer/pending_record.ts";
import { Producer } from "../../kafka/producer/producer.ts";
import { type Encoder, openEncoder } from "../message/encode.ts";
import type { Format, MessageStyle } from "../message/format.ts";
import { findInbox } from "./inbox.ts";
import type { Amendment } from "../message/message.ts";
import { checkOwn, readRecord } from "./own_message.ts";
import { type ChatTopic, findChatTopic } from "./chat_topic.ts";
import { detectUserField } from "./user_field.ts";
import { deletionText, type MessageWriter, writeDirect, writeToRoom } from "./write_message.ts";

/** Who writes, and how. */
export interface Sender {
  readonly author: string;
  /**
   * The format of what is written. If absent, a new message is text, and an edit or a deletion has
   * the format of its target.
   */
  readonly format?: Format | undefined;
  readonly signal: AbortSignal;
}

/** One thing to say: in a room, or to somebody alone. */
export type OutgoingMessage =
  & Sender
  & { readonly text: string }
  & ({ readonly room: string } | { readonly to: string });

/** An edit or a deletion of one message in a room. */
export interface OutgoingAmendment extends Sender {
  readonly room: string;
  /** Where it is; a partition must be named where the room has several. */
  readonly target: { readonly partition: number | undefined; readonly offset: bigint };
  /** The new text; a deletion where there is none. */
  readonly text?: string;
}

/** Where a message went. */
export interface SentMessage extends Delivery {
  readonly topic: string;
}

/**
 * Says one thing, and waits until all in-sync replicas have it. The room, or the topic of direct
 * messages, is created where it is missing. A direct message is told by the sender's copy.
 *
 * @throws {KafkaError} When the broker refuses to show or to create the room.
 * @throws {DeliveryError} When the broker does not take the message.
 */
export async function sendMessage(
  client: KafkaClient,
  outgoing: OutgoingMessage,
): Promise<SentMessage> {
  const { author, text, signal } = outgoing;
  const message = { kind: "message", author, text } as const;
  if ("room" in outgoing) {
    const { room, format = "text" } = outgoing;
    const find = findChatTopic(client, room, { create: true, signal });
    return await write(client, outgoing, find, async (send, found) => {
      const encode = await roomEncoder(client, found, { format, hasUserField: false }, signal);
      return await writeToRoom({ send, encode }, { room, message });
    });
  }
  const { to, format = "text" } = outgoing;
  const find = findInbox(client, author, { create: true, signal });
  return await write(client, outgoing, find, async (send) => {
    const encode = await openEncoder(format);
    return await writeDirect({ send, encode }, { to, message, otherCopy: null });
  });
}

/**
 * Edits or deletes one message in a room, by a record of its own behind it.
 *
 * @throws {UsageError} When the room has several partitions, and none was named.
 * @throws {FailedError} When the target is no message, or not one of the author's.
 * @throws {KafkaError} When the room does not exist, or the broker refuses to show it.
 * @throws {DeliveryError} When the broker does not take the record.
 */
export async function amendMessage(
  client: KafkaClient,
  outgoing: OutgoingAmendment,
): Promise<SentMessage> {
  const { author, room, text, signal } = outgoing;
  const find = findChatTopic(client, room, { create: false, signal });
  return await write(client, outgoing, find, async (send, found) => {
    const { offset } = outgoing.target;
    const verb = text === undefined ? "delete" : "edit";
    const partition = outgoing.target.partition ?? onlyPartition(found, verb, offset);
    const target = { partition, offset };
    const known = await readRecord(client, found, target, signal);
    checkOwn(known?.record.content ?? null, { verb, author, target, where: room });
    const message: Amendment = { kind: verb, author, text: text ?? deletionText, target };
    const style = {
      format: outgoing.format ?? known?.record.style?.format ?? "text",
      hasUserField: known?.record.style?.hasUserField ?? false,
    };
    const encode = await roomEncoder(client, found, style, signal);
    return await writeToRoom({ send, encode }, { room, message });
  });
}

async function write(
  client: KafkaClient,
  { signal }: Sender,
  find: Promise<ChatTopic>,
  post: (send: MessageWriter["send"], found: ChatTopic) => Promise<Delivery>,
): Promise<SentMessage> {
  const found = await find;
  await using producer = await Producer.open(client, { signal });
  const delivery = await post((record) => producer.send(record), found);
  return { topic: found.name, ...delivery };
}

/** In JSON, also names the author under `user` if other messages of the room do. */
async function roomEncoder(
  client: KafkaClient,
  room: ChatTopic,
  { format, hasUserField }: MessageStyle,
  signal: AbortSignal,
): Promise<Encoder> {
  const isUsed = format === "json" &&
    (hasUserField || await detectUserField(client, room, signal) === true);
  return await openEncoder(format, { hasUserField: isUsed });
}

function onlyPartition(room: ChatTopic, verb: string, offset: bigint): number {
  const [first, ...others] = room.partitions;
  if (first !== undefined && others.length === 0) return first.partition;
  throw new UsageError(
    `Cannot ${verb} ${offset} in ${JSON.stringify(room.name)}: the room has ` +
      `${room.partitions.length} partitions, so give PARTITION/OFFSET`,
  );
}
