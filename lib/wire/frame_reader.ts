import { WireError } from "./bytes.ts";

const sizeBytes = 4;

/** Openings of other protocols that end up on Kafka's port. */
const foreignOpenings: readonly (readonly [opening: string, what: string])[] = [
  ["\x16\x03", "a TLS handshake"],
  ["\x15\x03", "a TLS alert"],
  ["GET ", "an HTTP request"],
  ["POST", "an HTTP request"],
  ["PUT ", "an HTTP request"],
  ["HEAD", "an HTTP request"],
  ["OPTI", "an HTTP request"],
  ["DELE", "an HTTP request"],
  ["CONN", "an HTTP request"],
  ["PRI ", "an HTTP/2 preface"],
  ["HTTP", "an HTTP response"],
  ["SSH-", "an SSH greeting"],
];

/**
 * Why a frame cannot begin with such a size, or null if it can.
 *
 * @param prefix The four bytes of the size. The error names TLS, HTTP or SSH if they are the first
 * bytes of one of these protocols.
 */
export function frameSizeError(prefix: Uint8Array, maxFrameBytes: number): WireError | null {
  const size = new DataView(prefix.buffer, prefix.byteOffset).getInt32(0);
  if (size >= 0 && size <= maxFrameBytes) return null;
  const opening = String.fromCharCode(...prefix);
  const foreign = foreignOpenings.find(([text]) => opening.startsWith(text));
  return new WireError(
    foreign === undefined
      ? `Cannot read a frame of ${size} bytes: at most ${maxFrameBytes}`
      : `Cannot read a frame: found ${foreign[1]}, not the Kafka protocol`,
  );
}

/**
 * Cuts the bytes of one direction of a connection into frames.
 *
 * A size is checked before anything is kept for it, and what is kept is at most twice what has
 * arrived.
 */
export class FrameReader {
  readonly #maxFrameBytes: number;
  readonly #prefix = new Uint8Array(sizeBytes);
  #prefixLength = 0;
  #size = 0;
  /** The part of a frame that earlier chunks held. */
  #partial = new Uint8Array(0);
  #partialLength = 0;
  #failure: WireError | null = null;

  constructor(options: { readonly maxFrameBytes: number }) {
    this.#maxFrameBytes = options.maxFrameBytes;
  }

  /** Bytes that belong to a frame which is not whole yet, its size included. */
  get pendingBytes(): number {
    return this.#prefixLength + this.#partialLength;
  }

  /** Why no further frame comes, once a size was wrong. */
  get failure(): WireError | null {
    return this.#failure;
  }

  /**
   * The frames that `chunk` completes, without their sizes; those that lie in it whole are views.
   *
   * A wrong size behind whole frames does not take them along: they are returned, and
   * {@link failure} tells the rest.
   *
   * @throws {WireError} When a size is negative or too large; says so in words when the bytes are
   * the opening of TLS, HTTP or SSH. The connection is of no use afterwards.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    if (this.#failure !== null) throw this.#failure;
    const frames: Uint8Array[] = [];
    try {
      // Sockets hand out Buffers, whose slice() is a view where that of a Uint8Array is a copy.
      this.#cut(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength), frames);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#failure = error;
      if (frames.length === 0) throw error;
    }
    return frames;
  }

  #cut(chunk: Uint8Array, frames: Uint8Array[]): void {
    let rest = this.#readSize(chunk);
    while (this.#prefixLength === sizeBytes) {
      const missing = this.#size - this.#partialLength;
      const part = rest.subarray(0, missing);
      if (part.byteLength < missing) {
        this.#keep(part);
        break;
      }
      frames.push(this.#partialLength === 0 ? part : this.#join(part));
      this.#prefixLength = 0;
      rest = this.#readSize(rest.subarray(missing));
    }
  }

  /** Takes what is missing of the size, and returns what follows. */
  #readSize(chunk: Uint8Array): Uint8Array {
    if (this.#prefixLength === sizeBytes) return chunk;
    const part = chunk.subarray(0, sizeBytes - this.#prefixLength);
    this.#prefix.set(part, this.#prefixLength);
    this.#prefixLength += part.byteLength;
    if (this.#prefixLength === sizeBytes) {
      this.#size = new DataView(this.#prefix.buffer).getInt32(0);
      this.#checkSize();
    }
    return chunk.subarray(part.byteLength);
  }

  #checkSize(): void {
    const error = frameSizeError(this.#prefix, this.#maxFrameBytes);
    if (error !== null) throw error;
  }

  #keep(part: Uint8Array): void {
    const length = this.#partialLength + part.byteLength;
    if (length > this.#partial.byteLength) {
      const grown = new Uint8Array(Math.min(this.#size, 2 * length));
      grown.set(this.#partial.subarray(0, this.#partialLength));
      this.#partial = grown;
    }
    this.#partial.set(part, this.#partialLength);
    this.#partialLength = length;
  }

  /** The whole frame, once its last part is there; its bytes are handed out for good. */
  #join(part: Uint8Array): Uint8Array {
    this.#keep(part);
    const frame = this.#partial.subarray(0, this.#size);
    this.#partial = new Uint8Array(0);
    this.#partialLength = 0;
    return frame;
  }
}
