import { controlTypeOf } from "../../wire/batches/control_record.ts";
import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import { readBatches } from "../../wire/batches/read_batches.ts";
import type { RecordBatch } from "../../wire/batches/record_batch.ts";

/** An aborted transaction: its producer, and the offset of its first record. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/** Options of {@link selectBatches}. */
export interface SelectionOptions {
  /** Offset of the first record to select. */
  readonly position: bigint;
  /** Offset after the last record to select; null for no limit. */
  readonly stop: bigint | null;
  /** Transactions to skip; `null` skips none. */
  readonly aborted: readonly AbortedTransaction[] | null;
}

/** The selected batches, and the offset to continue at. */
export interface BatchSelection {
  readonly batches: readonly RecordBatch[];
  /** The offset after the last complete batch, selected or not. */
  readonly next: bigint;
  /** The error that stopped the selection before the end of the bytes; null if there was none. */
  readonly corrupt: CorruptBatchError | null;
}

/**
 * Selects the batches with records to read from the bytes in a Fetch response.
 *
 * Skips control batches, batches of aborted transactions, empty batches and those outside of the
 * range. Skipped batches still advance `next`.
 */
export function selectBatches(
  records: Uint8Array,
  wanted: SelectionOptions,
): BatchSelection {
  const aborted = new AbortedProducers(wanted.aborted);
  const batches: RecordBatch[] = [];
  let next = wanted.position;
  try {
    for (const batch of readBatches(records)) {
      if (wanted.stop !== null && batch.baseOffset >= wanted.stop) {
        return { batches, next: wanted.stop > next ? wanted.stop : next, corrupt: null };
      }
      if (batch.lastOffset < wanted.position) continue;
      next = batch.lastOffset + 1n;
      if (!aborted.covers(batch) && !batch.isControl && batch.recordCount > 0) batches.push(batch);
    }
  } catch (error) {
    if (!(error instanceof CorruptBatchError)) throw error;
    return { batches, next, corrupt: error };
  }
  return { batches, next, corrupt: null };
}

/** The producers that are inside an aborted transaction, while the batches are read in order. */
class AbortedProducers {
  readonly #ahead: AbortedTransaction[];
  readonly #current = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[] | null) {
    this.#ahead = (aborted ?? []).toSorted((a, b) => Number(b.firstOffset - a.firstOffset));
  }

  /** Returns whether the batch is in an aborted transaction. Call it for each batch, in order. */
  covers(batch: RecordBatch): boolean {
    const { producerId } = batch;
    if (!batch.isTransactional || producerId === null) return false;
    while (this.#ahead.length > 0 && this.#ahead.at(-1)!.firstOffset <= batch.lastOffset) {
      this.#current.add(this.#ahead.pop()!.producerId);
    }
    if (this.#current.size === 0) return false;
    if (!batch.isControl) return this.#current.has(producerId);
    if (isAbortMarker(batch)) this.#current.delete(producerId);
    return false;
  }
}

function isAbortMarker(batch: RecordBatch): boolean {
  let isAbort = false;
  batch.forEach((record) => {
    isAbort = controlTypeOf(record) === "abort";
  });
  return isAbort;
}
