import type { Store } from "./store.ts";

/** One stored batch: what its header says, and its bytes as clients get them. */
export interface StoredBatch {
  readonly baseOffset: bigint;
  readonly lastOffset: bigint;
  readonly maxTimestamp: bigint;
  /** Largest `maxTimestamp` of the partition up to and including this batch. */
  readonly runningMaxTimestamp: bigint;
  readonly bytes: Uint8Array;
}

/** A stored batch without its bytes. */
export interface BatchPlace {
  readonly baseOffset: bigint;
  readonly lastOffset: bigint;
  readonly maxTimestamp: bigint;
  readonly runningMaxTimestamp: bigint;
  readonly sizeBytes: number;
}

const placeColumns = "base_offset, last_offset, max_timestamp, running_max_timestamp, size_bytes";

type Row = Record<string, unknown>;

function placeOf(row: Row | undefined): BatchPlace | null {
  if (row === undefined) return null;
  return {
    baseOffset: row["base_offset"] as bigint,
    lastOffset: row["last_offset"] as bigint,
    maxTimestamp: row["max_timestamp"] as bigint,
    runningMaxTimestamp: row["running_max_timestamp"] as bigint,
    sizeBytes: Number(row["size_bytes"]),
  };
}

/** Adds a batch; call inside a transaction. */
export function insertBatch(store: Store, partitionId: bigint, batch: StoredBatch): void {
  store.run(
    `insert into batches (partition_id, ${placeColumns}, bytes) values (?, ?, ?, ?, ?, ?, ?)`,
    partitionId,
    batch.baseOffset,
    batch.lastOffset,
    batch.maxTimestamp,
    batch.runningMaxTimestamp,
    batch.bytes.byteLength,
    batch.bytes,
  );
}

/** Removes one batch; call inside a transaction. Returns what it weighed, 0 when it had gone. */
export function deleteBatch(store: Store, partitionId: bigint, baseOffset: bigint): number {
  const row = store.statement(
    "delete from batches where partition_id = ? and base_offset = ? returning size_bytes",
  ).get(partitionId, baseOffset);
  return Number(row?.["size_bytes"] ?? 0);
}

/** The batch with the greatest base offset at or below `offset`, or null. */
export function batchAtOrBefore(
  store: Store,
  partitionId: bigint,
  offset: bigint,
): BatchPlace | null {
  const row = store.statement(
    `select ${placeColumns} from batches where partition_id = ? and base_offset <= ?
     order by base_offset desc limit 1`,
  ).get(partitionId, offset);
  return placeOf(row);
}

/** The batch with the smallest base offset at or above `offset`, or null. */
export function batchAtOrAfter(
  store: Store,
  partitionId: bigint,
  offset: bigint,
): BatchPlace | null {
  const row = store.statement(
    `select ${placeColumns} from batches where partition_id = ? and base_offset >= ?
     order by base_offset limit 1`,
  ).get(partitionId, offset);
  return placeOf(row);
}

/** The first batch from `fromBase` on that holds a record at or after `timestamp`, or null. */
export function batchReachingTime(
  store: Store,
  partitionId: bigint,
  fromBase: bigint,
  timestamp: bigint,
): BatchPlace | null {
  const row = store.statement(
    `select ${placeColumns} from batches
     where partition_id = ? and base_offset >= ? and max_timestamp >= ?
     order by base_offset limit 1`,
  ).get(partitionId, fromBase, timestamp);
  return placeOf(row);
}

/** The largest timestamp of the batches from `fromBase` on, or null; reads all their heads. */
export function largestTimestamp(
  store: Store,
  partitionId: bigint,
  fromBase: bigint,
): bigint | null {
  const row = store.statement(
    `select max(max_timestamp) as value from batches where partition_id = ? and base_offset >= ?`,
  ).get(partitionId, fromBase);
  return (row?.["value"] ?? null) as bigint | null;
}

/** The last batch of a partition, or null in an empty one. */
export function lastBatch(store: Store, partitionId: bigint): BatchPlace | null {
  const row = store.statement(
    `select ${placeColumns} from batches where partition_id = ? order by base_offset desc limit 1`,
  ).get(partitionId);
  return placeOf(row);
}

/** Places of the batches from `fromBase` on, in order, at most `limit` of them. */
export function batchPlaces(
  store: Store,
  partitionId: bigint,
  fromBase: bigint,
  limit: number,
): BatchPlace[] {
  const rows = store.statement(
    `select ${placeColumns} from batches where partition_id = ? and base_offset >= ?
     order by base_offset limit ?`,
  ).all(partitionId, fromBase, limit);
  return rows.map((row) => placeOf(row)!);
}

/** The bytes of the batch at exactly `baseOffset`, or null. */
export function batchBytes(
  store: Store,
  partitionId: bigint,
  baseOffset: bigint,
): Uint8Array | null {
  const row = store.statement(
    "select bytes from batches where partition_id = ? and base_offset = ?",
  ).get(partitionId, baseOffset);
  return row === undefined ? null : row["bytes"] as Uint8Array;
}

/** How many bytes a partition's batches hold; reads all their heads, so ask once. */
export function storedBytes(store: Store, partitionId: bigint): number {
  const row = store.statement(
    "select coalesce(sum(size_bytes), 0) as value from batches where partition_id = ?",
  ).get(partitionId);
  return Number(row?.["value"] ?? 0);
}

/**
 * Removes every batch that ends below `offset`, at most `limit` of them; call inside a transaction.
 * Returns what each weighed.
 */
export function deleteBatchesBelow(
  store: Store,
  partitionId: bigint,
  offset: bigint,
  limit: number,
): number[] {
  const rows = store.statement(
    `delete from batches where row in (
       select row from batches where partition_id = ? and base_offset < ? and last_offset < ?
       order by base_offset limit ?)
     returning size_bytes`,
  ).all(partitionId, offset, offset, limit);
  return rows.map((row) => Number(row["size_bytes"]));
}
