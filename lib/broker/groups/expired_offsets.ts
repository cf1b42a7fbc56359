import type { StoredOffset } from "../store/offsets.ts";
import type { TopicRegistry } from "../topics/topic_registry.ts";
import type { GroupView } from "./group_model.ts";
import { isSubscribed } from "./subscription.ts";

/** The time and the rules for which offsets expire. */
export interface RetentionTime {
  /** In milliseconds since the Unix epoch. */
  readonly now: number;
  readonly retentionMs: number;
  readonly topics: Pick<TopicRegistry, "byId">;
}

/**
 * Returns the committed offsets of a group that have expired.
 *
 * All offsets of an empty group expire together, counted from the time when it became empty. If the
 * group never had members, or if no member of a stable consumer group reads the topic, each offset
 * expires by the time of its commit. During a rebalance no offset expires.
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
