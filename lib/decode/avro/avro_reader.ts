import { asciiText } from "../ascii_text.ts";
import { DecodeFailure } from "../decoder.ts";

/** Values may be nested this deep. */
const maxDepth = 400;
/** Elements that take no bytes, such as nulls, that one value may have. */
const maxEmptyElements = 10_000;
/** Integers of up to this many bytes are exact as numbers. */
const exactBytes = 7;
/** Shorter texts are decoded faster by a loop. */
const shortTextBytes = 48;
const decoder = new TextDecoder();

/** Reads the primitives of Avro from a value; everything is checked. */
export class AvroReader {
  readonly #bytes: Uint8Array;
  #view: DataView | undefined;
  #position = 0;
  #depth = 0;
  #elements = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @throws {DecodeFailure} If there are bytes after the value. */
  end(): void {
    const rest = this.#bytes.byteLength - this.#position;
    if (rest > 0) throw new DecodeFailure(`${rest} bytes follow the value`);
  }

  /** Enters a part; leave it with {@link leave}. */
  enter(): void {
    if (++this.#depth > maxDepth) throw new DecodeFailure(`more than ${maxDepth} levels deep`);
  }

  leave(): void {
    this.#depth--;
  }

  boolean(): boolean {
    return this.#bytes[this.#take(1)] !== 0;
  }

  /** An integer of 32 bits, or an index. */
  int(): number {
    const value = this.long();
    if (typeof value === "number" && value === (value | 0)) return value;
    throw new DecodeFailure(`${value} is not an integer of 32 bits`);
  }

  /** An integer of 64 bits: a number if that is exact, otherwise a bigint. */
  long(): number | bigint {
    const bytes = this.#bytes;
    const start = this.#position;
    let value = 0;
    for (let index = 0; index < 4; index++) {
      const byte = bytes[start + index];
      if (byte === undefined) throw cutShort();
      value |= (byte & 0x7f) << (7 * index);
      if (byte < 0x80) {
        this.#position = start + index + 1;
        return (value >>> 1) ^ -(value & 1);
      }
    }
    return this.#longLong(start);
  }

  float(): number {
    return this.#dataView().getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#dataView().getFloat64(this.#take(8), true);
  }

  /** A view of as many bytes as the length before them says. */
  bytes(): Uint8Array {
    return this.fixed(this.#length());
  }

  fixed(size: number): Uint8Array {
    const start = this.#take(size);
    return this.#bytes.subarray(start, start + size);
  }

  string(): string {
    const length = this.#length();
    const start = this.#take(length);
    const bytes = this.#bytes;
    const end = start + length;
    const short = length <= shortTextBytes ? asciiText(bytes, start, end) : null;
    return short ?? decoder.decode(bytes.subarray(start, end));
  }

  /**
   * The number of elements in the next block of an array or a map; 0 at its end.
   *
   * @throws {DecodeFailure} If there are more elements than bytes could stand for.
   */
  block(): number {
    let count = this.long();
    if (count < 0) {
      count = -count;
      this.long(); // the size of the block in bytes
    }
    this.#elements += Number(count);
    if (this.#elements > this.#bytes.byteLength + maxEmptyElements) {
      throw new DecodeFailure(`${count} elements are more than its bytes can hold`);
    }
    return Number(count);
  }

  #dataView(): DataView {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return this.#view ??= new DataView(buffer, byteOffset, byteLength);
  }

  #longLong(start: number): number | bigint {
    let value = 0;
    for (let index = 0, factor = 1; index < exactBytes; index++, factor *= 0x80) {
      const byte = this.#bytes[start + index];
      if (byte === undefined) throw cutShort();
      value += (byte & 0x7f) * factor;
      if (byte >= 0x80) continue;
      this.#position = start + index + 1;
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    return this.#bigLong(start);
  }

  #bigLong(start: number): number | bigint {
    let value = 0n;
    for (let index = 0; index < 10; index++) {
      const byte = this.#bytes[start + index];
      if (byte === undefined) throw cutShort();
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte >= 0x80) continue;
      this.#position = start + index + 1;
      if (value >> 64n !== 0n) break;
      const integer = (value >> 1n) ^ -(value & 1n);
      const number = Number(integer);
      return Number.isSafeInteger(number) ? number : integer;
    }
    throw new DecodeFailure("an integer of more than 64 bits");
  }

  #length(): number {
    const length = this.long();
    if (typeof length === "number" && length >= 0) return length;
    throw new DecodeFailure(`the length ${length} is not valid`);
  }

  /** Moves on and returns where the bytes begin. */
  #take(count: number): number {
    const start = this.#position;
    if (count > this.#bytes.byteLength - start) throw cutShort();
    this.#position = start + count;
    return start;
  }
}

function cutShort(): DecodeFailure {
  return new DecodeFailure("it is cut short");
}
