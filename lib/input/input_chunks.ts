import { InputError } from "./input_record.ts";

/** Bytes that are read at once, unless one record needs more. */
const chunkBytes = 256 * 1024;
/** With less free space than this, a new buffer is used. */
const leastReadBytes = 16 * 1024;
/** Most bytes of one record; brokers accept 1 MiB unless configured otherwise. */
const maxRecordBytes = 128 * 1024 * 1024;

/** Reads the next bytes into `target` and returns how many; null at the end. */
export type ReadInput = (target: Uint8Array<ArrayBuffer>) => Promise<number | null>;

/** The bytes of an input that are read and not parsed yet. */
export class InputChunks {
  readonly #read: ReadInput;
  /** Never written again where it is read, so that records can be views of it. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Index of the first byte that is not parsed yet. */
  start = 0;
  /** Index after the last byte that was read. */
  end = 0;
  /** Whether no more bytes follow. */
  isLast = false;

  constructor(read: ReadInput) {
    this.#read = read;
  }

  /**
   * Reads once, into free space or a new buffer that the unparsed bytes move to.
   *
   * @throws {InputError} If one record is larger than 128 MiB.
   */
  async fill(): Promise<void> {
    const unparsed = this.end - this.start;
    if (unparsed > maxRecordBytes) {
      throw new InputError(`a record has more than ${maxRecordBytes} bytes`, {
        isRecoverable: false,
      });
    }
    if (this.bytes.byteLength - this.end < leastReadBytes) {
      // Doubling keeps the total cost of parsing a long record again linear.
      const bytes = new Uint8Array(Math.max(chunkBytes, unparsed * 2));
      bytes.set(this.bytes.subarray(this.start, this.end));
      Object.assign(this, { bytes, start: 0, end: unparsed });
    }
    const count = await this.#read(this.bytes.subarray(this.end));
    if (count === null) this.isLast = true;
    else this.end += count;
  }
}
