/**
 * Zstandard frames.
 *
 * @see RFC 8878, section 3
 */

import { ByteReader, WireError } from "../bytes.ts";
import { decompressWithin, nodeZlib } from "./_node_zlib.ts";

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
const rleBlock = 1;
const reservedBlock = 3;
const checksumBytes = 4;
/** Sizes of the fields for content size and dictionary id, by their two-bit flags. */
const contentSizeBytes = [0, 2, 4, 8] as const;
const dictionaryIdBytes = [0, 1, 2, 4] as const;

/** Compresses `bytes` to one frame. */
export function zstdCompress(bytes: Uint8Array): Uint8Array {
  return nodeZlib().zstdCompressSync(bytes);
}

/**
 * Decompresses one or more frames; ignores skippable frames.
 *
 * @throws {WireError} If they are malformed, cut short, or longer than `maxBytes` decompressed.
 */
export function zstdDecompress(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const reader = new ByteReader(bytes);
  const parts: Uint8Array[] = [];
  let size = 0;
  // Deno's node:zlib reads only the first frame, and treats an incomplete frame as an empty one.
  while (reader.remaining > 0) {
    const start = reader.position;
    if (!skipFrame(reader)) continue;
    const part = decompressWithin("zstd", nodeZlib().zstdDecompressSync, {
      bytes: bytes.subarray(start, reader.position),
      leftBytes: maxBytes - size,
      maxBytes,
    });
    size += part.byteLength;
    parts.push(part);
  }
  if (parts.length === 1) return parts[0]!;
  const plain = new Uint8Array(size);
  let position = 0;
  for (const part of parts) {
    plain.set(part, position);
    position += part.byteLength;
  }
  return plain;
}

/** Moves past one frame; returns false if it is a skippable one. */
function skipFrame(reader: ByteReader): boolean {
  const magic = littleEndian(reader, 4);
  if ((magic & 0xfffffff0) >>> 0 === skippableMagic) {
    reader.skip(littleEndian(reader, 4));
    return false;
  }
  if (magic !== frameMagic) {
    throw new WireError(`Cannot decompress zstd: magic 0x${magic.toString(16)}, not a frame`);
  }
  const descriptor = littleEndian(reader, 1);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentSizeFlag = descriptor >>> 6;
  const hasShortSize = isSingleSegment && contentSizeFlag === 0;
  reader.skip(isSingleSegment ? 0 : 1);
  reader.skip(dictionaryIdBytes[descriptor & 3]!);
  reader.skip(hasShortSize ? 1 : contentSizeBytes[contentSizeFlag]!);
  for (let isLast = false; !isLast;) {
    const header = littleEndian(reader, 3);
    isLast = (header & 1) !== 0;
    const type = (header >>> 1) & 3;
    if (type === reservedBlock) {
      throw new WireError("Cannot decompress zstd: a block of the reserved type");
    }
    reader.skip(type === rleBlock ? 1 : header >>> 3);
  }
  if ((descriptor & 4) !== 0) reader.skip(checksumBytes);
  return true;
}

function littleEndian(reader: ByteReader, count: 1 | 3 | 4): number {
  const start = reader.skip(count);
  let value = 0;
  for (let index = count - 1; index >= 0; index--) {
    value = value * 256 + reader.bytes[start + index]!;
  }
  return value;
}
