import type { StoredOffset } from "../store/offsets.ts";
import type { TopicRegistry } from "../topics/topic_registry.ts";
import type { GroupView } from "./group_model.ts";
import { isSubscribed } from "./subscription.ts";

/** At what time, and by which rule, offsets are looked at. */
export interface RetentionTime {
  /** In milliseconds since the Unix epoch. */
  readonly now: number;
  readonly retentionMs: number;
  readonly topics: Pick<TopicRegistry, "byId">;
}

/**
 * Those of a group's committed offsets that may go.
 *
 * Of an empty group all go at once, counted from when it became empty. Without members ever, and
 * for topics that no member of a stable consumer group reads, each goes by its own commit. A group
 * that is about to share its partitions anew keeps everything.
 *
 * @see KIP-211; Kafka's `ClassicGroup.offsetExpirationCondition`
 */
export function expiredOffsets(
  group: GroupView,
  offsets: readonly StoredOffset[],
  { now, retentionMs, topics }: RetentionTime,
): readonly StoredOffset[] {
  const isOver = (since: number): boolean => now - since >= retentionMs;
  const old = offsets.filter(({ committedAt }) => isOver(Number(committedAt)));
  if (group.protocolType === "") return old;
  if (group.state === "Empty") {
    return group.emptySince !== null && isOver(group.emptySince) ? offsets : [];
  }
  if (group.state !== "Stable" || group.protocolType !== "consumer") return [];
  const unread = new Set([...new Set(old.map(({ topicId }) => topicId))].filter((topicId) => {
    const topic = topics.byId(topicId);
    return topic !== undefined && !isSubscribed(group, topic.name);
  }));
  return old.filter(({ topicId }) => unread.has(topicId));
}
