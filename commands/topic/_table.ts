import { partitionKey } from "../../lib/kafka/admin/per_leader.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { bytesText } from "../../lib/text/units.ts";
import { table, type TableOutput } from "../_shared/table.ts";

/** A topic in a list. */
export interface TopicRow {
  readonly topic: string;
  readonly internal: boolean;
  readonly partitions: number;
  /** Of its first partition; null if it has none. */
  readonly replicas: number | null;
  /**
   * How many offsets its logs span. It holds at most that many records: compaction and transactions
   * leave gaps. Null if a leader does not respond.
   */
  readonly offsets: bigint | null;
  /** Fewest in-sync replicas of a partition; null if there is no partition. */
  readonly in_sync_replicas: number | null;
  /** Bytes on the disks of the leaders; null if a leader does not report them. */
  readonly size: bigint | null;
}

/** What a list shows beyond the metadata. */
export interface TopicTotals {
  readonly offsets: bigint | null;
  readonly size: bigint | null;
}

/** Summarizes a topic. */
export function topicRow(topic: TopicMetadata, { offsets, size }: TopicTotals): TopicRow {
  const { name, isInternal, partitions } = topic;
  return {
    topic: name,
    internal: isInternal,
    partitions: partitions.length,
    replicas: partitions[0]?.replicas.length ?? null,
    offsets,
    in_sync_replicas: partitions.length === 0
      ? null
      : Math.min(...partitions.map(({ inSyncReplicas }) => inSyncReplicas.length)),
    size,
  };
}

/** The bytes of all partitions of a topic; null if one is not in `sizes`, by `partitionKey()`. */
export function topicSize(
  { name, partitions }: TopicMetadata,
  sizes: ReadonlyMap<string, bigint>,
): bigint | null {
  let total = 0n;
  for (const { partition } of partitions) {
    const size = sizes.get(partitionKey({ topic: name, partition }));
    if (size === undefined) return null;
    total += size;
  }
  return total;
}

/** One row per topic, and one for each name that does not exist. */
export async function topicTable(
  rows: readonly TopicRow[],
  output: TableOutput,
  absent: readonly string[] = [],
): Promise<string> {
  return await table(["TOPIC", "PARTITIONS", "REPLICAS", "IN-SYNC", "OFFSETS", "SIZE"], [
    ...rows.map((row) => [
      row.internal ? `${row.topic} (internal)` : row.topic,
      row.partitions,
      row.replicas,
      row.in_sync_replicas,
      row.offsets,
      row.size === null ? null : { quantity: bytesText(row.size) },
    ]),
    ...absent.map((name) => [`${name} (does not exist)`, null, null, null, null, null]),
  ], output);
}
