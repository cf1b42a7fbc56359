import { DecodeFailure } from "../decoder.ts";

/** The first byte of a value with a schema id. */
const frameMagic = 0;
/** The magic byte and the schema id, four bytes with the highest one first. */
export const frameBytes = 5;

/** A path of indexes into the messages of a schema has at most this many. */
const maxIndexes = 100;

/** Whether a value begins with the magic byte and has space for a schema id. */
export function isFramed(bytes: Uint8Array, start: number, length: number): boolean {
  return length >= frameBytes && bytes[start] === frameMagic;
}

/** The schema id of a value that is framed. */
export function schemaIdOf(bytes: Uint8Array, start: number): number {
  return (bytes[start + 1]! << 24 | bytes[start + 2]! << 16 | bytes[start + 3]! << 8 |
    bytes[start + 4]!) >>> 0;
}

/** The message type of a value in Protobuf, and where the message begins. */
export interface MessageIndexes {
  /** The indexes of the message type, from the outermost one, in the order of the schema. */
  readonly indexes: readonly number[];
  readonly end: number;
}

/**
 * Reads the message indexes that follow the schema id of a value in Protobuf: a count and as many
 * zigzag varints. A count of 0 stands for the first message.
 *
 * @throws {DecodeFailure} If they are malformed.
 */
export function readMessageIndexes(bytes: Uint8Array, start: number): MessageIndexes {
  let at = start;
  const next = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
    throw new DecodeFailure("the message index after the schema id is malformed");
  };
  const count = next();
  if (count < 0 || count > maxIndexes) {
    throw new DecodeFailure("the message index after the schema id is malformed");
  }
  const indexes = Array.from({ length: count }, next);
  return { indexes: count === 0 ? [0] : indexes, end: at };
}

/**
 * Returns a value without the schema id before it, if it has one. No Protobuf message begins
 * with a zero byte.
 *
 * @param hasIndexes Whether message indexes follow the schema id.
 */
export function skipFrame(
  bytes: Uint8Array,
  { hasIndexes }: { readonly hasIndexes: boolean },
): Uint8Array {
  if (!isFramed(bytes, 0, bytes.byteLength)) return bytes;
  const start = hasIndexes ? readMessageIndexes(bytes, frameBytes).end : frameBytes;
  return bytes.subarray(start);
}

/**
 * Returns what stands before a value: the magic byte, the schema id, and for Protobuf the indexes
 * of the message type. Those of the first message are written as a zero.
 */
export function framePrefix(id: number, indexes?: readonly number[]): Uint8Array {
  const header = [frameMagic, id >>> 24, id >>> 16 & 0xff, id >>> 8 & 0xff, id & 0xff];
  if (indexes === undefined) return Uint8Array.from(header);
  const isFirst = indexes.length === 1 && indexes[0] === 0;
  const numbers = isFirst ? [0] : [indexes.length, ...indexes];
  return Uint8Array.from([...header, ...numbers.flatMap(varint)]);
}

/** A zigzag varint of a number that is not negative. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value * 2;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push(rest % 128 | 0x80);
  return [...bytes, rest];
}
