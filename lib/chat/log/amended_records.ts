import type { KafkaClient } from "../../kafka/client.ts";
import { readPartitions } from "../../kafka/reader/read_partitions.ts";
import { copyRecords } from "./copy_records.ts";
import { decodeRecords } from "../message/decode.ts";
import type { ChatRecord, Position } from "../message/message.ts";
import type { ChatTopic } from "./chat_topic.ts";

/** Most records read between a target and its amendment; beyond that, the target alone. */
const maxSpan = 1_000n;
/** An edit may name the record of another edit; most steps from one to the next. */
const maxSteps = 8;

/**
 * Reads the records that decide what an edit or a deletion does: its target, and what lies between
 * the two in one partition. If the target is itself an edit or a deletion, reads what that one is
 * about too.
 *
 * A record amends only what lies before it, so a target that follows in the same partition is not
 * read.
 *
 * @param room As it is now.
 * @returns Oldest first; empty if there is nothing at the target.
 * @throws {KafkaError} When the room must not be read.
 * @throws The signal's reason, when it aborts first.
 */
export async function readAmendedRecords(
  client: KafkaClient,
  room: ChatTopic,
  record: ChatRecord,
  signal: AbortSignal,
): Promise<readonly ChatRecord[]> {
  const found: ChatRecord[] = [];
  let from = record;
  for (let step = 0; step < maxSteps; step++) {
    const { content } = from;
    if (content.kind !== "edit" && content.kind !== "delete") break;
    const { target } = content;
    const isSamePartition = target.partition === from.partition;
    if (isSamePartition && target.offset >= from.offset) break;
    const span = isSamePartition ? from.offset - target.offset : 1n;
    const records = await readSpan(client, room, target, span > maxSpan ? 1n : span, signal);
    found.unshift(...records);
    const [first] = records;
    if (first === undefined || first.offset !== target.offset) break;
    from = first;
  }
  return found;
}

async function readSpan(
  client: KafkaClient,
  { name: topic, topicId, partitions }: ChatTopic,
  { partition, offset }: Position,
  span: bigint,
  signal: AbortSignal,
): Promise<ChatRecord[]> {
  const log = partitions.find((known) => known.partition === partition);
  if (log === undefined || offset < log.start || offset >= log.end) return [];
  const stop = offset + span < log.end ? offset + span : log.end;
  const targets = [{ topic, topicId, partition, start: offset, stop }];
  const options = { signal, onCorrupt: "skip", lane: "main" } as const;
  const records: ChatRecord[] = [];
  for await (const chunk of readPartitions(client, targets, options)) {
    for (const record of await decodeRecords(copyRecords(chunk))) records.push(record);
  }
  return records;
}
