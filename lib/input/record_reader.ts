import { InputError, type InputRecord, type RecordParser } from "./input_record.ts";

/** A record or the error in its place, with its line. */
export interface LocatedRecord {
  /** Line of the input that it begins on, from 1. */
  readonly line: number;
  readonly record: InputRecord | InputError;
}

const newline = 10;
/** Size of a read, unless one record needs more. */
const chunkBytes = 256 * 1024;
/** With less free space than this, a new buffer is allocated. */
const leastReadBytes = 16 * 1024;
/** Maximum size of one record; brokers accept 1 MiB unless configured otherwise. */
const maxRecordBytes = 128 * 1024 * 1024;

/** Reads the next bytes into `target` and returns how many; null at the end. */
export type ReadInput = (target: Uint8Array<ArrayBuffer>) => Promise<number | null>;

/**
 * Reads records from a stream of bytes.
 *
 * Records are views into the buffers that were read; a buffer is never written again once a record
 * points into it.
 */
export class RecordReader {
  readonly #read: ReadInput;
  readonly #parse: RecordParser;
  readonly #input = { bytes: new Uint8Array(0), start: 0, end: 0, isLast: false };
  #line = 1;
  #isBroken = false;

  constructor(read: ReadInput, parse: RecordParser) {
    this.#read = read;
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
      await this.#fill();
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

  /** Reads once, into free space or a new buffer that the unparsed bytes move to. */
  async #fill(): Promise<void> {
    const input = this.#input;
    const unparsed = input.end - input.start;
    if (unparsed > maxRecordBytes) {
      throw new InputError(`a record has more than ${maxRecordBytes} bytes`, {
        isRecoverable: false,
      });
    }
    if (input.bytes.byteLength - input.end < leastReadBytes) {
      // Doubling keeps the total cost of parsing a long record again linear.
      const bytes = new Uint8Array(Math.max(chunkBytes, unparsed * 2));
      bytes.set(input.bytes.subarray(input.start, input.end));
      Object.assign(input, { bytes, start: 0, end: unparsed });
    }
    const count = await this.#read(input.bytes.subarray(input.end));
    if (count === null) input.isLast = true;
    else input.end += count;
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
