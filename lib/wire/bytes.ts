/**
 * Bounds-checked reading and growing writing of Kafka's primitive types.
 *
 * @see Kafka protocol guide, "Protocol Primitive Types"
 */

/** Bytes that do not hold what they should: cut short, out of range, malformed. */
export class WireError extends Error {
  override readonly name = "WireError";
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Longest unsigned varint that fits 32 bits. */
const maxVarintBytes = 5;
/** Longest unsigned varint that fits 64 bits. */
const maxVarlongBytes = 10;

/**
 * Reads primitives from a byte array, in order.
 *
 * Every method throws {@link WireError} when fewer bytes are left than it needs, or when a length
 * or varint is out of range; nothing is ever allocated beyond the input's own size.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #position: number;
  #elementsLeft: number;

  /** @param maxElements How many elements its arrays may have, see {@link takeElements}. */
  constructor(bytes: Uint8Array, position = 0, maxElements = Infinity) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = position;
    this.#elementsLeft = maxElements;
  }

  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.bytes.byteLength - this.#position;
  }

  /** Moves past `count` bytes and returns where they began. */
  skip(count: number): number {
    if (count < 0 || count > this.remaining) {
      throw new WireError(
        `Cannot read ${count} bytes at ${this.#position}: ${this.remaining} left`,
      );
    }
    const start = this.#position;
    this.#position += count;
    return start;
  }

  /** Counts elements that are about to be read: a few bytes each become far more in memory. */
  takeElements(count: number): void {
    if (count > this.#elementsLeft) {
      throw new WireError(`Cannot read ${count} elements at ${this.#position}: too many in all`);
    }
    this.#elementsLeft -= count;
  }

  int8(): number {
    return this.#view.getInt8(this.skip(1));
  }

  int16(): number {
    return this.#view.getInt16(this.skip(2));
  }

  uint16(): number {
    return this.#view.getUint16(this.skip(2));
  }

  int32(): number {
    return this.#view.getInt32(this.skip(4));
  }

  uint32(): number {
    return this.#view.getUint32(this.skip(4));
  }

  int64(): bigint {
    return this.#view.getBigInt64(this.skip(8));
  }

  float64(): number {
    return this.#view.getFloat64(this.skip(8));
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  /** An unsigned varint of up to 32 bits. */
  uvarint(): number {
    let value = 0;
    for (let index = 0; index < maxVarintBytes; index++) {
      const byte = this.bytes[this.skip(1)]!;
      if (index === maxVarintBytes - 1 && byte > 0x0f) break;
      value |= (byte & 0x7f) << (7 * index);
      if (byte < 0x80) return value >>> 0;
    }
    throw new WireError(`Cannot read a varint before ${this.#position}: more than 32 bits`);
  }

  /** A zigzag varint of up to 32 bits. */
  varint(): number {
    const value = this.uvarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A zigzag varint of up to 64 bits. */
  varlong(): bigint {
    let value = 0n;
    for (let index = 0; index < maxVarlongBytes; index++) {
      const byte = this.bytes[this.skip(1)]!;
      if (index === maxVarlongBytes - 1 && byte > 0x01) break;
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    }
    throw new WireError(`Cannot read a varlong before ${this.#position}: more than 64 bits`);
  }

  /** A view of the next `length` bytes; no copy. */
  view(length: number): Uint8Array {
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  /** The next `length` bytes as UTF-8. */
  text(length: number): string {
    return decoder.decode(this.view(length));
  }

  /** The 16 bytes of a UUID in its usual text form. */
  uuid(): string {
    const hex = this.view(16).toHex();
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join("-");
  }
}

/** Writes primitives into a buffer that grows; {@link finish} hands the bytes out. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** Makes room for `count` bytes and returns where they begin. */
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

  /** Reserves before it names the array, which the reservation may replace. */
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

  /** Copies `bytes` in as they are, without a length. */
  raw(bytes: Uint8Array): this {
    const start = this.#reserve(bytes.byteLength);
    this.#bytes.set(bytes, start);
    return this;
  }

  /** The 16 bytes of a UUID given in its usual text form. */
  uuid(value: string): this {
    const bytes = Uint8Array.fromHex(value.replaceAll("-", ""));
    if (bytes.byteLength !== 16) throw new WireError(`Cannot write "${value}": not a UUID`);
    return this.raw(bytes);
  }

  /** Overwrites the 32 bits at `position`, for lengths that are known only afterwards. */
  patchInt32(position: number, value: number): this {
    this.#view.setInt32(position, value);
    return this;
  }

  patchUint32(position: number, value: number): this {
    this.#view.setUint32(position, value);
    return this;
  }

  /** The bytes written so far; a view that the next write may leave behind. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** UTF-8 bytes of `text`. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** `bytes` as text; bytes that are not UTF-8 become U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
