import type { KafkaClient } from "../../kafka/client.ts";
import { decodeRecords } from "../message/decode.ts";
import type { ChatRecord, Position } from "../message/message.ts";
import type { ChatTopic } from "./chat_topic.ts";
import { readRanges } from "./read_ranges.ts";

/** Maximum distance between a target and its amendment; beyond it, only the target is read. */
const maxSpan = 1_000n;
/** Maximum length of a chain of edits of edits. */
const maxSteps = 8;

/** A range of offsets in one partition. */
interface Span {
  readonly first: Position;
  readonly length: bigint;
}

/**
 * Reads the records that decide what an edit or a deletion does: its target and everything between
 * the two in one partition. If the target is itself an edit or a deletion, reads its target too.
 *
 * A target that follows in the same partition is not read, because a record changes only earlier
 * ones.
 *
 * @param room The room with its current offsets.
 * @returns Oldest first; empty if there is no record at the target.
 * @throws {KafkaError} If the broker does not allow reading the room.
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
    const distance = isSamePartition ? from.offset - target.offset : 1n;
    const span = { first: target, length: distance > maxSpan ? 1n : distance };
    const records = await readSpan(client, room, span, signal);
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
  { first: { partition, offset: start }, length }: Span,
  signal: AbortSignal,
): Promise<ChatRecord[]> {
  const log = partitions.find((known) => known.partition === partition);
  if (log === undefined || start < log.start || start >= log.end) return [];
  const stop = start + length < log.end ? start + length : log.end;
  const records: ChatRecord[] = [];
  const targets = [{ topic, topicId, partition, start, stop }];
  for await (const raw of readRanges(client, targets, { signal })) {
    for (const record of await decodeRecords(raw)) records.push(record);
  }
  return records;
}
