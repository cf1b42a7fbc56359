import { partitionKey, type TopicPartition } from "../../../../../lib/kafka/admin/per_leader.ts";
import type {
  GroupAssignment,
  GroupMemberView,
} from "../../../../../lib/kafka/groups/member/assignor.ts";

/** A member that owns nothing, unless stated otherwise. */
export function member(
  id: string,
  topics: readonly string[],
  more: Partial<GroupMemberView> = {},
): GroupMemberView {
  return { id, instanceId: null, topics, owned: [], generation: null, ...more };
}

/** Partitions from texts such as `a/0`. */
export function partitions(...keys: readonly string[]): TopicPartition[] {
  return keys.map((key) => {
    const [topic = "", partition] = key.split("/");
    return { topic, partition: Number(partition) };
  });
}

/** An assignment as texts such as `a/0`, sorted. */
export function keysOf(assignment: GroupAssignment): Record<string, string[]> {
  return Object.fromEntries(
    [...assignment].map(([id, members]) => [id, members.map(partitionKey).toSorted()]),
  );
}
