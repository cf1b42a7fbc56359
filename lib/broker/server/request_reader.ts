import type { Clock } from "../../async/timer.ts";
import { frameSizeError } from "../../wire/frame_size.ts";
import { CloseConnectionError } from "../close_connection_error.ts";
import type { BrokerLimits } from "../limits.ts";
import type { BufferPool } from "./buffer_pool.ts";
import type { MemoryLease } from "./memory_budget.ts";

/** Where the bytes of a client come from; a TCP connection of Deno's. */
export type ByteSource = Pick<Deno.Conn, "read">;

/** What a reader is made of. */
export interface RequestReaderOptions {
  readonly source: ByteSource;
  readonly limits: BrokerLimits;
  /** Counts the bytes of frames, those that are not whole yet included. */
  readonly memory: MemoryLease;
  readonly clock: Clock;
  /** Gives the memory for large frames. */
  readonly buffers: BufferPool;
  /** Aborts when the connection closes. */
  readonly signal: AbortSignal;
  /** Called each time bytes have arrived. */
  readonly onRead: () => void;
}

const prefixBytes = 4;

const produceKey = 0;
const apiKeyBytes = 2;

const noBytes = new Uint8Array(0);

/** Small frames are read through this buffer, which each connection keeps. */
const chunkBytes = 16 * 1024;

/** The first buffer of a larger frame; it grows with what has arrived. */
const firstFrameBytes = 64 * 1024;

const growthFactor = 4;

/** At most so much is read at a time, so that other connections are read from as well. */
const maxReadBytes = 256 * 1024;

/**
 * Reads the requests of one connection.
 *
 * Small frames are read into one buffer and copied out of it; larger ones are read straight into
 * their own, which grows as bytes arrive and counts against the memory of the broker.
 */
export class RequestReader {
  readonly #options: RequestReaderOptions;
  readonly #chunk = new Uint8Array(chunkBytes);
  readonly #view = new DataView(this.#chunk.buffer);
  /** What of the chunk has not been handed out yet. */
  #start = 0;
  #end = 0;
  /** How much of a large frame has arrived, its size included. */
  #largeBytes = 0;
  /** How long the client has kept the broker waiting for the rest of a frame. */
  #waitedMs = 0;
  /** Since when the pending read has been waiting. */
  #askedAt: number | null = null;

  constructor(options: RequestReaderOptions) {
    this.#options = options;
  }

  /** Bytes of a frame that is not whole yet, its size included. */
  get pendingBytes(): number {
    return this.#largeBytes + this.#end - this.#start;
  }

  /** How long the client has kept the broker waiting for the rest of a frame; 0 between frames. */
  waitedMs(now: number): number {
    if (this.pendingBytes === 0) return 0;
    return this.#waitedMs + (this.#askedAt === null ? 0 : now - this.#askedAt);
  }

  /** How long the pending read has been waiting for a byte; 0 if the broker is not reading. */
  silentMs(now: number): number {
    return this.#askedAt === null ? 0 : now - this.#askedAt;
  }

  /**
   * The next frame without its size, or null at the end of the stream. The caller has to
   * release as many bytes from the lease, and may give the buffer back to the pool.
   *
   * @throws {CloseConnectionError} If the size is invalid, or there is no memory for the frame.
   * @throws {AbandonedError} If the signal aborts while the frame waits for memory.
   * @throws The source's error.
   */
  async next(): Promise<Uint8Array | null> {
    if (!await this.#fillTo(prefixBytes)) return null;
    this.#checkSize();
    const size = this.#view.getInt32(this.#start);
    const frame = size + prefixBytes <= chunkBytes
      ? await this.#smallFrame(size)
      : await this.#largeFrame(size);
    if (frame !== null) this.#largeBytes = this.#waitedMs = 0;
    return frame;
  }

  /** Reads and drops everything until the end of the stream. */
  async drain(): Promise<void> {
    while (await this.#options.source.read(this.#chunk) !== null);
  }

  #checkSize(): void {
    const prefix = this.#chunk.subarray(this.#start, this.#start + prefixBytes);
    const error = frameSizeError(prefix, this.#options.limits.maxFrameBytes);
    if (error !== null) throw new CloseConnectionError(error.message, { cause: error });
  }

  async #smallFrame(size: number): Promise<Uint8Array | null> {
    if (!await this.#fillTo(prefixBytes + size)) return null;
    await this.#take(size);
    const from = this.#start + prefixBytes;
    this.#start = from + size;
    return this.#chunk.slice(from, from + size);
  }

  async #largeFrame(size: number): Promise<Uint8Array | null> {
    if (!await this.#fillTo(prefixBytes + apiKeyBytes)) return null;
    const apiKey = this.#view.getInt16(this.#start + prefixBytes);
    const { maxOtherFrameBytes } = this.#options.limits;
    if (apiKey !== produceKey && size > maxOtherFrameBytes) {
      throw new CloseConnectionError(
        `a request of API key ${apiKey} has ${size} bytes: at most ${maxOtherFrameBytes}`,
      );
    }
    const arrived = this.#end - this.#start - prefixBytes;
    let frame = await this.#grown(noBytes, Math.min(size, firstFrameBytes));
    frame.set(this.#chunk.subarray(this.#start + prefixBytes, this.#end));
    this.#start = this.#end = 0;
    this.#largeBytes = prefixBytes + arrived;
    for (let length = arrived; length < size;) {
      if (length === frame.byteLength) {
        frame = await this.#grown(frame, Math.min(size, growthFactor * length));
      }
      const count = await this.#read(frame.subarray(length, length + maxReadBytes));
      if (count === null) return null;
      length += count;
      this.#largeBytes += count;
    }
    return frame;
  }

  /** `bytes` at the beginning of a buffer of `length`. */
  async #grown(bytes: Uint8Array<ArrayBuffer>, length: number): Promise<Uint8Array<ArrayBuffer>> {
    await this.#take(length - bytes.byteLength);
    const { buffers } = this.#options;
    const grown = buffers.take(length);
    grown.set(bytes);
    buffers.give(bytes);
    return grown;
  }

  /** Reads until at least `count` bytes are in the chunk; false at the end of the stream. */
  async #fillTo(count: number): Promise<boolean> {
    while (this.#end - this.#start < count) {
      if (this.#start === this.#end) this.#start = this.#end = 0;
      if (this.#start + count > chunkBytes) {
        this.#chunk.copyWithin(0, this.#start, this.#end);
        this.#end -= this.#start;
        this.#start = 0;
      }
      const read = await this.#read(this.#chunk.subarray(this.#end));
      if (read === null) return false;
      this.#end += read;
    }
    return true;
  }

  async #read(into: Uint8Array): Promise<number | null> {
    const { clock, source } = this.#options;
    const isHalfway = this.pendingBytes > 0;
    const askedAt = clock.now();
    this.#askedAt = askedAt;
    const count = await source.read(into);
    this.#askedAt = null;
    if (isHalfway) this.#waitedMs += clock.now() - askedAt;
    this.#options.onRead();
    return count;
  }

  async #take(bytes: number): Promise<void> {
    const { memory, signal } = this.#options;
    await memory.need(bytes, "its request", signal);
  }
}
