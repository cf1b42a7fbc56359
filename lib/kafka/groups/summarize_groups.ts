import type { AdminOptions } from "../admin/admin_options.ts";
import { partitionKey } from "../admin/per_leader.ts";
import type { KafkaClient } from "../client.ts";
import { committedOffsets } from "./committed_offsets.ts";
import type { GroupResult } from "./coordinators.ts";
import { describeGroups } from "./describe_groups.ts";
import { partitionLags, totalLag, withCommitted } from "./group_lag.ts";
import { settleAll } from "../settle_all.ts";

/** The number of members and the lag of a group. */
export interface GroupSummary {
  readonly members: number;
  /** Sum over all partitions with a committed offset; null if there is none. */
  readonly lag: bigint | null;
}

/** Counts members and lag of groups with a few requests; results are in the order of groups. */
export async function summarizeGroups(
  client: KafkaClient,
  groups: readonly { readonly group: string }[],
  options: AdminOptions = {},
): Promise<GroupResult<GroupSummary>[]> {
  const names = groups.map(({ group }) => group);
  const [descriptions, offsets] = await settleAll([
    describeGroups(client, names, options),
    committedOffsets(client, names, options),
  ]);
  // One lookup for all: groups often read the same partitions.
  const all = offsets.flatMap(({ value }) => value ?? []);
  const bounds = new Map(
    (await partitionLags(client, [], all, options))
      .map((lag) => [partitionKey(lag), lag] as const),
  );
  return names.map((group, index) => {
    const { error, value: description } = descriptions[index]!;
    if (error !== null) return { group, value: null, error };
    const lags = (offsets[index]!.value ?? []).map((committed) =>
      withCommitted(bounds.get(partitionKey(committed))!, committed.offset)
    );
    return { group, value: { members: description.members.length, lag: totalLag(lags) }, error };
  });
}
