import { FailedError } from "../../errors.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { readPartitions } from "../../kafka/reader/read_partitions.ts";
import type { Channel } from "./channel.ts";
import { copyRecords } from "./copy_records.ts";
import { decodeRecords } from "../message/decode.ts";
import {
  type ChatRecord,
  type Content,
  describeForeign,
  type Position,
  positionKey,
  type RawRecord,
} from "../message/message.ts";
import { findInbox, readInbox } from "./inbox.ts";
import { type ChatTopic, findChatTopic } from "./chat_topic.ts";

/** An edit or a deletion that a user wants to make. */
export interface AmendmentRequest {
  readonly verb: "edit" | "delete";
  readonly author: string;
  readonly target: Position;
  /** The name of the room or conversation, for errors. */
  readonly where: string;
}

/**
 * Reads one record of a room; null if there is none, or it no longer exists.
 *
 * @throws {KafkaError} When the broker does not allow reading it.
 * @throws {CorruptRecordError} If the record cannot be read.
 */
export async function readRecord(
  client: KafkaClient,
  room: ChatTopic,
  { partition, offset }: Position,
  signal: AbortSignal,
): Promise<{ readonly raw: RawRecord; readonly record: ChatRecord } | null> {
  const log = room.partitions.find((known) => known.partition === partition);
  if (log === undefined || offset < log.start || offset >= log.end) return null;
  const { name: topic, topicId } = room;
  const targets = [{ topic, topicId, partition, start: offset, stop: offset + 1n }];
  const options = { signal, onCorrupt: "stop", lane: "main" } as const;
  for await (const chunk of readPartitions(client, targets, options)) {
    const [raw] = copyRecords(chunk);
    const [record] = raw === undefined ? [] : await decodeRecords([raw]);
    if (raw !== undefined && record !== undefined) return { raw, record };
  }
  return null;
}

/**
 * Reads the record at a position of a channel; null if the channel has no record there.
 *
 * @throws {KafkaError} When there is no such topic, or the broker does not allow reading it.
 */
export async function findTarget(
  client: KafkaClient,
  { channel, target, self }: {
    readonly channel: Channel;
    readonly target: Position;
    readonly self: string;
  },
  signal: AbortSignal,
): Promise<ChatRecord | null> {
  if (channel.kind === "room") {
    const room = await findChatTopic(client, channel.room, { create: false, signal });
    return (await readRecord(client, room, target, signal))?.record ?? null;
  }
  const inbox = await findInbox(client, self, { create: false, signal });
  const found = await readRecord(client, inbox, target, signal);
  if (found === null) return null;
  const { records: [record] } = await readInbox([found.raw], self);
  return record?.with === channel.with ? record : null;
}

/**
 * Checks that the user may edit or delete a message: it must be one of their own.
 *
 * @param content The content of the record at the target; null if there is no record.
 * @throws {FailedError} When it is not a message, or another author wrote it.
 */
export function checkOwn(
  content: Content | null,
  { verb, author, target, where }: AmendmentRequest,
): void {
  const refuse = (found: string, hint?: string): FailedError =>
    new FailedError(
      `Cannot ${verb} ${positionKey(target)} in ${JSON.stringify(where)}: ${found}`,
      hint === undefined ? {} : { hint },
    );
  if (content === null) throw refuse("there is no such message, or it no longer exists");
  if (content.kind === "foreign") throw refuse(`it is ${describeForeign(content)}`);
  if (content.author !== author) {
    const owner = JSON.stringify(content.author);
    throw refuse(`${owner} wrote it; you can only ${verb} your own messages`);
  }
  if (content.kind === "message") return;
  const what = content.kind === "edit" ? "an edit" : "a deletion";
  const message = positionKey(content.target);
  throw refuse(`it is ${what} of ${message}`, `Name the message itself, ${message}`);
}
