import { ByteReader } from "../bytes.ts";
import type { BatchHeader } from "./batch_header.ts";
import type { EncodedRecordView, Header } from "./record_view.ts";

const noHeaders: readonly Header[] = [];
const maxVarlongBytes = 10;
/** A varint of up to this many bytes always fits 32 bits. */
const shortVarintBytes = 4;

/**
 * Iterates over the records of one batch, and is the view of the current record.
 *
 * Iterating allocates nothing: the offset, timestamp, key, value and headers are created when they
 * are read. Every length is checked before a record becomes the current one.
 *
 * @see Kafka protocol guide, "Record"
 */
export class RecordCursor implements EncodedRecordView {
  readonly batch: BatchHeader;
  readonly bytes: Uint8Array;
  offsetDelta = 0;
  bodyStart = 0;
  keyStart = 0;
  keyLength = -1;
  valueStart = 0;
  valueLength = -1;
  readonly #lastOffsetDelta: number;
  /** Records after the current one, according to the header. */
  #remaining: number;
  #position = 0;
  #timestampStart = 0;
  #headerCount = 0;
  #headersStart = 0;

  /** Starts before the first record. `bytes` are the decompressed records of `batch`. */
  constructor(batch: BatchHeader, bytes: Uint8Array) {
    this.batch = batch;
    this.bytes = bytes;
    this.#lastOffsetDelta = batch.lastOffsetDelta;
    this.#remaining = batch.recordCount;
  }

  get end(): number {
    return this.#position;
  }

  get offset(): bigint {
    return this.batch.baseOffset + BigInt(this.offsetDelta);
  }

  get timestamp(): bigint {
    const { batch } = this;
    if (batch.timestampType === "LogAppendTime") return batch.maxTimestamp;
    return BigInt.asIntN(64, batch.baseTimestamp + this.#timestampDelta());
  }

  get key(): Uint8Array | null {
    return this.#view(this.keyStart, this.keyLength);
  }

  get value(): Uint8Array | null {
    return this.#view(this.valueStart, this.valueLength);
  }

  get headers(): readonly Header[] {
    if (this.#headerCount === 0) return noHeaders;
    const reader = new ByteReader(this.bytes, this.#headersStart);
    const headers: Header[] = [];
    for (let index = 0; index < this.#headerCount; index++) {
      const key = reader.text(reader.varint());
      const length = reader.varint();
      headers.push({ key, value: length < 0 ? null : reader.view(length) });
    }
    return headers;
  }

  /**
   * Moves to the next record.
   *
   * @returns False if there is none.
   * @throws {CorruptBatchError} If the record is malformed, or there are more or fewer records than
   * the header says.
   */
  next(): boolean {
    if (this.#remaining <= 0) return this.#end();
    this.#remaining--;
    const start = this.#position;
    const length = this.#varint();
    const end = this.#position + length;
    if (length < 0 || end > this.bytes.byteLength) {
      throw this.#malformed(`length ${length}`, start);
    }
    this.#position++; // attributes, none of them in use
    this.#timestampStart = this.#position;
    this.#skipVarlong();
    this.offsetDelta = this.#varint();
    this.bodyStart = this.#position;
    this.keyLength = this.#varint();
    this.keyStart = this.#position;
    if (this.keyLength > 0) this.#position += this.keyLength;
    this.valueLength = this.#varint();
    this.valueStart = this.#position;
    if (this.valueLength > 0) this.#position += this.valueLength;
    this.#headerCount = this.#varint();
    this.#headersStart = this.#position;
    if (this.#headerCount !== 0) this.#skipHeaders(end);
    if (this.#position !== end) {
      throw this.#malformed(`${this.#position - start} bytes in a record of ${end - start}`, start);
    }
    if (this.keyLength < -1 || this.valueLength < -1) {
      throw this.#malformed(`lengths ${this.keyLength} and ${this.valueLength}`, start);
    }
    if (this.offsetDelta < 0 || this.offsetDelta > this.#lastOffsetDelta) {
      throw this.#malformed(`offset delta ${this.offsetDelta}`, start);
    }
    return true;
  }

  #end(): false {
    if (this.#position === this.bytes.byteLength) return false;
    throw this.batch.corrupt(`more records than the ${this.batch.recordCount} stated`);
  }

  #skipHeaders(end: number): void {
    const count = this.#headerCount;
    // A header has at least two bytes, so a corrupt count cannot cause a long loop.
    if (count < 0 || count > end - this.#position) {
      throw this.#malformed(`${count} headers`, this.#position);
    }
    for (let index = 0; index < count; index++) {
      const keyLength = this.#varint();
      if (keyLength < 0 || keyLength > end - this.#position) {
        throw this.#malformed(`header key length ${keyLength}`, this.#position);
      }
      this.#position += keyLength;
      const valueLength = this.#varint();
      if (valueLength < -1 || valueLength > end - this.#position) {
        throw this.#malformed(`header value length ${valueLength}`, this.#position);
      }
      if (valueLength > 0) this.#position += valueLength;
    }
  }

  /**
   * Reads a zigzag varint. Bytes after the last one count as zeros; the length checks fail then.
   */
  #varint(): number {
    const { bytes } = this;
    let byte = bytes[this.#position++]!;
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = bytes[this.#position++]!;
      value |= (byte & 0x7f) << shift;
      if (!(byte >= 0x80)) {
        if (shift === 28 && byte > 0x0f) break;
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw this.#malformed("a varint of more than 32 bits", this.#position);
  }

  /** Most deltas are short, and need no 64-bit arithmetic and no reader. */
  #timestampDelta(): bigint {
    const { bytes } = this;
    let value = 0;
    for (let index = 0; index < shortVarintBytes; index++) {
      const byte = bytes[this.#timestampStart + index]!;
      value |= (byte & 0x7f) << (7 * index);
      if (byte < 0x80) return BigInt((value >>> 1) ^ -(value & 1));
    }
    return new ByteReader(bytes, this.#timestampStart).varlong();
  }

  #skipVarlong(): void {
    const { bytes } = this;
    for (let index = 0; index < maxVarlongBytes; index++) {
      const byte = bytes[this.#position++]!;
      if (index === maxVarlongBytes - 1 && byte > 0x01) break;
      if (!(byte >= 0x80)) return;
    }
    throw this.#malformed("a varlong of more than 64 bits", this.#position);
  }

  #view(start: number, length: number): Uint8Array | null {
    return length < 0 ? null : this.bytes.subarray(start, start + length);
  }

  #malformed(what: string, position: number): Error {
    return this.batch.corrupt(`${what} at byte ${position} of its records`);
  }
}
