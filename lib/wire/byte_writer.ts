import { WireError } from "./bytes.ts";

/** Byte arrays of at least this length are kept by reference and not copied. */
const referencedBytes = 64 * 1024;

/**
 * Writes primitives to a buffer that grows. {@link finish} returns all bytes; {@link parts} returns
 * them without copying large byte arrays.
 */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;
  /** Large byte arrays, with their position in the buffer. */
  readonly #large: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  #largeLength = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length + this.#largeLength;
  }

  /** Reserves `count` bytes and returns their position. */
  #reserve(count: number): number {
    const start = this.#length;
    const needed = start + count;
    if (needed > this.#bytes.byteLength) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.byteLength * 2));
      grown.set(this.#bytes.subarray(0, start));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = needed;
    return start;
  }

  /** Reserves first, because that may replace the array. */
  #byte(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  int8(value: number): this {
    const at = this.#reserve(1);
    this.#view.setInt8(at, value);
    return this;
  }

  int16(value: number): this {
    const at = this.#reserve(2);
    this.#view.setInt16(at, value);
    return this;
  }

  uint16(value: number): this {
    const at = this.#reserve(2);
    this.#view.setUint16(at, value);
    return this;
  }

  int32(value: number): this {
    const at = this.#reserve(4);
    this.#view.setInt32(at, value);
    return this;
  }

  uint32(value: number): this {
    const at = this.#reserve(4);
    this.#view.setUint32(at, value);
    return this;
  }

  int64(value: bigint): this {
    const at = this.#reserve(8);
    this.#view.setBigInt64(at, value);
    return this;
  }

  float64(value: number): this {
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value);
    return this;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  uvarint(value: number): this {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#byte(rest);
    return this;
  }

  varint(value: number): this {
    return this.uvarint((value << 1) ^ (value >> 31));
  }

  varlong(value: bigint): this {
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    while (rest > 0x7fn) {
      this.#byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
    return this;
  }

  /** Writes `bytes` without a length. Large ones must not change afterwards. */
  raw(bytes: Uint8Array): this {
    if (bytes.byteLength >= referencedBytes) {
      this.#large.push({ at: this.#length, bytes });
      this.#largeLength += bytes.byteLength;
      return this;
    }
    const start = this.#reserve(bytes.byteLength);
    this.#bytes.set(bytes, start);
    return this;
  }

  /** Writes text of ASCII characters only, without a length. */
  ascii(text: string): this {
    const start = this.#reserve(text.length);
    for (let index = 0; index < text.length; index++) {
      this.#bytes[start + index] = text.charCodeAt(index);
    }
    return this;
  }

  /**
   * Writes the 16 bytes of a UUID in its usual text form.
   *
   * @throws {WireError} If the text is not a UUID.
   */
  uuid(value: string): this {
    const bytes = Uint8Array.fromHex(value.replaceAll("-", ""));
    if (bytes.byteLength !== 16) throw new WireError(`Cannot write "${value}": not a UUID`);
    return this.raw(bytes);
  }

  /** Overwrites the first 32 bits, for a length that is known only at the end. */
  patchStart(value: number): this {
    this.#view.setInt32(0, value);
    return this;
  }

  /** Returns the written bytes as a view, which the next write may invalidate. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.#large.length === 0) return this.#bytes.subarray(0, this.#length);
    const whole = new Uint8Array(this.length);
    let position = 0;
    for (const part of this.parts()) {
      whole.set(part, position);
      position += part.byteLength;
    }
    return whole;
  }

  /** Returns the written bytes in pieces; large byte arrays are not copied. */
  parts(): Uint8Array[] {
    const parts: Uint8Array[] = [];
    let start = 0;
    for (const { at, bytes } of this.#large) {
      if (at > start) parts.push(this.#bytes.subarray(start, at));
      parts.push(bytes);
      start = at;
    }
    if (this.#length > start) parts.push(this.#bytes.subarray(start, this.#length));
    return parts;
  }
}
