/**
 * LZ4 frames.
 *
 * Checksums inside a frame are not checked: the batch has a checksum, and Kafka clients before 0.10
 * wrote wrong ones.
 *
 * @see LZ4 Frame Format Description, version 1.6.4
 */

import { WireError } from "../bytes.ts";
import { limitError } from "./_limit_error.ts";
import { decodeLz4Block } from "./_lz4_block.ts";
import { wasmCompressors } from "./_wasm.ts";

const frameMagic = 0x184d2204;
const skippableMagic = 0x184d2a50;
const checksumBytes = 4;
/** Maximum ratio between the decoded and the encoded size of an LZ4 block. */
const maxRatio = 255;

/** An empty frame: independent blocks, no checksums, blocks of up to 64 KiB. */
const emptyFrame = "04224d1860408200000000";

interface FrameHeader {
  readonly hasBlockChecksums: boolean;
  readonly hasContentChecksum: boolean;
  readonly contentSize: number | null;
  readonly maxBlockBytes: number;
}

/** Compresses `bytes` to one frame with independent blocks; Java brokers accept no others. */
export function lz4Compress(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength === 0) return Uint8Array.fromHex(emptyFrame);
  return wasmCompressors().lz4(bytes);
}

/**
 * Decompresses one or more frames; ignores skippable frames.
 *
 * Blocks may be independent or linked, with or without checksums and content size.
 *
 * @throws {WireError} If they are malformed, cut short, or longer than `maxBytes` decompressed.
 */
export function lz4Decompress(bytes: Uint8Array, maxBytes: number): Uint8Array {
  return new Lz4Decoder(bytes, maxBytes).decode();
}

class Lz4Decoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #maxBytes: number;
  #position = 0;
  #output = new Uint8Array(0);
  #length = 0;

  constructor(bytes: Uint8Array, maxBytes: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#maxBytes = maxBytes;
  }

  decode(): Uint8Array {
    while (this.#position < this.#bytes.byteLength) {
      const magic = this.#uint32();
      if ((magic & 0xfffffff0) >>> 0 === skippableMagic) this.#skip(this.#uint32());
      else if (magic === frameMagic) this.#frame();
      else throw new WireError(`Cannot decompress lz4: magic 0x${magic.toString(16)}, not a frame`);
    }
    return this.#output.subarray(0, this.#length);
  }

  #frame(): void {
    const header = this.#header();
    const start = this.#length;
    for (let size = this.#uint32(); size !== 0; size = this.#uint32()) {
      this.#block(size, start, header.maxBlockBytes);
      if (header.hasBlockChecksums) this.#skip(checksumBytes);
    }
    if (header.hasContentChecksum) this.#skip(checksumBytes);
    const found = this.#length - start;
    if (header.contentSize !== null && header.contentSize !== found) {
      throw new WireError(
        `Cannot decompress lz4: ${found} bytes in a frame of ${header.contentSize}`,
      );
    }
  }

  #header(): FrameHeader {
    const start = this.#skip(2);
    const flags = this.#bytes[start]!;
    const version = flags >>> 6;
    const sizeCode = (this.#bytes[start + 1]! >>> 4) & 7;
    if (version !== 1) throw new WireError(`Cannot decompress lz4: frame version ${version}`);
    if (sizeCode < 4) throw new WireError(`Cannot decompress lz4: block size code ${sizeCode}`);
    if ((flags & 0x01) !== 0) throw new WireError("Cannot decompress lz4: it needs a dictionary");
    const contentSize = (flags & 0x08) === 0
      ? null
      : Number(this.#view.getBigUint64(this.#skip(8), true));
    this.#skip(1); // checksum of the header
    return {
      hasBlockChecksums: (flags & 0x10) !== 0,
      hasContentChecksum: (flags & 0x04) !== 0,
      contentSize,
      maxBlockBytes: 1 << (8 + 2 * sizeCode),
    };
  }

  #block(size: number, frameStart: number, maxBlockBytes: number): void {
    const length = size & 0x7fffffff;
    const start = this.#skip(length);
    const isStored = size >= 0x80000000;
    const bound = Math.min(maxBlockBytes, isStored ? length : length * maxRatio);
    if (isStored && length > maxBlockBytes) {
      throw new WireError(
        `Cannot decompress lz4: a block of ${length} bytes, at most ${maxBlockBytes}`,
      );
    }
    const limit = Math.min(this.#length + bound, this.#maxBytes);
    this.#reserve(limit);
    if (isStored) {
      if (this.#length + length > limit) throw limitError("lz4", this.#maxBytes);
      this.#output.set(this.#bytes.subarray(start, start + length), this.#length);
      this.#length += length;
      return;
    }
    const input = this.#bytes.subarray(start, start + length);
    const end = decodeLz4Block(input, this.#output, {
      start: this.#length,
      limit,
      windowStart: frameStart,
    });
    if (end === null) {
      if (limit === this.#maxBytes) throw limitError("lz4", this.#maxBytes);
      throw new WireError(`Cannot decompress lz4: a block of more than ${maxBlockBytes} bytes`);
    }
    this.#length = end;
  }

  #reserve(length: number): void {
    if (length <= this.#output.byteLength) return;
    const capacity = Math.min(Math.max(length, 2 * this.#output.byteLength), this.#maxBytes);
    const grown = new Uint8Array(capacity);
    grown.set(this.#output.subarray(0, this.#length));
    this.#output = grown;
  }

  #skip(count: number): number {
    const start = this.#position;
    if (count > this.#bytes.byteLength - start) {
      throw new WireError(`Cannot decompress lz4: cut short at byte ${this.#bytes.byteLength}`);
    }
    this.#position = start + count;
    return start;
  }

  #uint32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }
}
