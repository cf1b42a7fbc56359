/** Sizes and writing of zigzag varints without bounds checks, for buffers of known size. */

/** Returns the size of `value` (32 bits, signed) as a zigzag varint. */
export function varintSize(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  if (zigzag < 0x80) return 1;
  if (zigzag < 0x4000) return 2;
  if (zigzag < 0x200000) return 3;
  return zigzag < 0x10000000 ? 4 : 5;
}

/** Writes `value` (32 bits, signed) at `position` and returns the position after it. */
export function writeVarint(bytes: Uint8Array, position: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let at = position;
  for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
  bytes[at++] = rest;
  return at;
}

/** Returns the size of `value` (64 bits, signed) as a zigzag varint. */
export function varlongSize(value: bigint): number {
  const small = Number(value);
  if (small === (small | 0)) return varintSize(small);
  let size = 1;
  for (let rest = zigzag64(value) >> 7n; rest > 0n; rest >>= 7n) size++;
  return size;
}

/** Writes `value` (64 bits, signed) at `position` and returns the position after it. */
export function writeVarlong(bytes: Uint8Array, position: number, value: bigint): number {
  const small = Number(value);
  if (small === (small | 0)) return writeVarint(bytes, position, small);
  let at = position;
  let rest = zigzag64(value);
  for (; rest > 0x7fn; rest >>= 7n) bytes[at++] = Number(rest & 0x7fn) | 0x80;
  bytes[at++] = Number(rest);
  return at;
}

function zigzag64(value: bigint): bigint {
  return BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
}
