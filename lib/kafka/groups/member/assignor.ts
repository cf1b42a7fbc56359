import type { TopicPartition } from "../../admin/per_leader.ts";

/** A member of a group, as its leader sees it. */
export interface GroupMemberView {
  readonly id: string;
  /** Null if it is not a static member. */
  readonly instanceId: string | null;
  readonly topics: readonly string[];
  /** The partitions that it keeps during the rebalance. */
  readonly owned: readonly TopicPartition[];
  /** The generation in which it got them; null if it does not state one. */
  readonly generation: number | null;
}

/** The partitions of each member, by its id. */
export type GroupAssignment = ReadonlyMap<string, readonly TopicPartition[]>;

/**
 * Distributes partitions among the members of a group.
 *
 * @param partitionCounts Number of partitions by topic; topics that do not exist are omitted.
 */
export type Assignor = (
  members: readonly GroupMemberView[],
  partitionCounts: ReadonlyMap<string, number>,
) => GroupAssignment;

/** Sorts members as Kafka's Java client does: static ones first, by instance id, then by id. */
export function sortMembers(members: readonly GroupMemberView[]): GroupMemberView[] {
  return members.toSorted((a, b) => {
    if (a.instanceId !== null && b.instanceId !== null) return compare(a.instanceId, b.instanceId);
    if (a.instanceId !== null) return -1;
    return b.instanceId !== null ? 1 : compare(a.id, b.id);
  });
}

/** Returns the topics of all members that exist, each once and sorted. */
export function subscribedTopics(
  members: readonly GroupMemberView[],
  partitionCounts: ReadonlyMap<string, number>,
): string[] {
  const topics = new Set(members.flatMap(({ topics }) => topics));
  return [...topics].filter((topic) => partitionCounts.has(topic)).toSorted(compare);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
