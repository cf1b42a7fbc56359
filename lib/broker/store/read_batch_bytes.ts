import { batchField } from "../../wire/batches/batch_header.ts";
import type { Store } from "./store.ts";

/** What a read of several batches gives. */
export interface BatchRead {
  /** The bytes of whole batches, in order; a piece may hold several. */
  readonly pieces: readonly Uint8Array[];
  readonly sizeBytes: number;
  /** Whether more could have been read but for the limit. */
  readonly isCut: boolean;
}

/** Rows that are read at a time, and joined, where batches are small. */
const portionRows = 64;

/** Larger batches are read row by row: to join them would only copy them once more. */
const largeBatchBytes = 16 * 1024;

/** Bytes of a batch that its length field does not count. */
const prefixBytes = batchField.leaderEpoch;

/** Some rows that follow each other. */
interface Portion {
  readonly bytes: Uint8Array;
  readonly rowCount: number;
  readonly lastOffset: bigint;
}

/**
 * Whole batches from `fromBase` on that start below `end`, in order, as long as they fit. Stops
 * after each portion that it has read.
 *
 * @param options.maxBytes What the batches may weigh together.
 * @param options.minOneBatch Whether the first batch comes even where it alone is heavier.
 */
export function* readBatchesInSteps(
  store: Store,
  partitionId: bigint,
  options: {
    readonly fromBase: bigint;
    readonly end: bigint;
    readonly maxBytes: number;
    readonly minOneBatch: boolean;
  },
): Generator<void, BatchRead> {
  const { end, maxBytes } = options;
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  let next = options.fromBase;
  for (let rows = 1;;) {
    const portion = readPortion(store, partitionId, { from: next, end, rows });
    if (portion === null) return { pieces, sizeBytes, isCut: false };
    const { bytes } = portion;
    const mustCome = pieces.length === 0 && options.minOneBatch;
    const taken = mustCome ? bytes.byteLength : wholeBatches(bytes, maxBytes - sizeBytes);
    if (taken > 0) pieces.push(bytes.subarray(0, taken));
    sizeBytes += taken;
    if (taken < bytes.byteLength || sizeBytes >= maxBytes) {
      return { pieces, sizeBytes, isCut: true };
    }
    yield;
    next = portion.lastOffset + 1n;
    rows = rowsFor(maxBytes - sizeBytes, bytes.byteLength / portion.rowCount);
  }
}

/** How many rows to read next, when batches go on as they were. */
function rowsFor(leftBytes: number, averageBytes: number): number {
  if (averageBytes > largeBatchBytes) return 1;
  return Math.min(portionRows, Math.ceil(leftBytes / averageBytes));
}

function readPortion(
  store: Store,
  partitionId: bigint,
  range: { readonly from: bigint; readonly end: bigint; readonly rows: number },
): Portion | null {
  const rows = `select bytes, last_offset from batches
    where partition_id = ? and base_offset >= ? and base_offset < ? order by base_offset limit ?`;
  // Joined as text because blobs cannot be: in a database of UTF-8 no byte changes by the casts.
  const joined = `select cast(group_concat(cast(bytes as text), '') as blob) as bytes,
    max(last_offset) as last_offset, count(*) as row_count from (${rows})`;
  const query = range.rows === 1 ? rows : joined;
  const row = store.first(query, partitionId, range.from, range.end, range.rows);
  if (row === null || row.isNull("bytes")) return null;
  return {
    bytes: row.bytes("bytes"),
    rowCount: range.rows === 1 ? 1 : row.number("row_count"),
    lastOffset: row.bigint("last_offset"),
  };
}

/** How many of `bytes` make up the first batches that fit into `maxBytes` whole. */
function wholeBatches(bytes: Uint8Array, maxBytes: number): number {
  if (bytes.byteLength <= maxBytes) return bytes.byteLength;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let taken = 0;
  while (true) {
    const size = prefixBytes + view.getInt32(taken + batchField.batchLength);
    if (size <= prefixBytes || taken + size > maxBytes) return taken;
    taken += size;
  }
}
