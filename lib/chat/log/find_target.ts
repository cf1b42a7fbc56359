import type { KafkaClient } from "../../kafka/client.ts";
import { readPartitions } from "../../kafka/reader/read_partitions.ts";
import type { Channel } from "./channel.ts";
import { type ChatTopic, findChatTopic } from "./chat_topic.ts";
import { copyRecords } from "./copy_records.ts";
import { findInbox, readInbox } from "./inbox.ts";
import { decodeRecords } from "../message/decode.ts";
import type { ChatRecord, Position, RawRecord } from "../message/message.ts";

/**
 * Reads one record of a topic; null if there is none, or it no longer exists.
 *
 * @throws {KafkaError} If the broker does not allow reading it.
 * @throws {CorruptRecordError} If the record cannot be read.
 */
export async function readRecord(
  client: KafkaClient,
  { name: topic, topicId, partitions }: ChatTopic,
  { partition, offset }: Position,
  signal: AbortSignal,
): Promise<{ readonly raw: RawRecord; readonly record: ChatRecord } | null> {
  const log = partitions.find((known) => known.partition === partition);
  if (log === undefined || offset < log.start || offset >= log.end) return null;
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
 * @throws {KafkaError} If the topic does not exist, or the broker does not allow reading it.
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
