import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { table } from "../_print.ts";

/** What a list says of a topic. */
export interface TopicRow {
  readonly topic: string;
  readonly internal: boolean;
  readonly partitions: number;
  /** Of its first partition; null where it has none. */
  readonly replicas: number | null;
  /** At most so many, since compaction leaves gaps; null where a leader does not tell. */
  readonly records: bigint | null;
}

/** Sums a topic up. */
export function topicRow(topic: TopicMetadata, records: bigint | null): TopicRow {
  const { name, isInternal, partitions } = topic;
  return {
    topic: name,
    internal: isInternal,
    partitions: partitions.length,
    replicas: partitions[0]?.replicas.length ?? null,
    records,
  };
}

/** One row per topic, and one for each name that is not there. */
export async function topicTable(
  rows: readonly TopicRow[],
  absent: readonly string[] = [],
): Promise<string> {
  return await table(["TOPIC", "PARTITIONS", "REPLICAS", "RECORDS"], [
    ...rows.map(({ topic, internal, partitions, replicas, records }) => [
      internal ? `${topic} (internal)` : topic,
      partitions,
      replicas,
      records,
    ]),
    ...absent.map((name) => [`${name} (not there)`, null, null, null]),
  ]);
}
