import { listOffsets } from "../../admin/list_offsets.ts";
import { partitionKey, type TopicPartition } from "../../admin/per_leader.ts";
import type { KafkaClient } from "../../client.ts";
import { topicIn } from "../../metadata.ts";
import { resolveRange } from "../../offsets/resolve_range.ts";
import type { OffsetRange } from "../../offsets/range_point.ts";
import type { Isolation } from "../../reader/read_target.ts";
import { committedOffsets } from "../committed_offsets.ts";
import type { StartPosition } from "./group_positions.ts";
import { byTopic } from "./join_group.ts";

/** Options of {@link startPositions}. */
export interface StartPositionsOptions {
  readonly group: string;
  readonly partitions: readonly TopicPartition[];
  /** Where a partition without a committed offset starts. */
  readonly start: OffsetRange["start"];
  /** Whether to stop at what is the end of each partition now. */
  readonly isBounded: boolean;
  readonly isolation: Isolation;
  readonly signal: AbortSignal;
}

/**
 * Returns where to start reading partitions: at the group's committed offsets, or where the caller
 * says if there are none. Partitions that no longer exist are omitted.
 *
 * @throws {KafkaError} If the client is not allowed to read an offset, or it cannot be looked up.
 */
export async function startPositions(
  client: KafkaClient,
  options: StartPositionsOptions,
): Promise<StartPosition[]> {
  const { group, partitions, isBounded, isolation, signal } = options;
  if (partitions.length === 0) return [];
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const [[found], cluster] = await Promise.all([
    committedOffsets(client, [group], { signal }),
    client.metadata({ topics, signal }),
  ]);
  if (found!.error !== null) {
    throw found!.error.during(`read the offsets of group ${JSON.stringify(group)}`);
  }
  const committed = new Map(found!.value.map((entry) => [partitionKey(entry), entry.offset]));
  const existing = partitions.filter(({ topic, partition }) =>
    topicIn(cluster, topic).partitions.some((other) => other.partition === partition)
  );
  const fresh = existing.filter((partition) => !committed.has(partitionKey(partition)));
  const [starts, ends] = await Promise.all([
    firstOffsets(client, fresh, options),
    isBounded ? endOffsets(client, existing, { isolation, signal }) : new Map<string, bigint>(),
  ]);
  return existing.map(({ topic, partition }) => {
    const key = partitionKey({ topic, partition });
    const offset = committed.get(key) ?? null;
    return {
      topic,
      partition,
      topicId: topicIn(cluster, topic).topicId,
      start: offset ?? starts.get(key) ?? 0n,
      stop: ends.get(key) ?? null,
      committed: offset,
    };
  });
}

async function firstOffsets(
  client: KafkaClient,
  partitions: readonly TopicPartition[],
  { start, isolation, signal }: StartPositionsOptions,
): Promise<ReadonlyMap<string, bigint>> {
  const range = { start, stop: null };
  const found = await Promise.all(
    byTopic(partitions).map(({ topic, partitions }) =>
      resolveRange(client, { topics: [topic], partitions, range, isolation, signal })
    ),
  );
  return new Map(found.flat().map((target) => [partitionKey(target), target.start]));
}

async function endOffsets(
  client: KafkaClient,
  partitions: readonly TopicPartition[],
  options: { readonly isolation: Isolation; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, bigint>> {
  const queries = partitions.map((partition) => ({ ...partition, at: "latest" as const }));
  const answers = await listOffsets(client, queries, options);
  return new Map(answers.map(({ offset, error, ...partition }) => {
    if (error !== null) {
      const { topic, partition: number } = partition;
      throw error.during(`look up offsets of ${JSON.stringify(topic)} partition ${number}`);
    }
    return [partitionKey(partition), offset ?? 0n];
  }));
}
