import { InputChunks, type ReadInput } from "./input_chunks.ts";
import { InputError, type InputRecord, type RecordParser } from "./input_record.ts";

/** A record or the error in its place, with its line. */
export interface LocatedRecord {
  /** Line of the input that it begins on, from 1. */
  readonly line: number;
  readonly record: InputRecord | InputError;
}

const newline = 10;
/**
 * Reads records from a stream of bytes.
 *
 * Records are views into the buffers that were read; a buffer is never written again once a record
 * points into it.
 */
export class RecordReader {
  readonly #parse: RecordParser;
  readonly #input: InputChunks;
  #line = 1;
  #isBroken = false;

  constructor(read: ReadInput, parse: RecordParser) {
    this.#input = new InputChunks(read);
    this.#parse = parse;
  }

  /** Line that the next record begins on, from 1. */
  get line(): number {
    return this.#line;
  }

  /**
   * Waits for input and returns all records that it completes; null at the end.
   *
   * After an error that is not recoverable, the rest of the input is not read.
   */
  async next(): Promise<readonly LocatedRecord[] | null> {
    while (!this.#isBroken) {
      const records = this.#parseAll();
      if (records.length > 0) return records;
      if (this.#input.isLast) return null;
      await this.#input.fill();
    }
    return null;
  }

  #parseAll(): LocatedRecord[] {
    const input = this.#input;
    const records: LocatedRecord[] = [];
    while (input.start < input.end && !this.#isBroken) {
      const { start } = input;
      const line = this.#line;
      const record = this.#parseOne();
      if (record === null) break;
      this.#line += countLines(input.bytes, start, input.start);
      if (record !== "skipped") records.push({ line, record });
    }
    return records;
  }

  #parseOne(): InputRecord | InputError | "skipped" | null {
    try {
      return this.#parse(this.#input);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#isBroken = !error.isRecoverable;
      return error;
    }
  }
}

function countLines(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; count++) {
    at = bytes.indexOf(newline, at) + 1;
    if (at === 0 || at > end) return count;
  }
  return count;
}
