import type { Clock } from "../../async/timer.ts";
import type { MemoryLease } from "./memory_budget.ts";

/** An encoded response in pieces, and the memory that it holds until it is written. */
export interface EncodedAnswer {
  readonly parts: readonly Uint8Array[];
  readonly memory: MemoryLease;
  /** Whether nothing else uses the memory of the parts. */
  readonly ownsBytes: boolean;
}

/** Options of a writer. */
export interface AnswerWriterOptions {
  /** Receives the bytes: a TCP connection of Deno. */
  readonly sink: Pick<Deno.Conn, "write">;
  readonly clock: Clock;
  /** Called when the sink fails. The writer writes nothing after that. */
  readonly onFailure: (error: unknown) => void;
  /** Called each time the system has accepted bytes. */
  readonly onProgress: () => void;
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly memory: MemoryLease;
  /** Its buffer, if no later piece uses it. */
  readonly toFree: ArrayBufferLike | null;
}

/** The garbage collector frees smaller buffers. */
const minFreedBytes = 64 * 1024;

/** Pieces below the first size are joined up to the second, for fewer system calls. */
const smallBytes = 16 * 1024;
const joinedBytes = 64 * 1024;

/** Writes the answers of one connection, in order, as fast as the client reads. */
export class AnswerWriter {
  readonly #options: AnswerWriterOptions;
  #pieces: Piece[] = [];
  #unwrittenBytes = 0;
  #hasFailed = false;
  #writing: Promise<void> | null = null;
  #writeStartedAt: number | null = null;

  constructor(options: AnswerWriterOptions) {
    this.#options = options;
  }

  /** Bytes that the system has not accepted yet. */
  get unwrittenBytes(): number {
    return this.#unwrittenBytes;
  }

  /** How long the system has accepted no byte, because the client does not read. */
  stalledMs(now: number): number {
    return this.#writeStartedAt === null ? 0 : now - this.#writeStartedAt;
  }

  /** Queues an answer. After a failure of the sink, it drops the answer. */
  add(answer: EncodedAnswer): void {
    if (this.#hasFailed) return answer.memory.resize(0);
    const { parts, memory, ownsBytes } = answer;
    const lastUse = new Map(ownsBytes ? parts.map(({ buffer }, index) => [buffer, index]) : []);
    for (const [index, bytes] of parts.entries()) {
      const isFree = lastUse.get(bytes.buffer) === index;
      this.#pieces.push({ bytes, memory, toFree: isFree ? bytes.buffer : null });
      this.#unwrittenBytes += bytes.byteLength;
    }
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when all answers are written, or when the sink has failed. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // Answers that are ready at the same moment are written together.
    await Promise.resolve();
    try {
      while (this.#pieces.length > 0) await this.#write(this.#takeSome());
    } catch (error) {
      this.#hasFailed = true;
      this.#options.onFailure(error);
    } finally {
      this.#writeStartedAt = null;
      this.#discard();
      this.#writing = null;
    }
  }

  /** Removes the next piece if it is large, otherwise as many small ones as can be joined. */
  #takeSome(): Piece[] {
    let count = 1;
    let bytes = this.#pieces[0]!.bytes.byteLength;
    while (count < this.#pieces.length && bytes < joinedBytes) {
      const next = this.#pieces[count]!.bytes.byteLength;
      if (bytes > smallBytes && next > smallBytes) break;
      if (bytes + next > joinedBytes) break;
      bytes += next;
      count += 1;
    }
    return this.#pieces.splice(0, count);
  }

  async #write(pieces: readonly Piece[]): Promise<void> {
    const bytes = joined(pieces);
    try {
      for (let at = 0; at < bytes.byteLength;) {
        this.#writeStartedAt = this.#options.clock.now();
        const count = await this.#options.sink.write(at === 0 ? bytes : bytes.subarray(at));
        at += count;
        this.#unwrittenBytes -= count;
        this.#options.onProgress();
      }
    } finally {
      for (const piece of pieces) discard(piece);
    }
  }

  #discard(): void {
    for (const piece of this.#pieces.splice(0)) discard(piece);
    this.#unwrittenBytes = 0;
  }
}

/**
 * Returns the memory of a piece. Large buffers are freed at once: answers can be read faster than
 * the garbage collector frees them.
 */
function discard({ bytes, memory, toFree }: Piece): void {
  const isLarge = bytes.buffer.byteLength >= minFreedBytes;
  memory.release(bytes.byteLength);
  if (toFree instanceof ArrayBuffer && isLarge) toFree.transfer(0);
}

function joined(pieces: readonly Piece[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!.bytes;
  const whole = new Uint8Array(pieces.reduce((sum, { bytes }) => sum + bytes.byteLength, 0));
  let position = 0;
  for (const { bytes } of pieces) {
    whole.set(bytes, position);
    position += bytes.byteLength;
  }
  return whole;
}
