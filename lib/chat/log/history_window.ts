import { type ChatRecord, type Position, positionKey } from "../message/message.ts";
import type { ChatTopicPartition } from "./chat_topic.ts";

/**
 * Removes edits and deletions of messages that are before the records that were read.
 *
 * In the whole timeline these change an earlier entry, so the end of the timeline must not show
 * them as entries. Edits and deletions of records that no longer exist, or never did, remain.
 *
 * @param records In the order in which they fold.
 * @param firstRead The first offset that was read, by partition.
 */
export function withoutEarlierTargets<Known extends ChatRecord>(
  records: readonly Known[],
  partitions: readonly ChatTopicPartition[],
  firstRead: ReadonlyMap<number, bigint>,
): Known[] {
  const starts = new Map(partitions.map(({ partition, start }) => [partition, start]));
  const removed = new Set<string>();
  const isEarlier = (target: Position): boolean => {
    if (removed.has(positionKey(target))) return true;
    const [start, first] = [starts.get(target.partition), firstRead.get(target.partition)];
    return start !== undefined && first !== undefined &&
      target.offset >= start && target.offset < first;
  };
  return records.filter((record) => {
    const { content } = record;
    if (content.kind === "message" || content.kind === "foreign") return true;
    if (!isEarlier(content.target)) return true;
    removed.add(positionKey(record));
    return false;
  });
}
