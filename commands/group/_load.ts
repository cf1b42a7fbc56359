import type { KafkaClient } from "../../lib/kafka/client.ts";
import { committedOffsets } from "../../lib/kafka/groups/committed_offsets.ts";
import { describeGroups, type GroupDescription } from "../../lib/kafka/groups/describe_groups.ts";
import { type PartitionLag, partitionLags } from "../../lib/kafka/groups/group_lag.ts";
import { listGroups } from "../../lib/kafka/groups/list_groups.ts";
import { oldestUnread } from "../../lib/kafka/groups/oldest_unread.ts";
import { settleAll } from "../../lib/kafka/settle_all.ts";
import { groupError } from "./_errors.ts";
import { type TopicLag, topicLags } from "./_lag_trend.ts";
import { assignedPartitions, type PartitionRow, partitionRows } from "./_lag_rows.ts";

/** A group with the lag of its partitions. */
export interface GroupState {
  readonly description: GroupDescription;
  readonly lags: readonly PartitionLag[];
}

/**
 * Describes a group, with its lag.
 *
 * @param action What cannot be done if that fails, to follow "Cannot". Default: `describe`.
 * @throws {FailedError} If the group does not exist or cannot be described.
 */
export async function loadGroup(
  client: KafkaClient,
  group: string,
  signal: AbortSignal,
  action = "describe",
): Promise<GroupState> {
  const [[description], [offsets]] = await settleAll([
    describeGroups(client, [group], { signal }),
    committedOffsets(client, [group], { signal }),
  ]);
  const error = description!.error ?? offsets!.error;
  if (error !== null) {
    const isMissing = error.codeName === "GROUP_ID_NOT_FOUND";
    const existing = isMissing ? await groupNames(client, signal) : [];
    throw groupError(`${action} group "${group}"`, error, { group, existing });
  }
  const assigned = assignedPartitions(description!.value!);
  const lags = await partitionLags(client, offsets!.value!, assigned, { signal });
  return { description: description!.value!, lags };
}

/** Returns the rows of a group's partitions, with the age of the oldest unread record. */
export async function loadRows(
  client: KafkaClient,
  { description, lags }: GroupState,
  { signal, nowMs }: { readonly signal: AbortSignal; readonly nowMs: number },
): Promise<PartitionRow[]> {
  return partitionRows(description, lags, await oldestUnread(client, lags, signal), nowMs);
}

/** Returns the names of all groups, for a hint. */
export async function groupNames(client: KafkaClient, signal: AbortSignal): Promise<string[]> {
  return (await listGroups(client, { signal })).map(({ group }) => group);
}

/** Returns the lag of a group by topic. */
export async function loadTopicLags(
  client: KafkaClient,
  group: string,
  { signal, nowMs }: { readonly signal: AbortSignal; readonly nowMs: number },
): Promise<TopicLag[]> {
  const state = await loadGroup(client, group, signal);
  const rows = await loadRows(client, state, { signal, nowMs });
  const oldest = new Map<string, bigint>();
  for (const { topic, lag_ms: age } of rows) {
    if (age !== null && age > (oldest.get(topic) ?? -1n)) oldest.set(topic, age);
  }
  return topicLags(state.lags, oldest);
}
