import { ByteReader } from "../bytes.ts";
import { varintSize, varlongSize, writeVarint, writeVarlong } from "./_varint.ts";

/**
 * Records with nothing but a value, which is a part of one buffer. One object for thousands of
 * them costs far less than an object and a view of the buffer for each.
 */
export interface ValueBlock {
  readonly bytes: Uint8Array;
  /** For each record the index where its value starts, and where it ends, in {@link bytes}. */
  readonly spans: Int32Array;
  /** Of all records, in milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
}

/** Attributes, the length of a null key, and the number of headers. */
const constantBytes = 3;
const nullLength = -1;

/** Returns the number of records in a block. */
export function blockLength({ spans }: Pick<ValueBlock, "spans">): number {
  return spans.length / 2;
}

/**
 * Returns the encoded size of the records of a block.
 *
 * @param firstIndex Index of the first one in the batch.
 */
export function sizeOfBlock({ spans }: ValueBlock, firstIndex: number, timeDelta: bigint): number {
  const fixed = constantBytes + varlongSize(timeDelta);
  let size = 0;
  for (let at = 0, index = firstIndex; at < spans.length; at += 2, index++) {
    const length = spans[at + 1]! - spans[at]!;
    const body = fixed + varintSize(index) + varintSize(length) + length;
    size += varintSize(body) + body;
  }
  return size;
}

/** Writes the records of a block at `position` and returns the position after them. */
export function writeBlock(
  target: Uint8Array,
  position: number,
  { bytes, spans }: ValueBlock,
  { firstIndex, timeDelta }: { readonly firstIndex: number; readonly timeDelta: bigint },
): number {
  const fixed = constantBytes + varlongSize(timeDelta);
  let to = position;
  for (let at = 0, index = firstIndex; at < spans.length; at += 2, index++) {
    const start = spans[at]!;
    const length = spans[at + 1]! - start;
    to = writeVarint(target, to, fixed + varintSize(index) + varintSize(length) + length);
    target[to++] = 0; // attributes, unused
    to = writeVarlong(target, to, timeDelta);
    to = writeVarint(target, to, index);
    to = writeVarint(target, to, nullLength);
    to = writeVarint(target, to, length);
    target.set(bytes.subarray(start, start + length), to);
    to += length;
    target[to++] = 0; // no headers
  }
  return to;
}

/**
 * Records whose keys, values and headers are encoded, as parts of one buffer: those of another
 * batch can be copied without decoding them. One object for thousands of records costs far less
 * than an object and views of the buffer for each.
 */
export interface RecordBlock {
  readonly bytes: Uint8Array;
  /**
   * For each record the index where its encoded key, value and headers start, and where they end,
   * in {@link bytes}; see `EncodedRecordView.bodyStart`.
   */
  readonly spans: Int32Array;
  /** Of each record, in milliseconds since the Unix epoch; safe integers. */
  readonly timestamps: Float64Array;
  /** The timestamp of the first record. */
  readonly timestamp: bigint;
}

/**
 * Returns the encoded size of the records of a block.
 *
 * @param firstIndex Index of the first one in the batch.
 */
export function sizeOfRecordBlock(
  { spans, timestamps }: RecordBlock,
  firstIndex: number,
  baseTimestamp: bigint,
): number {
  const base = Number(baseTimestamp);
  let size = 0;
  for (let at = 0, index = firstIndex; at < spans.length; at += 2, index++) {
    const delta = timestamps[at >> 1]! - base;
    const body = 1 + deltaSize(delta) + varintSize(index) +
      spans[at + 1]! - spans[at]!;
    size += varintSize(body) + body;
  }
  return size;
}

/** Writes the records of a block at `position` and returns the position after them. */
export function writeRecordBlock(
  target: Uint8Array,
  position: number,
  { bytes, spans, timestamps }: RecordBlock,
  { firstIndex, baseTimestamp }: { readonly firstIndex: number; readonly baseTimestamp: bigint },
): number {
  const base = Number(baseTimestamp);
  let to = position;
  for (let at = 0, index = firstIndex; at < spans.length; at += 2, index++) {
    const start = spans[at]!;
    const end = spans[at + 1]!;
    const delta = timestamps[at >> 1]! - base;
    const body = 1 + deltaSize(delta) + varintSize(index) + end - start;
    to = writeVarint(target, to, body);
    target[to++] = 0; // attributes, unused
    to = isShort(delta) ? writeVarint(target, to, delta) : writeVarlong(target, to, BigInt(delta));
    to = writeVarint(target, to, index);
    target.set(bytes.subarray(start, end), to);
    to += end - start;
  }
  return to;
}

/** Returns the largest timestamp of a block. */
export function maxTimestampOf({ timestamps }: RecordBlock): bigint {
  let max = timestamps[0] ?? -1;
  for (const timestamp of timestamps) if (timestamp > max) max = timestamp;
  return BigInt(max);
}

/** A record of a block. */
export interface BlockRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Encoded: the number of headers, then each one. */
  readonly headerBytes: Uint8Array;
  readonly timestamp: bigint;
}

/** Returns the records of a block one by one. */
export function recordsOfBlock({ bytes, spans, timestamps }: RecordBlock): BlockRecord[] {
  return Array.from(timestamps, (timestamp, index) => {
    const body = bytes.subarray(spans[index * 2]!, spans[index * 2 + 1]!);
    const reader = new ByteReader(body);
    const [key, value] = [nullableBytes(reader), nullableBytes(reader)];
    const headerBytes = body.subarray(body.byteLength - reader.remaining);
    return { key, value, headerBytes, timestamp: BigInt(timestamp) };
  });
}

function nullableBytes(reader: ByteReader): Uint8Array | null {
  const length = reader.varint();
  return length < 0 ? null : reader.view(length);
}

function isShort(delta: number): boolean {
  return delta === (delta | 0);
}

function deltaSize(delta: number): number {
  return isShort(delta) ? varintSize(delta) : varlongSize(BigInt(delta));
}
