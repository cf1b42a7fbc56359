import type { SqlRow } from "./row.ts";
import type { Store } from "./store.ts";

/** A stored batch without its bytes; the values are those of its header. */
export interface BatchEntry {
  readonly baseOffset: bigint;
  readonly lastOffset: bigint;
  readonly maxTimestamp: bigint;
  /** Largest `maxTimestamp` of the partition up to and including this batch. */
  readonly runningMaxTimestamp: bigint;
  readonly sizeBytes: number;
}

/** A stored batch, with the bytes that clients receive. */
export interface StoredBatch extends Omit<BatchEntry, "sizeBytes"> {
  readonly bytes: Uint8Array;
}

const entryColumns = "base_offset, last_offset, max_timestamp, running_max_timestamp, size_bytes";
const entriesOfPartition = `select ${entryColumns} from batches where partition_id = ?`;

function entryOf(row: SqlRow): BatchEntry {
  return {
    baseOffset: row.bigint("base_offset"),
    lastOffset: row.bigint("last_offset"),
    maxTimestamp: row.bigint("max_timestamp"),
    runningMaxTimestamp: row.bigint("running_max_timestamp"),
    sizeBytes: row.number("size_bytes"),
  };
}

function entryOrNull(row: SqlRow | null): BatchEntry | null {
  return row === null ? null : entryOf(row);
}

/** Adds a batch; call inside a transaction. */
export function insertBatch(store: Store, partitionId: bigint, batch: StoredBatch): void {
  store.run(
    `insert into batches (partition_id, ${entryColumns}, bytes) values (?, ?, ?, ?, ?, ?, ?)`,
    partitionId,
    batch.baseOffset,
    batch.lastOffset,
    batch.maxTimestamp,
    batch.runningMaxTimestamp,
    batch.bytes.byteLength,
    batch.bytes,
  );
}

/** Deletes one batch; call inside a transaction. Returns its size, 0 if it no longer existed. */
export function deleteBatch(store: Store, partitionId: bigint, baseOffset: bigint): number {
  const row = store.first(
    "delete from batches where partition_id = ? and base_offset = ? returning size_bytes",
    partitionId,
    baseOffset,
  );
  return row?.number("size_bytes") ?? 0;
}

/** Returns the batch with the greatest base offset at or below `offset`, or null. */
export function batchAtOrBefore(
  store: Store,
  partitionId: bigint,
  offset: bigint,
): BatchEntry | null {
  return entryOrNull(store.first(
    `${entriesOfPartition} and base_offset <= ? order by base_offset desc limit 1`,
    partitionId,
    offset,
  ));
}

/** Returns the batch with the smallest base offset at or above `offset`, or null. */
export function batchAtOrAfter(
  store: Store,
  partitionId: bigint,
  offset: bigint,
): BatchEntry | null {
  return entryOrNull(store.first(
    `${entriesOfPartition} and base_offset >= ? order by base_offset limit 1`,
    partitionId,
    offset,
  ));
}

/** Returns the first batch from `fromBase` on with a record at or after `timestamp`, or null. */
export function batchReachingTime(
  store: Store,
  partitionId: bigint,
  fromBase: bigint,
  timestamp: bigint,
): BatchEntry | null {
  return entryOrNull(store.first(
    `${entriesOfPartition} and base_offset >= ? and max_timestamp >= ?
     order by base_offset limit 1`,
    partitionId,
    fromBase,
    timestamp,
  ));
}

/** Returns the largest timestamp of the batches from `fromBase` on, or null; reads every header. */
export function largestTimestamp(
  store: Store,
  partitionId: bigint,
  fromBase: bigint,
): bigint | null {
  const row = store.first(
    "select max(max_timestamp) as value from batches where partition_id = ? and base_offset >= ?",
    partitionId,
    fromBase,
  );
  return row === null || row.isNull("value") ? null : row.bigint("value");
}

/** Returns the last batch of a partition; null if the partition is empty. */
export function lastBatch(store: Store, partitionId: bigint): BatchEntry | null {
  return entryOrNull(
    store.first(`${entriesOfPartition} order by base_offset desc limit 1`, partitionId),
  );
}

/** Returns at most `limit` batches from `fromBase` on, in order. */
export function batchEntries(
  store: Store,
  partitionId: bigint,
  fromBase: bigint,
  limit: number,
): BatchEntry[] {
  const rows = store.rows(
    `${entriesOfPartition} and base_offset >= ? order by base_offset limit ?`,
    partitionId,
    fromBase,
    limit,
  );
  return rows.map(entryOf);
}

/** Returns the bytes of the batch at exactly `baseOffset`, or null. */
export function batchBytes(
  store: Store,
  partitionId: bigint,
  baseOffset: bigint,
): Uint8Array | null {
  const row = store.first(
    "select bytes from batches where partition_id = ? and base_offset = ?",
    partitionId,
    baseOffset,
  );
  return row?.bytes("bytes") ?? null;
}

/** Returns the size of all batches of a partition, in bytes; reads every header. */
export function storedBytes(store: Store, partitionId: bigint): number {
  const row = store.first(
    "select coalesce(sum(size_bytes), 0) as value from batches where partition_id = ?",
    partitionId,
  );
  return row?.number("value") ?? 0;
}

/**
 * Deletes batches that end below `offset`, at most `limit` of them; call inside a transaction.
 * Returns the size of each.
 */
export function deleteBatchesBelow(
  store: Store,
  partitionId: bigint,
  offset: bigint,
  limit: number,
): number[] {
  const rows = store.rows(
    `delete from batches where row in (
       select row from batches where partition_id = ? and base_offset < ? and last_offset < ?
       order by base_offset limit ?)
     returning size_bytes`,
    partitionId,
    offset,
    offset,
    limit,
  );
  return rows.map((row) => row.number("size_bytes"));
}
