import {
  type CorruptBatchOptions,
  cutShortError,
  skipCorruptBatch,
  skipUnreadableRecords,
} from "./corrupt_batches.ts";
import { boundsOf, type FetchAnswer } from "./fetch_round.ts";
import type { PartitionCursor } from "./partition_cursor.ts";
import type { Isolation } from "./read_target.ts";
import { RecordChunk } from "./record_chunk.ts";
import { selectBatches } from "./select_batches.ts";

/** Options of {@link takeRecords} and {@link takeEmptyAnswer}. */
export interface TakeAnswerOptions extends CorruptBatchOptions {
  readonly isolation: Isolation;
  /** Whether to return a chunk without records for batches that are omitted. Default: false. */
  readonly emptyChunks?: boolean | undefined;
}

const noBytes = new Uint8Array(0);

/**
 * Returns the records in a leader's answer for one partition, and moves the cursor past them; null
 * if there are none.
 *
 * @param isFirst Whether this is the first partition with bytes in the response, whose first batch
 * a broker sends whole.
 * @throws {CorruptRecordError} If the next batch is corrupt and such batches are not skipped.
 */
export function takeRecords(
  cursor: PartitionCursor,
  answer: FetchAnswer,
  isFirst: boolean,
  options: TakeAnswerOptions,
): RecordChunk | null {
  const { topic, partition, position: start, stop } = cursor;
  const { records, abortedTransactions, highWatermark } = answer;
  const { batches, next, corrupt } = selectBatches(records ?? noBytes, {
    position: start,
    stop,
    aborted: options.isolation === "committed" ? abortedTransactions : null,
  });
  cursor.advance(next);
  // Batches before a corrupt one are returned first; the next answer begins with the corrupt one.
  const isStuck = next === start && isFirst && cursor.wasCutShort();
  const damage = corrupt ?? (isStuck ? cutShortError(start) : null);
  if (damage !== null && next === start) {
    skipCorruptBatch(cursor, damage, { ...options, highWatermark });
  }
  const isEmpty = batches.length === 0;
  if (isEmpty && !(options.emptyChunks && next > start)) return null;
  return new RecordChunk({
    topic,
    partition,
    ...boundsOf(answer),
    batches,
    start,
    next,
    stop,
    onUnreadable: (from, batch, error) => {
      skipUnreadableRecords(cursor, { from, batch, error }, options);
    },
  });
}

/**
 * Handles a leader's answer for one partition when no partition of the response has bytes. Finishes
 * the cursor if the log has no more records before its stop.
 */
export function takeEmptyAnswer(
  cursor: PartitionCursor,
  answer: FetchAnswer,
  { isolation, onNotice }: TakeAnswerOptions,
): void {
  const { topic, partition, position: from, stop } = cursor;
  const { lastStableOffset, highWatermark } = boundsOf(answer);
  const readableEnd = isolation === "committed" ? lastStableOffset : highWatermark;
  if (!cursor.foundNothing(readableEnd)) return;
  cursor.finish();
  onNotice({ kind: "skipped", topic, partition, from, to: stop!, reason: "truncated" });
}
