import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import type { RecordBatch } from "../../wire/batches/record_batch.ts";
import { CorruptRecordError } from "./corrupt_record_error.ts";
import type { PartitionCursor } from "./partition_cursor.ts";
import type { ReaderNotice } from "./read_target.ts";

/** What to do with batches that cannot be read. */
export interface CorruptBatchOptions {
  readonly onCorrupt: "stop" | "skip";
  onNotice(notice: ReaderNotice): void;
}

/**
 * Skips a batch that does not begin as a batch should: moves the cursor past it and reports it.
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
  // A broken header may claim any length; what lies beyond the log is none.
  const { lastOffset } = error;
  const isCredible = lastOffset !== null && lastOffset >= from && lastOffset < highWatermark;
  cursor.position = isCredible ? lastOffset + 1n : from + 1n;
  const place = { topic, partition, from, to: cursor.position };
  onNotice({ kind: "skipped", ...place, reason: "corrupt", cause });
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
  const place = { topic, partition, from, to: batch.lastOffset + 1n };
  onNotice({ kind: "skipped", ...place, reason: "corrupt", cause });
}

/** The error for a batch at `baseOffset` that the broker never sends whole. */
export function cutShortError(baseOffset: bigint): CorruptBatchError {
  const reason = "cut short: its length is wrong";
  return new CorruptBatchError({ baseOffset, lastOffset: null, reason });
}
