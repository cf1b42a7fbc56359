import type { TopicPartition } from "../../admin/per_leader.ts";
import {
  type GroupAssignment,
  type GroupMemberView,
  sortMembers,
  subscribedTopics,
} from "./assignor.ts";

/** Kafka's "roundrobin": the partitions of all topics go to the members in turn. */
export function assignRoundRobin(
  members: readonly GroupMemberView[],
  partitionCounts: ReadonlyMap<string, number>,
): GroupAssignment {
  const sorted = sortMembers(members);
  const assignment = new Map<string, TopicPartition[]>(sorted.map(({ id }) => [id, []]));
  let turn = 0;
  for (const topic of subscribedTopics(members, partitionCounts)) {
    for (let partition = 0; partition < partitionCounts.get(topic)!; partition++) {
      while (!sorted[turn % sorted.length]!.topics.includes(topic)) turn++;
      assignment.get(sorted[turn++ % sorted.length]!.id)!.push({ topic, partition });
    }
  }
  return assignment;
}
