import type { AdminOptions } from "../admin/admin_options.ts";
import { listOffsets } from "../admin/list_offsets.ts";
import { partitionKey, type TopicPartition } from "../admin/per_leader.ts";
import type { KafkaClient } from "../client.ts";
import type { KafkaError } from "../kafka_error.ts";
import { settleAll } from "../settle_all.ts";
import type { CommittedOffset } from "./committed_offsets.ts";

/** How far a group is behind the end of one partition. */
export interface PartitionLag extends TopicPartition {
  /** Null if the group has committed none. */
  readonly committed: bigint | null;
  /** Start of the log; null with an error. */
  readonly start: bigint | null;
  /** End of the log: the offset that the next record gets; null with an error. */
  readonly end: bigint | null;
  /** The largest possible number of unread records; all of them without a committed offset. */
  readonly lag: bigint | null;
  /** Why the bounds of the log are unknown. */
  readonly error: KafkaError | null;
}

/**
 * Looks up how far a group is behind in each partition that it has committed an offset for or that
 * is among `assigned`; sorted by topic and partition.
 *
 * @throws As `listOffsets()`.
 */
export async function partitionLags(
  client: KafkaClient,
  committed: readonly CommittedOffset[],
  assigned: readonly TopicPartition[],
  options: AdminOptions = {},
): Promise<PartitionLag[]> {
  const offsets = new Map(committed.map((one) => [partitionKey(one), one.offset]));
  const partitions = new Map(
    [...committed, ...assigned].map(({ topic, partition }) =>
      [partitionKey({ topic, partition }), { topic, partition }] as const
    ),
  );
  const sorted = [...partitions.values()].toSorted(byPartition);
  const [starts, ends] = await settleAll(
    (["earliest", "latest"] as const).map((at) =>
      listOffsets(client, sorted.map((partition) => ({ ...partition, at })), options)
    ),
  );
  return sorted.map((partition, index) => {
    const [start, end] = [starts![index]!, ends![index]!];
    const bounds = {
      ...partition,
      committed: null,
      start: start.offset,
      end: end.offset,
      lag: null,
      error: end.error ?? start.error,
    };
    return withCommitted(bounds, offsets.get(partitionKey(partition)) ?? null);
  });
}

/** Returns the lag for another committed offset, within the same bounds of the log. */
export function withCommitted(bounds: PartitionLag, committed: bigint | null): PartitionLag {
  return { ...bounds, committed, lag: lagOf(committed, bounds.start, bounds.end) };
}

/** Returns the lag; a committed offset before the start of the log counts as the start. */
function lagOf(committed: bigint | null, start: bigint | null, end: bigint | null): bigint | null {
  if (start === null || end === null) return null;
  const next = committed === null || committed < start ? start : committed;
  return next > end ? 0n : end - next;
}

/** Returns the sum of the known lags; null if there are none. */
export function totalLag(lags: readonly PartitionLag[]): bigint | null {
  const known = lags.flatMap(({ lag }) => lag === null ? [] : [lag]);
  return known.length === 0 ? null : known.reduce((sum, lag) => sum + lag, 0n);
}

function byPartition(a: TopicPartition, b: TopicPartition): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.partition - b.partition;
}
