import { CorruptBatchError } from "../../wire/corrupt_batch_error.ts";
import { RecordBatch } from "../../wire/record_batch.ts";
import type { PartitionLog } from "./partition_log.ts";

/** A place in a log and the timestamp of the record there, in milliseconds. */
export interface FoundOffset {
  readonly offset: bigint;
  readonly timestamp: bigint;
}

/**
 * The first record in offset order, from the log's start on, that is not older than `timestamp`;
 * null when there is none.
 *
 * Timestamps need not rise with the offsets. What does rise is the largest timestamp so far, which
 * each stored batch carries: it is searched by halves, and only the batch found is decoded.
 */
export function offsetForTime(log: PartitionLog, timestamp: bigint): FoundOffset | null {
  let from = firstBatchReaching(log, timestamp);
  while (from !== null) {
    const place = log.batchReaching(timestamp, from);
    if (place === null) return null;
    const found = recordReaching(log, place.baseOffset, timestamp);
    if (found !== null) return found;
    from = place.lastOffset + 1n;
  }
  return null;
}

/** The first record that has the largest timestamp of the log; null in an empty one. */
export function offsetOfLatestTime(log: PartitionLog): FoundOffset | null {
  const first = log.batchFrom(log.logStartOffset);
  if (first === null) return null;
  const largest = log.largestTimestamp(first.baseOffset);
  return largest === null ? null : offsetForTime(log, largest);
}

/** The base offset from which the largest timestamp so far has reached `timestamp`. */
function firstBatchReaching(log: PartitionLog, timestamp: bigint): bigint | null {
  let low = log.logStartOffset;
  let high = log.highWatermark;
  while (low < high) {
    const middle = (low + high) / 2n;
    const place = log.batchFrom(middle);
    if (place === null || place.runningMaxTimestamp >= timestamp) high = middle;
    else low = place.lastOffset + 1n;
  }
  return log.batchFrom(low)?.baseOffset ?? null;
}

function recordReaching(
  log: PartitionLog,
  baseOffset: bigint,
  timestamp: bigint,
): FoundOffset | null {
  const bytes = log.batchBytes(baseOffset);
  if (bytes === null) return null;
  let found: FoundOffset | null = null;
  try {
    new RecordBatch(bytes).forEach((record) => {
      if (record.timestamp < timestamp || record.offset < log.logStartOffset) return true;
      found = { offset: record.offset, timestamp: record.timestamp };
      return false;
    });
  } catch (error) {
    // A producer's batch with a right CRC around broken records: nothing can be found inside.
    if (!(error instanceof CorruptBatchError)) throw error;
  }
  return found;
}
