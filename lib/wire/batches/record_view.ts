import type { RecordBatch } from "./record_batch.ts";

/** One header of a record; the same key may occur several times, in an order that is kept. */
export interface Header {
  /** The key as text; bytes that are not UTF-8 are U+FFFD. */
  readonly key: string;
  readonly value: Uint8Array | null;
}

/**
 * One record, as the visitor of {@link RecordBatch.forEach} sees it.
 *
 * One view is moved from record to record: it holds only during the visit, and so do its byte
 * arrays, which are views of the whole batch. Copy what is to be kept.
 */
export interface RecordView {
  readonly batch: RecordBatch;
  readonly offset: bigint;
  /** Milliseconds since the Unix epoch; -1 when the producer gave none. */
  readonly timestamp: bigint;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly Header[];
  /** The bytes that the starts and lengths below refer to; nothing below allocates. */
  readonly bytes: Uint8Array;
  readonly offsetDelta: number;
  readonly keyStart: number;
  /** -1 for a null key. */
  readonly keyLength: number;
  readonly valueStart: number;
  /** -1 for a null value. */
  readonly valueLength: number;
}
