import { BorrowedBytes } from "./borrowed_bytes.ts";

const sizeBytes = 4;

/** Measured: reads into 256 KiB are faster than into 64 KiB or 1 MiB. */
const defaultBufferBytes = 256 * 1024;
/** Space that a read gets at least, unless the rest of a frame is shorter. */
const leastSpaceBytes = 64 * 1024;
/** A frame of up to this size gets its memory at once; a longer one as its bytes arrive. */
const trustedFrameBytes = 8 * 1024 * 1024;

/** Sizes that a {@link FrameBuffer} accepts and uses. */
export interface FrameBufferOptions {
  /** Largest frame, without its size field. */
  readonly maxFrameBytes: number;
  /** Size of the buffer that all shorter frames share; 256 KiB by default. */
  readonly bufferBytes?: number;
}

/** A size field that no frame can have; `size` is its value as an unsigned number. */
export class FrameSizeError extends Error {
  override readonly name = "FrameSizeError";
  readonly size: number;

  constructor(size: number) {
    super(`Cannot read a frame of ${size} bytes`);
    this.size = size;
  }
}

/**
 * Cuts a stream of bytes into frames (a 32-bit size, then that many bytes). It does no I/O: read
 * into {@link space}, report the count to {@link filled}, then call {@link next} until it returns
 * null.
 *
 * Frames that fit share one buffer. A longer one gets separate memory, into which the rest of it
 * is read directly, so that its bytes are copied at most once. Memory for a frame is at most twice
 * what has arrived of it, or 8 MiB.
 */
export class FrameBuffer {
  readonly #maxFrameBytes: number;
  readonly #shared: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #start = 0;
  #end = 0;
  /** The frame that does not fit the shared buffer: its memory, its size, and how much arrived. */
  #large: Uint8Array<ArrayBuffer> | null = null;
  #largeSize = 0;
  #largeLength = 0;
  #lent: BorrowedBytes | null = null;
  /** Smallest frame, without its size field; 4, a correlation id, unless changed. */
  minFrameBytes = 4;

  constructor({ maxFrameBytes, bufferBytes = defaultBufferBytes }: FrameBufferOptions) {
    this.#maxFrameBytes = maxFrameBytes;
    this.#shared = new Uint8Array(bufferBytes);
    this.#view = new DataView(this.#shared.buffer);
  }

  /** Whether part of a frame has arrived. */
  get isInFrame(): boolean {
    return this.#large !== null || this.#end > this.#start;
  }

  /** Where the next bytes of the stream belong; never empty once {@link next} returned null. */
  space(): Uint8Array<ArrayBuffer> {
    if (this.#large !== null) return this.#largeSpace(this.#large);
    if (this.#start > 0 && this.#shared.byteLength - this.#end < this.#wantedSpace()) {
      this.#shared.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    return this.#shared.subarray(this.#end);
  }

  /** The next `count` bytes of the stream are in {@link space}. */
  filled(count: number): void {
    if (this.#large === null) this.#end += count;
    else this.#largeLength += count;
  }

  /**
   * The next frame that has arrived whole, without its size field; null if there is none. It is
   * valid until the next call.
   *
   * @throws {FrameSizeError} If a frame is shorter or longer than allowed; later calls throw, too.
   */
  next(): BorrowedBytes | null {
    this.#lent?.end();
    this.#lent = this.#large === null ? this.#nextShared() : this.#nextLarge(this.#large);
    return this.#lent;
  }

  #nextShared(): BorrowedBytes | null {
    const available = this.#end - this.#start - sizeBytes;
    if (available < 0) return this.#rewind();
    const size = this.#view.getUint32(this.#start);
    if (size < this.minFrameBytes || size > this.#maxFrameBytes) throw new FrameSizeError(size);
    if (sizeBytes + size > this.#shared.byteLength) {
      this.#startLarge(size, available);
      return null;
    }
    if (size > available) return null;
    const from = this.#start + sizeBytes;
    this.#start = from + size;
    return new BorrowedBytes(this.#shared.subarray(from, from + size), true);
  }

  #rewind(): null {
    if (this.#start === this.#end) this.#start = this.#end = 0;
    return null;
  }

  #startLarge(size: number, available: number): void {
    this.#large = new Uint8Array(Math.min(size, trustedFrameBytes));
    this.#largeSize = size;
    this.#largeLength = available;
    this.#large.set(this.#shared.subarray(this.#start + sizeBytes, this.#end));
    this.#start = this.#end = 0;
  }

  #nextLarge(large: Uint8Array): BorrowedBytes | null {
    if (this.#largeLength < this.#largeSize) return null;
    this.#large = null;
    return new BorrowedBytes(large, false);
  }

  /** No further than the end of the frame: what follows belongs into the shared buffer. */
  #largeSpace(large: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (this.#largeLength < large.byteLength) return large.subarray(this.#largeLength);
    const capacity = Math.min(this.#largeSize, 2 * large.byteLength);
    this.#large = new Uint8Array(large.buffer.transfer(capacity));
    return this.#large.subarray(this.#largeLength);
  }

  #wantedSpace(): number {
    const available = this.#end - this.#start - sizeBytes;
    if (available < 0) return leastSpaceBytes;
    return Math.max(leastSpaceBytes, this.#view.getUint32(this.#start) - available);
  }
}
