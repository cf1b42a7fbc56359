import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import type { RecordBatch } from "../../wire/batches/record_batch.ts";
import type { RecordCursor } from "../../wire/batches/record_cursor.ts";
import type { EncodedRecordView } from "../../wire/batches/record_view.ts";
import type { CompressionCodec } from "../../wire/codecs.ts";
import type { LogBounds } from "./partition_cursor.ts";

/** The contents of a {@link RecordChunk}. */
export interface RecordChunkOptions extends LogBounds {
  readonly topic: string;
  readonly partition: number;
  readonly batches: readonly RecordBatch[];
  /** Offset of the first record to visit. */
  readonly start: bigint;
  /**
   * The offset to fetch next, after batches that are omitted, for example of control records.
   * Default: the offset after the last batch.
   */
  readonly next?: bigint;
  /** Offset after the last record to visit; null for no limit. */
  readonly stop: bigint | null;
  /**
   * Called for a batch whose records from `from` on cannot be read. Throws to stop; otherwise the
   * rest of the batch is skipped.
   */
  onUnreadable(from: bigint, batch: RecordBatch, error: CorruptBatchError): void;
}

/** The records of one partition from one response, in the order of their offsets. */
export class RecordChunk {
  readonly topic: string;
  readonly partition: number;
  readonly logStartOffset: bigint;
  readonly lastStableOffset: bigint;
  readonly highWatermark: bigint;
  readonly #options: RecordChunkOptions;
  #visitedEnd: bigint;

  constructor(options: RecordChunkOptions) {
    this.topic = options.topic;
    this.partition = options.partition;
    this.logStartOffset = options.logStartOffset;
    this.lastStableOffset = options.lastStableOffset;
    this.highWatermark = options.highWatermark;
    this.#options = options;
    this.#visitedEnd = options.start;
  }

  /**
   * Calls `visit` for each record, until it returns false. Skips control records, records of
   * aborted transactions (for committed reads) and records outside of start and stop.
   *
   * A record is valid only during its visit; copy what you need longer.
   *
   * @returns Whether all records were visited.
   * @throws {CorruptRecordError} If a record cannot be read and such records are not skipped.
   * @throws Whatever `visit` throws.
   */
  forEach(visit: (record: EncodedRecordView) => boolean | void): boolean {
    for (let index = 0; index < this.batchCount; index++) {
      if (!this.visitBatch(index, visit)) return false;
    }
    return true;
  }

  /** The offset of the Fetch that returned these records. */
  get start(): bigint {
    return this.#options.start;
  }

  /** The offset to fetch next, or the stop if that is before it. */
  get end(): bigint {
    const { start, stop, batches } = this.#options;
    const last = batches.at(-1);
    const next = this.#options.next ?? (last === undefined ? start : last.lastOffset + 1n);
    return stop !== null && stop < next ? stop : next;
  }

  /** The offset after the last record that a visitor has got; the start if there is none. */
  get visitedEnd(): bigint {
    return this.#visitedEnd;
  }

  /** The compression of the first batch. */
  get codec(): CompressionCodec {
    return this.#options.batches[0]?.codec ?? "none";
  }

  /** The number of records in the batches; a few may be before the start or past the stop. */
  get recordCount(): number {
    return this.#options.batches.reduce((sum, { recordCount }) => sum + recordCount, 0);
  }

  /** Returns the number of records that {@link forEach} visits; decompresses as few as possible. */
  countRecords(): number {
    const { start, stop, batches } = this.#options;
    let count = 0;
    for (const [index, batch] of batches.entries()) {
      const isWhole = batch.baseOffset >= start && (stop === null || batch.lastOffset < stop);
      if (isWhole) count += batch.recordCount;
      else this.visitBatch(index, () => void count++);
    }
    return count;
  }

  /** Number of batches, for callers of {@link visitBatch}. */
  get batchCount(): number {
    return this.#options.batches.length;
  }

  /** Visits the records of one batch, as {@link forEach} visits those of all batches. */
  visitBatch(index: number, visit: (record: EncodedRecordView) => boolean | void): boolean {
    const { start, stop, onUnreadable } = this.#options;
    const batch = this.#options.batches[index]!;
    // Deltas are 32-bit: comparing them is much cheaper than comparing offsets.
    const first = start > batch.baseOffset ? Number(start - batch.baseOffset) : 0;
    const end = stop !== null && stop <= batch.lastOffset
      ? Number(stop - batch.baseOffset)
      : Infinity;
    let next = first;
    let cursor: RecordCursor | undefined;
    while (true) {
      try {
        cursor ??= batch.records();
        if (!cursor.next()) {
          this.#visitedEnd = batch.baseOffset + BigInt(next);
          return true;
        }
      } catch (error) {
        if (!(error instanceof CorruptBatchError)) throw error;
        onUnreadable(batch.baseOffset + BigInt(next), batch, error);
        return true;
      }
      if (cursor.offsetDelta < first || cursor.offsetDelta >= end) continue;
      next = cursor.offsetDelta + 1;
      if (visit(cursor) === false) {
        this.#visitedEnd = batch.baseOffset + BigInt(next);
        return false;
      }
    }
  }

  /**
   * Iterates over the records that {@link forEach} visits. Slower, but several chunks can be read
   * in turns. A record is valid until the iterator moves on.
   *
   * @throws {CorruptRecordError} If a record cannot be read and such records are not skipped.
   */
  *records(): Generator<EncodedRecordView, void, void> {
    const { start, stop, batches, onUnreadable } = this.#options;
    for (const batch of batches) {
      let next = start;
      try {
        for (const cursor = batch.records(); cursor.next();) {
          const { offset } = cursor;
          if (offset < start || (stop !== null && offset >= stop)) continue;
          next = offset + 1n;
          yield cursor;
        }
      } catch (error) {
        if (!(error instanceof CorruptBatchError)) throw error;
        onUnreadable(next > batch.baseOffset ? next : batch.baseOffset, batch, error);
      }
    }
  }
}
