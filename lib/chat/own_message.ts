import { FailedError } from "../errors.ts";
import type { KafkaClient } from "../kafka/client.ts";
import { readPartitions } from "../kafka/reader/read_partitions.ts";
import type { Channel } from "./channel.ts";
import { copyRecords } from "./copy_records.ts";
import { decodeRecords } from "./decode.ts";
import { type ChatRecord, type Content, type Place, placeKey, type RawRecord } from "./message.ts";
import { findInbox, readInbox } from "./inbox.ts";
import { findRoom, type Room } from "./room.ts";

/** What is to be done to which message, and by whom. */
export interface Intent {
  readonly verb: "edit" | "delete";
  readonly author: string;
  readonly target: Place;
  /** As people call the room that the message is in. */
  readonly where: string;
}

/**
 * Reads one record of a room; null where there is none, or none any more.
 *
 * @throws {KafkaError} When the broker refuses to show it.
 * @throws {CorruptRecordError} If the record cannot be read.
 */
export async function readRecord(
  client: KafkaClient,
  room: Room,
  { partition, offset }: Place,
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
 * Reads the record of a channel that somebody means; null where there is none of that channel.
 *
 * @throws {KafkaError} When there is no such topic, or the broker refuses to show it.
 */
export async function findTarget(
  client: KafkaClient,
  { channel, target, self }: {
    readonly channel: Channel;
    readonly target: Place;
    readonly self: string;
  },
  signal: AbortSignal,
): Promise<ChatRecord | null> {
  if (channel.kind === "room") {
    const room = await findRoom(client, channel.room, { create: false, signal });
    return (await readRecord(client, room, target, signal))?.record ?? null;
  }
  const inbox = await findInbox(client, self, { create: false, signal });
  const found = await readRecord(client, inbox, target, signal);
  if (found === null) return null;
  const { records: [record] } = await readInbox([found.raw], self);
  return record?.with === channel.with ? record : null;
}

/**
 * Makes sure that somebody may edit or delete what is there.
 *
 * @param content What the record at the target says; null where there is no record.
 * @throws {FailedError} When it is no message, or not one of theirs.
 */
export function checkOwn(content: Content | null, { verb, author, target, where }: Intent): void {
  const refuse = (found: string, hint?: string): FailedError =>
    new FailedError(
      `Cannot ${verb} ${placeKey(target)} in ${JSON.stringify(where)}: ${found}`,
      hint === undefined ? {} : { hint },
    );
  if (content === null) throw refuse("there is no such message, or none any more");
  if (content.kind === "foreign") throw refuse(`it is no chat message (${content.reason})`);
  if (content.author !== author) {
    throw refuse(
      `it is by ${JSON.stringify(content.author)}, one's own messages are accepted`,
    );
  }
  if (content.kind === "said") return;
  const what = content.kind === "edit" ? "an edit" : "a deletion";
  const message = placeKey(content.target);
  throw refuse(`it is ${what} of ${message}`, `Name the message itself, ${message}`);
}
