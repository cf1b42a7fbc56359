import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import { RecordBatch } from "../../wire/batches/record_batch.ts";
import type { BatchEntry } from "../store/batches.ts";
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
  const from = firstBatchReaching(log, timestamp);
  return from === null ? null : reachedFrom(log, timestamp, from);
}

/** The first record not older than `timestamp` in the batches from `fromBase` on. */
function reachedFrom(log: PartitionLog, timestamp: bigint, fromBase: bigint): FoundOffset | null {
  for (let from = fromBase;;) {
    const place = log.batchReaching(timestamp, from);
    if (place === null) return null;
    const found = recordReaching(log, place.baseOffset, timestamp);
    if (found !== null) return found;
    from = place.lastOffset + 1n;
  }
}

/** The first record that has the largest timestamp of the log; null in an empty one. */
export function offsetOfLatestTime(log: PartitionLog): FoundOffset | null {
  const first = log.batchFrom(log.logStartOffset);
  if (first === null) return null;
  if (first.baseOffset >= log.logStartOffset) return firstAt(log, first.baseOffset);
  // Of a batch that the log's start cuts, only the records behind it count.
  const [cut, rest] = [latestIn(log, first.baseOffset), firstAt(log, first.lastOffset + 1n)];
  return cut !== null && (rest === null || cut.timestamp >= rest.timestamp) ? cut : rest;
}

/** The first record with the largest timestamp of the batches from `fromBase` on. */
function firstAt(log: PartitionLog, fromBase: bigint): FoundOffset | null {
  const top = batchOfLargest(log);
  if (top !== null && top.baseOffset >= fromBase) {
    return reachedFrom(log, top.maxTimestamp, top.baseOffset);
  }
  const largest = log.largestTimestamp(fromBase);
  return largest === null ? null : reachedFrom(log, largest, fromBase);
}

/** The first batch with the largest timestamp that the log ever had; null where that has gone. */
function batchOfLargest(log: PartitionLog): BatchEntry | null {
  const base = firstBatchReaching(log, log.runningMaxTimestamp);
  const place = base === null ? null : log.batchFrom(base);
  return place?.maxTimestamp === place?.runningMaxTimestamp ? place : null;
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

/** Visits the records of a batch that readers see, until `visit` says false. */
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
    // A producer's batch with a right CRC around broken records: nothing can be found inside.
    if (!(error instanceof CorruptBatchError)) throw error;
  }
}
