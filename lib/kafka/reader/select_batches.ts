import { controlTypeOf } from "../../wire/batches/control_record.ts";
import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import { readBatches } from "../../wire/batches/read_batches.ts";
import type { RecordBatch } from "../../wire/batches/record_batch.ts";

/** A transaction that was given up: its producer, and where its first record stands. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/** What is wanted of an answer's records. */
export interface Wanted {
  /** Offset of the first record wanted. */
  readonly position: bigint;
  /** Offset of the first record not wanted any more. */
  readonly stop: bigint | null;
  /** Transactions to leave out; `null` leaves none out. */
  readonly aborted: readonly AbortedTransaction[] | null;
}

/** The batches that hold wanted records, and where reading goes on after them. */
export interface Selection {
  readonly batches: readonly RecordBatch[];
  /** Past the last complete batch, whether it held anything or not. */
  readonly next: bigint;
  /** What stopped the walk before the end of the bytes. */
  readonly corrupt: CorruptBatchError | null;
}

/**
 * Walks the batches of a Fetch answer.
 *
 * Control batches, batches of aborted transactions and whatever lies outside the wanted offsets are
 * passed over, but count for `next`; so do batches that compaction has emptied.
 */
export function selectBatches(records: Uint8Array, wanted: Wanted): Selection {
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

/** Producers whose transaction, at the place that the walk has reached, will turn out aborted. */
class AbortedProducers {
  readonly #ahead: AbortedTransaction[];
  readonly #current = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[] | null) {
    this.#ahead = (aborted ?? []).toSorted((a, b) => Number(b.firstOffset - a.firstOffset));
  }

  /** Whether the batch is part of an aborted transaction; to be asked of each batch, in order. */
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
