import type { Clock } from "../../async/timer.ts";
import { frameSizeError } from "../../wire/frame_size.ts";
import { CloseConnectionError } from "../close_connection_error.ts";
import type { BrokerLimits } from "../limits.ts";
import type { BufferPool } from "./buffer_pool.ts";
import type { ReadPace } from "./read_pace.ts";
import type { MemoryLease } from "./memory_budget.ts";

/** The source of the bytes: a TCP connection of Deno. */
export type ByteSource = Pick<Deno.Conn, "read">;

/** Options of a reader. */
export interface RequestReaderOptions {
  readonly source: ByteSource;
  readonly limits: BrokerLimits;
  /** Counts the bytes of frames, including incomplete ones. */
  readonly memory: MemoryLease;
  readonly clock: Clock;
  /** Provides the buffers for large frames. */
  readonly buffers: BufferPool;
  /** Lets other connections read and work between two portions of a large frame. */
  readonly pace: Pick<ReadPace, "next" | "add">;
  /** Aborts when the connection closes. */
  readonly signal: AbortSignal;
}

const prefixBytes = 4;

const produceKey = 0;
const apiKeyBytes = 2;

const noBytes = new Uint8Array(0);

/** Each connection has one buffer of this size, through which small frames are read. */
const chunkBytes = 16 * 1024;

/** The first buffer of a larger frame; it grows as bytes arrive. */
const firstFrameBytes = 64 * 1024;

const growthFactor = 4;

/** The largest portion of one read, so that other connections are read as well. */
const maxReadBytes = 256 * 1024;

/** Pause after each full read of dropped bytes, so that other connections are served. */
const drainPauseMs = 50;

/**
 * Reads the requests of one connection.
 *
 * Small frames are read into one buffer and copied out of it. A larger frame is read directly into
 * a buffer of its own, which grows as bytes arrive and counts toward the memory of the broker.
 */
export class RequestReader {
  readonly #options: RequestReaderOptions;
  readonly #chunk = new Uint8Array(chunkBytes);
  readonly #view = new DataView(this.#chunk.buffer);
  /** The part of the chunk that has not been returned yet. */
  #start = 0;
  #end = 0;
  /** How many bytes of a large frame have arrived, including its size field. */
  #largeBytes = 0;
  /** How long the broker has waited for the rest of the frame. */
  #waitedMs = 0;
  /** Since when the pending read has been waiting. */
  #askedAt: number | null = null;

  constructor(options: RequestReaderOptions) {
    this.#options = options;
  }

  /** Bytes of an incomplete frame, including its size field. */
  get pendingBytes(): number {
    return this.#largeBytes + this.#end - this.#start;
  }

  /** How long the broker has waited for the rest of a frame; 0 between frames. */
  waitedMs(now: number): number {
    if (this.pendingBytes === 0) return 0;
    return this.#waitedMs + (this.#askedAt === null ? 0 : now - this.#askedAt);
  }

  /** How long the pending read has been waiting for a byte; 0 if the broker is not reading. */
  silentMs(now: number): number {
    return this.#askedAt === null ? 0 : now - this.#askedAt;
  }

  /**
   * Returns the next frame without its size field, or null at the end of the stream. The caller
   * has to release as many bytes from the lease, and can return the buffer to the pool.
   *
   * @throws {CloseConnectionError} If the size is invalid, or there is no memory for the frame.
   * @throws {AbandonedError} If the signal aborts while the frame waits for memory.
   * @throws The error of the source.
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
    const { clock, source } = this.#options;
    for (let count; (count = await source.read(this.#chunk)) !== null;) {
      if (count === chunkBytes) await pause(clock, drainPauseMs);
    }
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
    const { limits: { maxOtherFrameBytes }, pace } = this.#options;
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
      await pace.next();
      const count = await this.#read(frame.subarray(length, length + maxReadBytes));
      if (count === null) return null;
      pace.add(count);
      length += count;
      this.#largeBytes += count;
    }
    return frame;
  }

  /** Returns a buffer of `length` bytes that begins with `bytes`. */
  async #grown(bytes: Uint8Array<ArrayBuffer>, length: number): Promise<Uint8Array<ArrayBuffer>> {
    await this.#take(length - bytes.byteLength);
    const { buffers } = this.#options;
    const grown = buffers.take(length);
    grown.set(bytes);
    buffers.give(bytes);
    return grown;
  }

  /** Reads until the chunk holds at least `count` bytes; returns false at the end of the stream. */
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
    return count;
  }

  async #take(bytes: number): Promise<void> {
    const { memory, signal } = this.#options;
    await memory.need(bytes, "its request", signal);
  }
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.after(delayMs, resolve));
}
