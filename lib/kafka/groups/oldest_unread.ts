import { partitionKey, type TopicPartition } from "../admin/per_leader.ts";
import type { KafkaClient } from "../client.ts";
import { readPartitions } from "../reader/read_partitions.ts";
import type { ReadTarget } from "../reader/read_target.ts";
import type { PartitionLag } from "./group_lag.ts";

/** Maximum size of one response: only the first record of each partition is needed. */
const maxFetchBytes = 256 * 1024;

/**
 * Reads when the oldest record that a group has not consumed was written, in milliseconds since the
 * Unix epoch, by {@link partitionKey}. Omits partitions without such a record, and records without
 * a timestamp.
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
  await readFirst(client, exact, times, signal);
  for (const target of behind) {
    if (!times.has(partitionKey(target))) await readFirst(client, [target], times, signal);
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
