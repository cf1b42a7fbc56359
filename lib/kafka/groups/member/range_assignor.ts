import type { TopicPartition } from "../../admin/per_leader.ts";
import {
  type GroupAssignment,
  type GroupMemberView,
  sortMembers,
  subscribedTopics,
} from "./assignor.ts";

/**
 * Kafka's "range": each member gets consecutive partitions of each topic, so that the same member
 * gets the same partitions of topics with the same number of them.
 */
export function assignRanges(
  members: readonly GroupMemberView[],
  partitionCounts: ReadonlyMap<string, number>,
): GroupAssignment {
  const sorted = sortMembers(members);
  const assignment = new Map<string, TopicPartition[]>(sorted.map(({ id }) => [id, []]));
  for (const topic of subscribedTopics(members, partitionCounts)) {
    const readers = sorted.filter(({ topics }) => topics.includes(topic));
    const count = partitionCounts.get(topic)!;
    const [share, rest] = [Math.floor(count / readers.length), count % readers.length];
    let next = 0;
    for (const [index, { id }] of readers.entries()) {
      const end = next + share + (index < rest ? 1 : 0);
      for (; next < end; next++) assignment.get(id)!.push({ topic, partition: next });
    }
  }
  return assignment;
}
