import { partitionKey, type TopicPartition } from "../admin/per_leader.ts";
import type { KafkaClient } from "../client.ts";
import { KafkaError } from "../kafka_error.ts";
import { readPartitions } from "../reader/read_partitions.ts";
import type { ReadTarget } from "../reader/read_target.ts";
import type { PartitionLag } from "./group_lag.ts";

/** Maximum size of one response: only the first record of each partition is needed. */
const maxFetchBytes = 256 * 1024;

/**
 * Reads when the oldest record that a group has not consumed was written, in milliseconds since the
 * Unix epoch, by {@link partitionKey}. Omits partitions without such a record, records without
 * a timestamp, and topics that the client is not authorized to read.
 *
 * @throws As `readPartitions()`.
 */
export async function oldestUnread(
  client: KafkaClient,
  lags: readonly PartitionLag[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, bigint>> {
  const times = new Map<string, bigint>();
  const behind = lags.flatMap(targetsOf);
  // Usually there is a record at exactly this offset. If compaction removed it, search after it.
  const exact = behind.map((target) => ({ ...target, stop: target.start + 1n }));
  const refused = new Set<string>();
  await readVisible(client, exact, { times, refused, signal });
  for (const target of behind) {
    if (times.has(partitionKey(target))) continue;
    await readVisible(client, [target], { times, refused, signal });
  }
  for (const [key, time] of times) if (time < 0n) times.delete(key);
  return times;
}

type BoundedTarget = ReadTarget & { readonly stop: bigint };

function targetsOf(
  { topic, partition, committed, start, end, lag }: PartitionLag,
): BoundedTarget[] {
  if (lag === null || lag === 0n || start === null || end === null) return [];
  const first = committed === null || committed < start ? start : committed;
  return [{ topic, partition, topicId: null, start: first, stop: end }];
}

/** Like {@link readFirst}, without the topics that the client is not authorized to read. */
async function readVisible(
  client: KafkaClient,
  targets: readonly ReadTarget[],
  { times, refused, signal }: {
    readonly times: Map<string, bigint>;
    readonly refused: Set<string>;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  while (true) {
    const visible = targets.filter(({ topic }) => !refused.has(topic));
    try {
      return await readFirst(client, visible, times, signal);
    } catch (error) {
      const right = error instanceof KafkaError ? error.missingRight : undefined;
      if (right?.resource !== "topic" || right.name === null) throw error;
      // The age of its records is unknown; those of the other topics are not.
      refused.add(right.name);
    }
  }
}

/** Records the timestamp of the first record of each target; stops when all have one. */
async function readFirst(
  client: KafkaClient,
  targets: readonly ReadTarget[],
  times: Map<string, bigint>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (targets.length === 0) return;
  const missing = new Set(targets.map(partitionKey));
  const chunks = readPartitions(client, targets, {
    isolation: "uncommitted",
    onCorrupt: "skip",
    maxBytes: maxFetchBytes,
    ...(signal === undefined ? {} : { signal }),
  });
  for await (const chunk of chunks) {
    const key = partitionKey(chunk as TopicPartition);
    chunk.forEach(({ timestamp }) => {
      if (missing.delete(key)) times.set(key, timestamp);
      return false;
    });
    if (missing.size === 0) return;
  }
}
