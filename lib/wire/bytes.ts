/**
 * Bounds-checked reading of Kafka's primitive types.
 *
 * @see Kafka protocol guide, "Protocol Primitive Types"
 */

/** Bytes that are cut short, out of range or malformed. */
export class WireError extends Error {
  override readonly name = "WireError";
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Maximum size of an unsigned varint of 32 bits. */
const maxVarintBytes = 5;
/** Maximum size of an unsigned varint of 64 bits. */
const maxVarlongBytes = 10;

/**
 * Reads primitives from a byte array, in order.
 *
 * Every method throws {@link WireError} if there are too few bytes, or if a length or varint is out
 * of range. It never allocates more than the size of the input.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #maxElements: number;
  #position: number;
  #elementCount = 0;

  /** @param maxElements Limit for {@link countElements}. Default: none. */
  constructor(bytes: Uint8Array, position = 0, maxElements = Infinity) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = position;
    this.#maxElements = maxElements;
  }

  /** Total of {@link countElements}. */
  get elementCount(): number {
    return this.#elementCount;
  }

  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.bytes.byteLength - this.#position;
  }

  /** Moves past `count` bytes and returns their position. */
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

  /** Counts array elements before they are read: a few bytes of input can need much more memory. */
  countElements(count: number): void {
    if (this.#elementCount + count > this.#maxElements) {
      throw new WireError(
        `Cannot read ${count} elements at ${this.#position}: ` +
          `at most ${this.#maxElements} are allowed in all`,
      );
    }
    this.#elementCount += count;
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

  /** Reads an unsigned varint of up to 32 bits. */
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

  /** Reads a zigzag varint of up to 32 bits. */
  varint(): number {
    const value = this.uvarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** Reads a zigzag varint of up to 64 bits. */
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

  /** Returns a view of the next `length` bytes. */
  view(length: number): Uint8Array {
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  /** Reads the next `length` bytes as UTF-8. */
  text(length: number): string {
    return decoder.decode(this.view(length));
  }

  /** Reads the 16 bytes of a UUID and returns its usual text form. */
  uuid(): string {
    const hex = this.view(16).toHex();
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-` +
      `${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}

/** Encodes `text` as UTF-8. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Decodes `bytes` as UTF-8; invalid bytes become U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
