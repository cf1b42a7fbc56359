/**
 * CRC-32C (Castagnoli), the checksum of record batches.
 *
 * @see RFC 3720, appendix B.4, for the polynomial and test vectors
 */

/** The polynomial 0x1EDC6F41, bits reversed. */
const polynomial = 0x82f63b78;
const slices = 8;

/** `slices` tables of 256 entries, one after the other; built when first needed. */
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

/** CRC-32C of `bytes` from `start` to `end`, as an unsigned 32-bit number; 0 for no bytes. */
export function crc32c(bytes: Uint8Array, start = 0, end: number = bytes.byteLength): number {
  const table = tables ??= buildTables();
  let crc = -1;
  let position = start;
  // Slicing-by-8: eight independent look-ups per step, four times as fast as one byte at a time.
  for (const last = end - slices; position <= last; position += slices) {
    crc ^= bytes[position]! | (bytes[position + 1]! << 8) | (bytes[position + 2]! << 16) |
      (bytes[position + 3]! << 24);
    crc = table[0x700 | (crc & 0xff)]! ^ table[0x600 | ((crc >>> 8) & 0xff)]! ^
      table[0x500 | ((crc >>> 16) & 0xff)]! ^ table[0x400 | (crc >>> 24)]! ^
      table[0x300 | bytes[position + 4]!]! ^ table[0x200 | bytes[position + 5]!]! ^
      table[0x100 | bytes[position + 6]!]! ^ table[bytes[position + 7]!]!;
  }
  for (; position < end; position++) {
    crc = (crc >>> 8) ^ table[(crc ^ bytes[position]!) & 0xff]!;
  }
  return ~crc >>> 0;
}
