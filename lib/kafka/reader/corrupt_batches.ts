import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import type { RecordBatch } from "../../wire/batches/record_batch.ts";
import { CorruptRecordError } from "./corrupt_record_error.ts";
import type { PartitionCursor } from "./partition_cursor.ts";
import type { ReaderNotice } from "./read_target.ts";

/** Options for batches that cannot be read. */
export interface CorruptBatchOptions {
  /** Whether to fail at such a batch, or skip it and report it. */
  readonly onCorrupt: "stop" | "skip";
  onNotice(notice: ReaderNotice): void;
}

/**
 * Moves the cursor past a batch with a corrupt header, and reports it.
 *
 * @throws {CorruptRecordError} If reading is to stop at such a batch.
 */
export function skipCorruptBatch(
  cursor: PartitionCursor,
  error: CorruptBatchError,
  { onCorrupt, onNotice, highWatermark }: CorruptBatchOptions & { readonly highWatermark: bigint },
): void {
  const { topic, partition, position: from } = cursor;
  const cause = new CorruptRecordError({ topic, partition, offset: from }, error);
  if (onCorrupt === "stop") throw cause;
  // A corrupt header may state any last offset; ignore one that is outside the log.
  const { lastOffset } = error;
  const isCredible = lastOffset !== null && lastOffset >= from && lastOffset < highWatermark;
  const to = isCredible ? lastOffset + 1n : from + 1n;
  cursor.skipTo(to);
  onNotice({ kind: "skipped", topic, partition, from, to, reason: "corrupt", cause });
}

/**
 * Reports that the records of `batch` cannot be read from offset `from` on.
 *
 * @throws {CorruptRecordError} If reading is to stop at such a batch.
 */
export function skipUnreadableRecords(
  { topic, partition }: PartitionCursor,
  { from, batch, error }: {
    readonly from: bigint;
    readonly batch: RecordBatch;
    readonly error: CorruptBatchError;
  },
  { onCorrupt, onNotice }: CorruptBatchOptions,
): void {
  const cause = new CorruptRecordError({ topic, partition, offset: from }, error);
  if (onCorrupt === "stop") throw cause;
  const to = batch.lastOffset + 1n;
  onNotice({ kind: "skipped", topic, partition, from, to, reason: "corrupt", cause });
}

/** Returns the error for a batch at `baseOffset` that the broker never sends whole. */
export function cutShortError(baseOffset: bigint): CorruptBatchError {
  const reason = "cut short: its length is wrong";
  return new CorruptBatchError({ baseOffset, lastOffset: null, reason });
}
