import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { table } from "../_shared/print.ts";

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
}

/** Summarizes a topic. */
export function topicRow(topic: TopicMetadata, offsets: bigint | null): TopicRow {
  const { name, isInternal, partitions } = topic;
  return {
    topic: name,
    internal: isInternal,
    partitions: partitions.length,
    replicas: partitions[0]?.replicas.length ?? null,
    offsets,
  };
}

/** One row per topic, and one for each name that does not exist. */
export async function topicTable(
  rows: readonly TopicRow[],
  absent: readonly string[] = [],
): Promise<string> {
  return await table(["TOPIC", "PARTITIONS", "REPLICAS", "OFFSETS"], [
    ...rows.map(({ topic, internal, partitions, replicas, offsets }) => [
      internal ? `${topic} (internal)` : topic,
      partitions,
      replicas,
      offsets,
    ]),
    ...absent.map((name) => [`${name} (does not exist)`, null, null, null]),
  ]);
}
