import type { GroupDescription, GroupMember } from "../../lib/kafka/groups/describe_groups.ts";
import type { PartitionLag } from "../../lib/kafka/groups/group_lag.ts";
import { partitionKey } from "../../lib/kafka/admin/per_leader.ts";

/** One partition of a group as JSON prints it. */
export interface PartitionRow {
  readonly topic: string;
  readonly partition: number;
  readonly committed: bigint | null;
  readonly start: bigint | null;
  readonly end: bigint | null;
  readonly lag: bigint | null;
  /** Age of the oldest unread record; null if there is none. */
  readonly lag_ms: bigint | null;
  readonly member: string | null;
  readonly client: string | null;
  readonly host: string | null;
  readonly error: string | null;
  /** The error in words. */
  readonly message: string | null;
}

/** Returns the partitions that are assigned to the members of a group. */
export function assignedPartitions(
  { members }: GroupDescription,
): { readonly topic: string; readonly partition: number }[] {
  return members.flatMap(({ assignment }) =>
    (assignment ?? []).flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition }))
    )
  );
}

/** Joins lags with the members that read them. `oldest` has times by {@link partitionKey}. */
export function partitionRows(
  group: GroupDescription,
  lags: readonly PartitionLag[],
  oldest: ReadonlyMap<string, bigint>,
  nowMs: number,
): PartitionRow[] {
  const owners = ownersOf(group);
  return lags.map((lag) => {
    const key = partitionKey(lag);
    const owner = owners.get(key);
    const { topic, partition, committed, start, end } = lag;
    return {
      topic,
      partition,
      committed,
      start,
      end,
      lag: lag.lag,
      lag_ms: ageOf(oldest.get(key), nowMs),
      member: owner?.memberId ?? null,
      client: owner?.clientId ?? null,
      host: owner?.host ?? null,
      error: lag.error?.codeName ?? null,
      message: lag.error?.reason ?? null,
    };
  });
}

function ownersOf({ members }: GroupDescription): ReadonlyMap<string, GroupMember> {
  return new Map(
    members.flatMap((member) =>
      (member.assignment ?? []).flatMap(({ topic, partitions }) =>
        partitions.map((partition) => [partitionKey({ topic, partition }), member] as const)
      )
    ),
  );
}

function ageOf(timestamp: bigint | undefined, nowMs: number): bigint | null {
  if (timestamp === undefined) return null;
  const age = BigInt(Math.trunc(nowMs)) - timestamp;
  return age < 0n ? 0n : age;
}
