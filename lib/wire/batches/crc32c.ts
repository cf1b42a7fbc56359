/**
 * CRC-32C (Castagnoli), the checksum of record batches.
 *
 * @see RFC 3720, appendix B.4, for the polynomial and test vectors
 */

/** The polynomial 0x1EDC6F41, bits reversed. */
const polynomial = 0x82f63b78;
/** Bytes per step; each has a separate table of 256 entries. */
const slices = 16;
const wordBytes = Int32Array.BYTES_PER_ELEMENT;
const wordsPerStep = slices / wordBytes;

/** All tables in a row; built at the first use. */
let tables: Int32Array | undefined;

function buildTables(): Int32Array {
  const built = new Int32Array(slices * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    built[byte] = crc;
  }
  for (let index = 256; index < built.length; index++) {
    const previous = built[index - 256]!;
    built[index] = (previous >>> 8) ^ built[previous & 0xff]!;
  }
  return built;
}

/** Returns the CRC-32C of `bytes` from `start` to `end`, unsigned; 0 for no bytes. */
export function crc32c(bytes: Uint8Array, start = 0, end: number = bytes.byteLength): number {
  const table = tables ??= buildTables();
  const toAlignment = -(bytes.byteOffset + start) & (wordBytes - 1);
  const wordsStart = Math.min(start + toAlignment, end);
  const steps = Math.floor((end - wordsStart) / slices);
  const wordsEnd = wordsStart + steps * slices;
  let crc = eachByte(table, -1, bytes.subarray(start, wordsStart));
  if (steps > 0) {
    const at = bytes.byteOffset + wordsStart;
    crc = eachStep(table, crc, new Int32Array(bytes.buffer, at, steps * wordsPerStep));
  }
  return ~eachByte(table, crc, bytes.subarray(wordsEnd, end)) >>> 0;
}

function eachByte(table: Int32Array, seed: number, bytes: Uint8Array): number {
  let crc = seed;
  for (let at = 0; at < bytes.byteLength; at++) {
    crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 0xff]!;
  }
  return crc;
}

/** Slicing-by-16, with independent lookups. All targets of Deno are little-endian. */
function eachStep(table: Int32Array, seed: number, words: Int32Array): number {
  let crc = seed;
  for (let at = 0; at < words.length; at += wordsPerStep) {
    const a = crc ^ words[at]!;
    const b = words[at + 1]!;
    const c = words[at + 2]!;
    const d = words[at + 3]!;
    crc = table[0xf00 | (a & 0xff)]! ^ table[0xe00 | ((a >>> 8) & 0xff)]! ^
      table[0xd00 | ((a >>> 16) & 0xff)]! ^ table[0xc00 | (a >>> 24)]! ^
      table[0xb00 | (b & 0xff)]! ^ table[0xa00 | ((b >>> 8) & 0xff)]! ^
      table[0x900 | ((b >>> 16) & 0xff)]! ^ table[0x800 | (b >>> 24)]! ^
      table[0x700 | (c & 0xff)]! ^ table[0x600 | ((c >>> 8) & 0xff)]! ^
      table[0x500 | ((c >>> 16) & 0xff)]! ^ table[0x400 | (c >>> 24)]! ^
      table[0x300 | (d & 0xff)]! ^ table[0x200 | ((d >>> 8) & 0xff)]! ^
      table[0x100 | ((d >>> 16) & 0xff)]! ^ table[d >>> 24]!;
  }
  return crc;
}
