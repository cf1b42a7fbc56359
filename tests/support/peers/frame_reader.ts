import { frameSizeError } from "../../../lib/wire/frame_size.ts";

const sizeBytes = 4;

/** Cuts the bytes of one direction of a connection into frames. */
export class FrameReader {
  readonly #maxFrameBytes: number;
  #chunks: Uint8Array[] = [];
  #length = 0;
  /** Bytes that are needed before the next frame can be complete. */
  #needed = sizeBytes;

  constructor(options: { readonly maxFrameBytes: number }) {
    this.#maxFrameBytes = options.maxFrameBytes;
  }

  /**
   * Adds the next bytes of the connection and returns the frames that they complete, without their
   * sizes.
   *
   * @throws {WireError} If the size of a frame is negative or too large.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#chunks.push(chunk.slice());
    this.#length += chunk.byteLength;
    if (this.#length < this.#needed) return [];
    const bytes = joined(this.#chunks, this.#length);
    const frames: Uint8Array[] = [];
    let start = 0;
    this.#needed = sizeBytes;
    while (bytes.byteLength - start >= sizeBytes) {
      const prefix = bytes.subarray(start, start + sizeBytes);
      const error = frameSizeError(prefix, this.#maxFrameBytes);
      if (error !== null) throw error;
      const size = new DataView(prefix.buffer, prefix.byteOffset).getInt32(0);
      if (bytes.byteLength - start < sizeBytes + size) {
        this.#needed = sizeBytes + size;
        break;
      }
      start += sizeBytes + size;
      frames.push(bytes.slice(start - size, start));
    }
    this.#chunks = [bytes.slice(start)];
    this.#length = bytes.byteLength - start;
    return frames;
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.byteLength;
  }
  return bytes;
}
