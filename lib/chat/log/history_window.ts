import { type ChatRecord, type Position, positionKey } from "../message/message.ts";
import type { ChatTopicPartition } from "./chat_topic.ts";

/**
 * The records that begin nothing of their own left out: edits and deletions of messages that lie
 * before what was read.
 *
 * In the whole timeline these change a line further up, so a window onto its end must not show them
 * as lines. What names a record that is no longer in the log, or never was, stays.
 *
 * @param records In the order in which they fold.
 * @param firstRead The first offset read of each partition.
 */
export function withoutEarlierTargets<Known extends ChatRecord>(
  records: readonly Known[],
  partitions: readonly ChatTopicPartition[],
  firstRead: ReadonlyMap<number, bigint>,
): Known[] {
  const starts = new Map(partitions.map(({ partition, start }) => [partition, start]));
  const left = new Set<string>();
  const isEarlier = (target: Position): boolean => {
    if (left.has(positionKey(target))) return true;
    const [start, first] = [starts.get(target.partition), firstRead.get(target.partition)];
    return start !== undefined && first !== undefined &&
      target.offset >= start && target.offset < first;
  };
  return records.filter((record) => {
    const { content } = record;
    if (content.kind === "message" || content.kind === "foreign") return true;
    if (!isEarlier(content.target)) return true;
    left.add(positionKey(record));
    return false;
  });
}
