import type { KafkaClient } from "../client.ts";
import type { TopicMetadata } from "../metadata.ts";
import type { AdminOptions } from "./admin_options.ts";
import { settleAll } from "../settle_all.ts";
import { listOffsets, type OffsetAnswer } from "./list_offsets.ts";

/**
 * How many offsets the logs of topics span, from their starts to their ends, summed by topic.
 *
 * A topic holds at most that many records: compaction leaves gaps, and each transaction takes an
 * offset for its marker. Null for a topic if a partition has no leader or does not respond.
 */
export async function countOffsets(
  client: KafkaClient,
  topics: readonly TopicMetadata[],
  options: AdminOptions = {},
): Promise<Map<string, bigint | null>> {
  const countable = topics.filter(({ partitions }) =>
    partitions.every(({ leader }) => leader !== null)
  );
  const places = countable.flatMap(({ name, partitions }) =>
    partitions.map(({ partition }) => ({ topic: name, partition }))
  );
  const known = new Map(topics.map((topic) => [topic.name, topic]));
  const ask = (at: "earliest" | "latest"): Promise<OffsetAnswer[]> =>
    listOffsets(
      client,
      places.map(({ topic, partition }) => ({ topic, partition, at })),
      { ...options, known },
    );
  const [starts, ends] = await settleAll([ask("earliest"), ask("latest")]);
  const counts = new Map<string, bigint | null>(topics.map(({ name }) => [name, null]));
  for (const { name } of countable) counts.set(name, 0n);
  for (const [index, { topic }] of places.entries()) {
    const start = starts[index]?.offset ?? null;
    const end = ends[index]?.offset ?? null;
    const sum = counts.get(topic) ?? null;
    counts.set(topic, sum === null || start === null || end === null ? null : sum + end - start);
  }
  return counts;
}
