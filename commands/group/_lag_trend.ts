import type { PartitionLag } from "../../lib/kafka/groups/group_lag.ts";

/** The lag of one topic. */
export interface TopicLag {
  readonly topic: string;
  readonly partitions: number;
  /** Null if the bounds of a partition are unknown. */
  readonly lag: bigint | null;
  /** The offsets that are committed, and the ends of the logs, as sums over the partitions. */
  readonly committed: bigint;
  readonly end: bigint;
  /** Age of the oldest unread record; null if there is none. */
  readonly lagMs: bigint | null;
}

/** How a lag changed between two checks, in records per second. */
export interface LagTrend {
  readonly consumedPerSecond: number;
  readonly producedPerSecond: number;
  /** The time until the lag is 0, at the same rates; null if it does not shrink. */
  readonly caughtUpInMs: number | null;
}

/** Sums the lags of the partitions of each topic. `oldestMs` are ages by topic. */
export function topicLags(
  lags: readonly PartitionLag[],
  oldestMs: ReadonlyMap<string, bigint>,
): TopicLag[] {
  return [...Map.groupBy(lags, ({ topic }) => topic)].map(([topic, members]) => ({
    topic,
    partitions: members.length,
    lag: members.some(({ lag }) => lag === null) ? null : sum(members.map(({ lag }) => lag!)),
    committed: sum(members.map(({ committed, start }) => committed ?? start ?? 0n)),
    end: sum(members.map(({ end }) => end ?? 0n)),
    lagMs: oldestMs.get(topic) ?? null,
  }));
}

/** Returns the change between two checks of a topic, `elapsedMs` apart. */
export function lagTrend(before: TopicLag, after: TopicLag, elapsedMs: number): LagTrend {
  const perSecond = (from: bigint, to: bigint): number =>
    elapsedMs <= 0 ? 0 : Number(to - from) / (elapsedMs / 1_000);
  const consumedPerSecond = perSecond(before.committed, after.committed);
  const producedPerSecond = perSecond(before.end, after.end);
  const shrinksBy = consumedPerSecond - producedPerSecond;
  const isShrinking = after.lag !== null && shrinksBy > 0;
  return {
    consumedPerSecond,
    producedPerSecond,
    caughtUpInMs: after.lag === 0n ? 0 : isShrinking ? Number(after.lag) / shrinksBy * 1_000 : null,
  };
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
