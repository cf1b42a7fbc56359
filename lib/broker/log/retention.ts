import type { CleanupRules } from "../configs/topic_configs.ts";
import type { BatchEntry } from "../store/batches.ts";
import type { PartitionLog } from "./partition_log.ts";

/** How many batches one query reads. */
const batchesPerQuery = 500;

/**
 * Returns the offset at which a log should start by its retention time and size: that of the first
 * batch to keep.
 *
 * Whole batches are deleted, oldest first, and none after a batch that is kept. By size, a batch is
 * deleted if the rest is still at least the limit, as Kafka does with segments. The caller deletes
 * batches that readers no longer see before, because they would count.
 *
 * @param now Milliseconds since the Unix epoch.
 */
export function retentionStart(log: PartitionLog, rules: CleanupRules, now: number): bigint {
  if (!rules.deletes || (rules.retentionMs === null && rules.retentionBytes === null)) {
    return log.logStartOffset;
  }
  const oldest = rules.retentionMs === null ? null : BigInt(now) - rules.retentionMs;
  let start = log.logStartOffset;
  let remainingBytes = rules.retentionBytes === null ? 0 : log.sizeBytes;
  for (const entry of log.entries(start, batchesPerQuery)) {
    remainingBytes -= entry.sizeBytes;
    const time = timeOf(entry);
    const tooOld = oldest !== null && time !== null && time < oldest;
    const tooMuch = rules.retentionBytes !== null && remainingBytes >= rules.retentionBytes;
    if (!tooOld && !tooMuch) return start;
    start = entry.lastOffset + 1n;
  }
  return start;
}

/** Returns the time of a batch, or of those before it if it has none; null if none has any. */
function timeOf({ maxTimestamp, runningMaxTimestamp }: BatchEntry): bigint | null {
  if (maxTimestamp >= 0n) return maxTimestamp;
  return runningMaxTimestamp >= 0n ? runningMaxTimestamp : null;
}
