import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import { RecordBatch } from "../../wire/batches/record_batch.ts";
import type { BatchEntry } from "../store/batches.ts";
import type { PartitionLog } from "./partition_log.ts";

/** An offset and the timestamp of its record, in milliseconds. */
export interface FoundOffset {
  readonly offset: bigint;
  readonly timestamp: bigint;
}

/**
 * Finds the first record in offset order, from the log's start on, that is not older than
 * `timestamp`; null if there is none.
 *
 * Timestamps need not increase with the offsets, but the running maximum that each batch stores
 * never decreases. A binary search finds the batch, and only that is decoded.
 */
export function offsetForTime(log: PartitionLog, timestamp: bigint): FoundOffset | null {
  const from = firstBatchReaching(log, timestamp);
  return from === null ? null : reachedFrom(log, timestamp, from);
}

/** Finds the first record not older than `timestamp` in the batches from `fromBase` on. */
function reachedFrom(log: PartitionLog, timestamp: bigint, fromBase: bigint): FoundOffset | null {
  for (let from = fromBase;;) {
    const entry = log.batchReaching(timestamp, from);
    if (entry === null) return null;
    const found = recordReaching(log, entry.baseOffset, timestamp);
    if (found !== null) return found;
    from = entry.lastOffset + 1n;
  }
}

/** Finds the first record with the largest timestamp of the log; null if the log is empty. */
export function offsetOfLatestTime(log: PartitionLog): FoundOffset | null {
  const first = log.batchFrom(log.logStartOffset);
  if (first === null) return null;
  if (first.baseOffset >= log.logStartOffset) return firstAt(log, first.baseOffset);
  // If the log starts inside a batch, only the records after the start count.
  const [cut, rest] = [latestIn(log, first.baseOffset), firstAt(log, first.lastOffset + 1n)];
  return cut !== null && (rest === null || cut.timestamp >= rest.timestamp) ? cut : rest;
}

/** Finds the first record with the largest timestamp in the batches from `fromBase` on. */
function firstAt(log: PartitionLog, fromBase: bigint): FoundOffset | null {
  const top = batchOfLargest(log);
  if (top !== null && top.baseOffset >= fromBase) {
    return reachedFrom(log, top.maxTimestamp, top.baseOffset);
  }
  const largest = log.largestTimestamp(fromBase);
  return largest === null ? null : reachedFrom(log, largest, fromBase);
}

/** Finds the first batch with the largest timestamp the log ever had; null if it was deleted. */
function batchOfLargest(log: PartitionLog): BatchEntry | null {
  const base = firstBatchReaching(log, log.runningMaxTimestamp);
  const entry = base === null ? null : log.batchFrom(base);
  return entry?.maxTimestamp === entry?.runningMaxTimestamp ? entry : null;
}

/** Returns the base offset of the first batch whose running maximum reaches `timestamp`. */
function firstBatchReaching(log: PartitionLog, timestamp: bigint): bigint | null {
  let low = log.logStartOffset;
  let high = log.highWatermark;
  while (low < high) {
    const middle = (low + high) / 2n;
    const entry = log.batchFrom(middle);
    if (entry === null || entry.runningMaxTimestamp >= timestamp) high = middle;
    else low = entry.lastOffset + 1n;
  }
  return log.batchFrom(low)?.baseOffset ?? null;
}

function recordReaching(
  log: PartitionLog,
  baseOffset: bigint,
  timestamp: bigint,
): FoundOffset | null {
  let found: FoundOffset | null = null;
  visitRecords(log, baseOffset, (record) => {
    if (record.timestamp < timestamp) return true;
    found = record;
    return false;
  });
  return found;
}

function latestIn(log: PartitionLog, baseOffset: bigint): FoundOffset | null {
  const records: FoundOffset[] = [];
  visitRecords(log, baseOffset, (record) => {
    if (record.timestamp > (records.at(-1)?.timestamp ?? -1n)) records.push(record);
    return true;
  });
  return records.at(-1) ?? null;
}

/** Visits the records of a batch that readers see, until `visit` returns false. */
function visitRecords(
  log: PartitionLog,
  baseOffset: bigint,
  visit: (record: FoundOffset) => boolean,
): void {
  const bytes = log.batchBytes(baseOffset);
  if (bytes === null) return;
  try {
    new RecordBatch(bytes).forEach(({ offset, timestamp }) =>
      offset < log.logStartOffset || visit({ offset, timestamp })
    );
  } catch (error) {
    // A producer wrote corrupt records with a valid CRC; they have no timestamps to find.
    if (!(error instanceof CorruptBatchError)) throw error;
  }
}
