import { isBlock, isRecordBlock, type RecordInput } from "../../wire/batches/batch_encoder.ts";
import {
  blockLength,
  type RecordBlock,
  recordsOfBlock,
  type ValueBlock,
} from "../../wire/batches/value_block.ts";
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

/** Receives the results of blocks as well; a record of a block that fails arrives on its own. */
export interface BlockReceiver extends DeliveryReceiver {
  /** All records of the block are acknowledged; they have consecutive offsets. */
  deliveredBlock(block: PendingBlock, partition: number, baseOffset: bigint | null): void;
}

/** What records and blocks have in common while they are not acknowledged. */
interface Pending {
  /** Maximum size in an uncompressed batch; the unit of batches and limits. */
  readonly sizeBytes: number;
  /** Memory that it uses until it is acknowledged. */
  readonly memoryBytes: number;
  /** When to reject it, in milliseconds since the Unix epoch; `Infinity` for never. */
  readonly deadlineMs: number;
  /** A number of the caller's, by which its receiver recognizes the record. */
  readonly tag: number;
}

/** A record that is not acknowledged yet. One object per record, because there are many. */
export interface PendingRecord extends RecordInput, Pending {
  readonly receiver: DeliveryReceiver;
}

/** Records of a block that are not acknowledged yet; their tags count up from `tag`. */
export type PendingBlock = (ValueBlock | RecordBlock) & Pending & {
  readonly receiver: BlockReceiver;
};

/** What the queues of a producer contain. */
export type PendingItem = PendingRecord | PendingBlock;

/** Memory of a pending record beyond its bytes: the object, its promise and its callbacks. */
const recordMemoryBytes = 512;
/** Memory of a record in a block beyond its bytes. */
const blockRecordMemoryBytes = 16;

/** Maximum size of a record's lengths, deltas and attributes. */
const recordOverheadBytes = 36;
/** Maximum size of the two lengths of a header. */
const headerOverheadBytes = 10;
/** UTF-8 needs at most this many bytes for a UTF-16 unit. */
const maxBytesPerUnit = 3;

/** Returns the maximum size of `record` in an uncompressed batch, in bytes. */
export function sizeOfRecord(record: Omit<RecordInput, "timestamp">): number {
  const { key, value, headers, headerBytes } = record;
  let size = recordOverheadBytes + (key?.byteLength ?? 0) + (value?.byteLength ?? 0);
  if (headerBytes !== undefined) return size + headerBytes.byteLength;
  if (headers === undefined) return size;
  for (const { key, value } of headers) {
    size += headerOverheadBytes + key.length * maxBytesPerUnit + (value?.byteLength ?? 0);
  }
  return size;
}

/** Returns the memory that a pending record of this size uses. */
export function memoryOfRecord(sizeBytes: number): number {
  return sizeBytes + recordMemoryBytes;
}

/** Returns the maximum size of the records of a block in an uncompressed batch, in bytes. */
export function sizeOfBlockRecords({ spans }: Pick<ValueBlock, "spans">): number {
  let size = blockLength({ spans }) * recordOverheadBytes;
  for (let at = 0; at < spans.length; at += 2) size += spans[at + 1]! - spans[at]!;
  return size;
}

/** Returns the memory that a pending block uses. */
export function memoryOfBlock(block: Pick<ValueBlock, "spans">): number {
  return sizeOfBlockRecords(block) + blockLength(block) * blockRecordMemoryBytes;
}

/** Returns the record itself, or all records of a block. */
export function recordsOf(item: PendingItem): readonly PendingRecord[] {
  if (!isBlock(item)) return [item];
  const { bytes, spans, timestamp, deadlineMs, receiver } = item;
  if (isRecordBlock(item)) {
    return recordsOfBlock(item).map((record, index) => {
      const sizeBytes = recordOverheadBytes + spans[index * 2 + 1]! - spans[index * 2]!;
      const memoryBytes = sizeBytes + blockRecordMemoryBytes;
      return { ...record, sizeBytes, memoryBytes, deadlineMs, receiver, tag: item.tag + index };
    });
  }
  return Array.from({ length: blockLength(item) }, (_, index) => {
    const value = bytes.subarray(spans[index * 2]!, spans[index * 2 + 1]!);
    const sizeBytes = recordOverheadBytes + value.byteLength;
    const memoryBytes = sizeBytes + blockRecordMemoryBytes;
    const tag = item.tag + index;
    return { key: null, value, timestamp, sizeBytes, memoryBytes, deadlineMs, receiver, tag };
  });
}

/** Returns the number of records of an item. */
export function countOf(item: PendingItem): number {
  return isBlock(item) ? blockLength(item) : 1;
}
