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
  /** Records that are not consumed yet, at most; without a committed offset, all. */
  readonly lag: bigint | null;
  /** Why the bounds of the log are not known. */
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
  const places = new Map(
    [...committed, ...assigned].map(({ topic, partition }) =>
      [partitionKey({ topic, partition }), { topic, partition }] as const
    ),
  );
  const sorted = [...places.values()].toSorted(byPlace);
  const [starts, ends] = await settleAll(
    (["earliest", "latest"] as const).map((at) =>
      listOffsets(client, sorted.map((place) => ({ ...place, at })), options)
    ),
  );
  return sorted.map((place, index) => {
    const [start, end] = [starts![index]!, ends![index]!];
    const bounds = {
      ...place,
      committed: null,
      start: start.offset,
      end: end.offset,
      lag: null,
      error: end.error ?? start.error,
    };
    return withCommitted(bounds, offsets.get(partitionKey(place)) ?? null);
  });
}

/** The lag within the same bounds of the log, for another committed offset. */
export function withCommitted(bounds: PartitionLag, committed: bigint | null): PartitionLag {
  return { ...bounds, committed, lag: lagOf(committed, bounds.start, bounds.end) };
}

/** An offset before the start of the log, whose records are deleted, counts from the start. */
function lagOf(committed: bigint | null, start: bigint | null, end: bigint | null): bigint | null {
  if (start === null || end === null) return null;
  const next = committed === null || committed < start ? start : committed;
  return next > end ? 0n : end - next;
}

/** The sum of the lags that are known; null if there is none. */
export function totalLag(lags: readonly PartitionLag[]): bigint | null {
  const known = lags.flatMap(({ lag }) => lag === null ? [] : [lag]);
  return known.length === 0 ? null : known.reduce((sum, lag) => sum + lag, 0n);
}

function byPlace(a: TopicPartition, b: TopicPartition): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.partition - b.partition;
}
