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
