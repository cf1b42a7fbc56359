import { InputChunks, type ReadInput } from "./input_chunks.ts";

/** Consecutive lines of an input, as parts of one buffer. */
export interface LineBlock {
  readonly bytes: Uint8Array;
  /** For each line the index where it starts, and that of its newline, in {@link bytes}. */
  readonly spans: Int32Array;
  /** Number of the first line, from 1. */
  readonly line: number;
}

const newline = 10;
/** A block ends with the line that reaches this size: several fit a batch. */
const blockBytes = 48 * 1024;
/** Lines of a block at most: of empty ones, many fit its size. */
const maxLines = 8 * 1024;

/**
 * Reads lines from a stream of bytes, a block at a time. The last line needs no newline at its end.
 */
export class LineReader {
  readonly #input: InputChunks;
  readonly #spans = new Int32Array(maxLines * 2);
  #line = 1;
  /** Unparsed bytes that contain no newline. */
  #searched = 0;

  constructor(read: ReadInput) {
    this.#input = new InputChunks(read);
  }

  /**
   * Waits for input and returns the lines that it completes; null at the end.
   *
   * @throws {InputError} If a line is larger than 128 MiB.
   */
  async next(): Promise<LineBlock | null> {
    while (true) {
      const count = this.#findLines();
      if (count > 0) return this.#take(count);
      if (this.#input.isLast) return null;
      this.#searched = this.#input.end - this.#input.start;
      await this.#input.fill();
    }
  }

  /** Finds the next lines and returns how many. */
  #findLines(): number {
    const { bytes, start, end, isLast } = this.#input;
    const spans = this.#spans;
    let count = 0;
    let at = start;
    while (at < end && at - start < blockBytes && count < maxLines) {
      const found = bytes.indexOf(newline, count === 0 ? at + this.#searched : at);
      const isLine = found >= 0 && found < end;
      if (!isLine && (!isLast || count > 0)) break;
      spans[count * 2] = at;
      spans[count * 2 + 1] = isLine ? found : end;
      count++;
      at = isLine ? found + 1 : end;
    }
    return count;
  }

  #take(count: number): LineBlock {
    const input = this.#input;
    const line = this.#line;
    const spans = this.#spans.slice(0, count * 2);
    const lastEnd = spans[spans.length - 1]!;
    input.start = Math.min(lastEnd + 1, input.end);
    this.#line += count;
    this.#searched = 0;
    return { bytes: input.bytes, spans, line };
  }
}
