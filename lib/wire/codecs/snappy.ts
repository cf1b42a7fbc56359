/**
 * Snappy in Kafka: Java clients write the stream format of snappy-java ("xerial"), librdkafka
 * writes one raw block, and both read both. wah reads both and writes the stream.
 *
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 * @see SnappyOutputStream of snappy-java
 */

import { ByteReader, WireError } from "../bytes.ts";
import { limitError } from "./_limit_error.ts";
import { decodeSnappyBlock } from "./_snappy_block.ts";
import { wasmCompressors } from "./_wasm.ts";

/** "\x82SNAPPY\0", then version and oldest compatible version, both 1. */
const streamHeader = Uint8Array.fromHex("82534e41505059000000000100000001");
const streamMagicBytes = 8;
/** Default chunk size of snappy-java. */
const chunkBytes = 32 * 1024;
/** Maximum ratio: an element of 3 bytes can copy 64 bytes. */
const maxRatio = 22;

interface Block {
  readonly start: number;
  readonly end: number;
  readonly length: number;
}

/** Compresses `bytes` to a stream in the format of snappy-java. */
export function snappyCompress(bytes: Uint8Array): Uint8Array {
  const { snappy } = wasmCompressors();
  const chunks: Uint8Array[] = [];
  let size = streamHeader.byteLength;
  for (let start = 0; start < bytes.byteLength; start += chunkBytes) {
    const chunk = snappy(bytes.subarray(start, start + chunkBytes));
    chunks.push(chunk);
    size += 4 + chunk.byteLength;
  }
  const stream = new Uint8Array(size);
  const view = new DataView(stream.buffer);
  stream.set(streamHeader);
  let position = streamHeader.byteLength;
  for (const chunk of chunks) {
    view.setInt32(position, chunk.byteLength);
    stream.set(chunk, position + 4);
    position += 4 + chunk.byteLength;
  }
  return stream;
}

/**
 * Decompresses a stream in the format of snappy-java, or one raw block.
 *
 * @throws {WireError} If it is malformed, cut short, or longer than `maxBytes` decompressed.
 */
export function snappyDecompress(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const reader = new ByteReader(bytes);
  const blocks = isStreamHeader(bytes, 0)
    ? streamBlocks(reader)
    : [readBlock(reader, bytes.byteLength)];
  let size = 0;
  for (const block of blocks) size += block.length;
  if (size > maxBytes) throw limitError("snappy", maxBytes);
  const output = new Uint8Array(size);
  let to = 0;
  for (const { start, end, length } of blocks) {
    decodeSnappyBlock(bytes.subarray(start, end), output, to, to + length);
    to += length;
  }
  return output;
}

function isStreamHeader(bytes: Uint8Array, at: number): boolean {
  if (bytes.byteLength - at < streamHeader.byteLength) return false;
  for (let index = 0; index < streamMagicBytes; index++) {
    if (bytes[at + index] !== streamHeader[index]) return false;
  }
  return true;
}

function streamBlocks(reader: ByteReader): Block[] {
  const blocks: Block[] = [];
  while (reader.remaining > 0) {
    // There may be several streams in a row, each with its header.
    if (isStreamHeader(reader.bytes, reader.position)) reader.skip(streamHeader.byteLength);
    else {
      const length = reader.int32();
      blocks.push(readBlock(reader, length));
    }
  }
  return blocks;
}

/** Moves past one block and returns the stated length of its contents. */
function readBlock(reader: ByteReader, size: number): Block {
  const end = reader.position + size;
  const length = reader.uvarint();
  const start = reader.position;
  if (start > end) throw new WireError(`Cannot decompress snappy: a block of ${size} bytes`);
  if (length > (end - start) * maxRatio) {
    throw new WireError(
      `Cannot decompress snappy: ${length} bytes declared by a block of ${end - start}`,
    );
  }
  reader.skip(end - start);
  return { start, end, length };
}
