import { batchField } from "../../wire/batches/batch_fields.ts";
import { CorruptDataError } from "./row.ts";
import type { Store } from "./store.ts";

/** The result of reading several batches. */
export interface BatchRead {
  /** The bytes of whole batches, in order; a piece may hold several. */
  readonly pieces: readonly Uint8Array[];
  readonly sizeBytes: number;
  /** Whether the limit ended the read before the end. */
  readonly isCut: boolean;
}

/** The number of small batches that one query reads and joins. */
const portionRows = 64;

/** Larger batches are read row by row, because joining them would copy them once more. */
const largeBatchBytes = 16 * 1024;

/** Bytes of a batch that its length field does not count. */
const prefixBytes = batchField.leaderEpoch;

/** Consecutive rows of one query. */
interface Portion {
  readonly bytes: Uint8Array;
  readonly rowCount: number;
  readonly lastOffset: bigint;
}

/**
 * Reads whole batches from `fromBase` on that start below `end`, in order, until they exceed
 * `maxBytes`. Yields after each query.
 *
 * @param options.maxBytes Size limit of all batches together.
 * @param options.minOneBatch Whether to return the first batch even if it alone is larger.
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
    const isRequired = pieces.length === 0 && options.minOneBatch;
    const usedBytes = isRequired ? bytes.byteLength : wholeBatches(bytes, maxBytes - sizeBytes);
    if (usedBytes > 0) pieces.push(bytes.subarray(0, usedBytes));
    sizeBytes += usedBytes;
    if (usedBytes < bytes.byteLength || sizeBytes >= maxBytes) {
      return { pieces, sizeBytes, isCut: true };
    }
    yield;
    next = portion.lastOffset + 1n;
    rows = rowsFor(maxBytes - sizeBytes, bytes.byteLength / portion.rowCount);
  }
}

/** Returns how many rows to read next, if the following batches have the same average size. */
function rowsFor(remainingBytes: number, averageBytes: number): number {
  if (averageBytes > largeBatchBytes) return 1;
  return Math.min(portionRows, Math.ceil(remainingBytes / averageBytes));
}

function readPortion(
  store: Store,
  partitionId: bigint,
  range: { readonly from: bigint; readonly end: bigint; readonly rows: number },
): Portion | null {
  const rows = `select bytes, last_offset from batches
    where partition_id = ? and base_offset >= ? and base_offset < ? order by base_offset limit ?`;
  // SQLite joins only text, not blobs. In a UTF-8 database the casts change no byte.
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

/** Returns the size of the first whole batches in `bytes` that fit into `maxBytes`. */
function wholeBatches(bytes: Uint8Array, maxBytes: number): number {
  if (bytes.byteLength <= maxBytes) return bytes.byteLength;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let usedBytes = 0;
  while (true) {
    if (usedBytes + prefixBytes > bytes.byteLength) {
      throw new CorruptDataError("column bytes holds an incomplete batch");
    }
    const size = prefixBytes + view.getInt32(usedBytes + batchField.batchLength);
    if (size <= prefixBytes || usedBytes + size > maxBytes) return usedBytes;
    usedBytes += size;
  }
}
