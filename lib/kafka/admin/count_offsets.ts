import type { KafkaClient } from "../client.ts";
import type { TopicMetadata } from "../metadata.ts";
import type { AdminOptions } from "./admin_options.ts";
import { settleAll } from "../settle_all.ts";
import { listOffsets, type OffsetAnswer } from "./list_offsets.ts";

/**
 * Returns the number of offsets between the start and the end of each topic's logs, by topic.
 *
 * A topic has at most that many records: compaction leaves gaps, and each transaction uses an
 * offset for its marker. Null for a topic if a partition has no leader or its leader does not
 * respond.
 */
export async function countOffsets(
  client: KafkaClient,
  topics: readonly TopicMetadata[],
  options: AdminOptions = {},
): Promise<Map<string, bigint | null>> {
  const countable = topics.filter(({ partitions }) =>
    partitions.every(({ leader }) => leader !== null)
  );
  const partitions = countable.flatMap(({ name, partitions }) =>
    partitions.map(({ partition }) => ({ topic: name, partition }))
  );
  const known = new Map(topics.map((topic) => [topic.name, topic]));
  const ask = (at: "earliest" | "latest"): Promise<OffsetAnswer[]> =>
    listOffsets(
      client,
      partitions.map(({ topic, partition }) => ({ topic, partition, at })),
      { ...options, known },
    );
  const [starts, ends] = await settleAll([ask("earliest"), ask("latest")]);
  const counts = new Map<string, bigint | null>(topics.map(({ name }) => [name, null]));
  for (const { name } of countable) counts.set(name, 0n);
  for (const [index, { topic }] of partitions.entries()) {
    const start = starts[index]?.offset ?? null;
    const end = ends[index]?.offset ?? null;
    const sum = counts.get(topic) ?? null;
    counts.set(topic, sum === null || start === null || end === null ? null : sum + end - start);
  }
  return counts;
}
