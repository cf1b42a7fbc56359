import type { BatchHeader } from "./batch_header.ts";

/** One header of a record. Several headers may have the same key; their order is kept. */
export interface Header {
  /** The key as text; bytes that are not UTF-8 are U+FFFD. */
  readonly key: string;
  readonly value: Uint8Array | null;
}

/**
 * One record, as passed to the visitor of `RecordBatch.forEach()`.
 *
 * The same object is reused for every record. It and its byte arrays, which are views of the whole
 * batch, are valid only during the visit. Copy what you need longer.
 */
export interface RecordView {
  readonly batch: BatchHeader;
  readonly offset: bigint;
  /** Milliseconds since the Unix epoch; -1 if the producer set none. */
  readonly timestamp: bigint;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly Header[];
  /** The bytes that the starts and lengths below refer to. Reading these allocates nothing. */
  readonly bytes: Uint8Array;
  readonly offsetDelta: number;
  readonly keyStart: number;
  /** -1 for a null key. */
  readonly keyLength: number;
  readonly valueStart: number;
  /** -1 for a null value. */
  readonly valueLength: number;
}

/** One record of a batch, with the places of its encoded parts. */
export interface EncodedRecordView extends RecordView {
  /** Where what does not depend on the place in the batch starts: the length of the key. */
  readonly bodyStart: number;
  /** Where the record ends. The encoded headers are between the value and this. */
  readonly end: number;
}
