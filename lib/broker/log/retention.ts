import type { CleanupRules } from "../configs/topic_configs.ts";
import type { BatchEntry } from "../store/batches.ts";
import type { PartitionLog } from "./partition_log.ts";

/** How many batches are looked at with one query. */
const placesPerQuery = 500;

/**
 * Where a log should start by its retention in time and size: at the first batch that stays.
 *
 * Whole batches go, oldest first, and never one behind a batch that stays. By size, a batch goes
 * as long as what is left is still at least the limit, as Kafka does with segments. What no reader
 * sees any more must have been removed before, since it would count.
 *
 * @param now Milliseconds since the Unix epoch.
 */
export function retentionStart(log: PartitionLog, rules: CleanupRules, now: number): bigint {
  if (!rules.deletes || (rules.retentionMs === null && rules.retentionBytes === null)) {
    return log.logStartOffset;
  }
  const oldest = rules.retentionMs === null ? null : BigInt(now) - rules.retentionMs;
  let start = log.logStartOffset;
  let leftBytes = rules.retentionBytes === null ? 0 : log.sizeBytes;
  for (const place of log.places(start, placesPerQuery)) {
    leftBytes -= place.sizeBytes;
    const time = timeOf(place);
    const tooOld = oldest !== null && time !== null && time < oldest;
    const tooMuch = rules.retentionBytes !== null && leftBytes >= rules.retentionBytes;
    if (!tooOld && !tooMuch) return start;
    start = place.lastOffset + 1n;
  }
  return start;
}

/** A batch without timestamps is as old as those before it; null when none of them has any. */
function timeOf({ maxTimestamp, runningMaxTimestamp }: BatchEntry): bigint | null {
  if (maxTimestamp >= 0n) return maxTimestamp;
  return runningMaxTimestamp >= 0n ? runningMaxTimestamp : null;
}
