import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import type { RecordBatch } from "../../wire/batches/record_batch.ts";
import type { RecordCursor } from "../../wire/batches/record_cursor.ts";
import type { RecordView } from "../../wire/batches/record_view.ts";
import type { LogBounds } from "./partition_cursor.ts";

/** What a {@link RecordChunk} is made of. */
export interface RecordChunkOptions extends LogBounds {
  readonly topic: string;
  readonly partition: number;
  readonly batches: readonly RecordBatch[];
  /** Offset of the first record wanted. */
  readonly start: bigint;
  /** Offset of the first record not wanted any more. */
  readonly stop: bigint | null;
  /** Told of a batch whose records cannot be read; throws, or passes over what is left of it. */
  onUnreadable(from: bigint, batch: RecordBatch, error: CorruptBatchError): void;
}

/** Records of one partition that came with one answer, in the order of their offsets. */
export class RecordChunk {
  readonly topic: string;
  readonly partition: number;
  readonly logStartOffset: bigint;
  readonly lastStableOffset: bigint;
  readonly highWatermark: bigint;
  readonly #options: RecordChunkOptions;

  constructor(options: RecordChunkOptions) {
    this.topic = options.topic;
    this.partition = options.partition;
    this.logStartOffset = options.logStartOffset;
    this.lastStableOffset = options.lastStableOffset;
    this.highWatermark = options.highWatermark;
    this.#options = options;
  }

  /**
   * Visits the records that were asked for; control records, those of aborted transactions (when
   * reading committed) and those outside start and stop are left out already.
   *
   * A record is valid only during its visit: copy what is kept. `visit` ends the walk by `false`.
   *
   * @returns Whether the walk came to its end.
   * @throws {CorruptRecordError} When a record cannot be read, and such records are not skipped.
   */
  forEach(visit: (record: RecordView) => boolean | void): boolean {
    for (let index = 0; index < this.batchCount; index++) {
      if (!this.visitBatch(index, visit)) return false;
    }
    return true;
  }

  /** The offset from which these records were fetched. */
  get start(): bigint {
    return this.#options.start;
  }

  /** How many records {@link forEach} visits; most batches tell without being decompressed. */
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

  /** How many batches hold the records, for callers that visit them one at a time. */
  get batchCount(): number {
    return this.#options.batches.length;
  }

  /** Visits the records of one batch, as {@link forEach} visits those of all batches. */
  visitBatch(index: number, visit: (record: RecordView) => boolean | void): boolean {
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
        if (!cursor.next()) return true;
      } catch (error) {
        if (!(error instanceof CorruptBatchError)) throw error;
        onUnreadable(batch.baseOffset + BigInt(next), batch, error);
        return true;
      }
      if (cursor.offsetDelta < first || cursor.offsetDelta >= end) continue;
      next = cursor.offsetDelta + 1;
      if (visit(cursor) === false) return false;
    }
  }
}
