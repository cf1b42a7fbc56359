import type { RecordInput } from "../../wire/batches/batch_encoder.ts";
import type { DeliveryError } from "./delivery_error.ts";

/** The position of a delivered record. */
export interface Delivery {
  readonly partition: number;
  /** `null` if the broker only confirms that it has the record (DUPLICATE_SEQUENCE_NUMBER). */
  readonly offset: bigint | null;
  /** The log's timestamp, in milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
}

/** Receives the result of each record that it was passed with. */
export interface DeliveryReceiver {
  /** The record is acknowledged; `offset` is null if the broker did not say which it has. */
  delivered(
    record: PendingRecord,
    partition: number,
    offset: bigint | null,
    timestamp: bigint,
  ): void;
  /** The record was not acknowledged. */
  failed(record: PendingRecord, error: DeliveryError): void;
}

/** A record that is not acknowledged yet. One object per record, because there are many. */
export interface PendingRecord extends RecordInput {
  /** Maximum size in an uncompressed batch; the unit of batches and limits. */
  readonly sizeBytes: number;
  /** When to reject it, in milliseconds since the Unix epoch; `Infinity` for never. */
  readonly deadlineMs: number;
  readonly receiver: DeliveryReceiver;
  /** A number of the caller's, by which its receiver recognizes the record. */
  readonly tag: number;
}

/** Maximum size of a record's lengths, deltas and attributes. */
const recordOverheadBytes = 36;
/** Maximum size of the two lengths of a header. */
const headerOverheadBytes = 10;
/** UTF-8 needs at most this many bytes for a UTF-16 unit. */
const maxBytesPerUnit = 3;

/** Returns the maximum size of `record` in an uncompressed batch, in bytes. */
export function sizeOfRecord(record: Omit<RecordInput, "timestamp">): number {
  const { key, value, headers } = record;
  let size = recordOverheadBytes + (key?.byteLength ?? 0) + (value?.byteLength ?? 0);
  if (headers === undefined) return size;
  for (const { key, value } of headers) {
    size += headerOverheadBytes + key.length * maxBytesPerUnit + (value?.byteLength ?? 0);
  }
  return size;
}
