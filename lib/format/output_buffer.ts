const encoder = new TextEncoder();

/** Default capacity of a new buffer. */
const initialBytes = 256 * 1024;

/** Up to this length, a loop is faster than `TypedArray.set` with a view. */
const shortCopyBytes = 64;

/** Integers below this are formatted with 32-bit arithmetic. */
const smallIntegers = 1_000_000_000;
/** Number of digits of the largest of them, and of the largest safe integer. */
const smallDigits = 9;
const maxSafeDigits = 16;

/**
 * A buffer for output. Appending is fast; the owner writes {@link pending} and calls {@link clear}.
 *
 * It grows as needed and never shrinks.
 */
export class OutputBuffer {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity = initialBytes) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Number of bytes in the buffer. */
  get length(): number {
    return this.#length;
  }

  /** Returns a view of the bytes, valid until the next append or {@link clear}. */
  pending(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Removes all bytes after the first `length` ones. Default: all. */
  clear(length = 0): void {
    this.#length = length;
  }

  /** Appends the lowest eight bits of `value`. */
  byte(value: number): void {
    if (this.#length === this.#bytes.byteLength) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  /** Appends `length` bytes of `source` from `start` on, without checking the range. */
  copy(source: Uint8Array, start: number, length: number): void {
    const end = this.#length + length;
    if (end > this.#bytes.byteLength) this.#grow(length);
    const target = this.#bytes;
    if (length > shortCopyBytes) {
      target.set(source.subarray(start, start + length), this.#length);
    } else {
      for (let from = start, to = this.#length; to < end; from++, to++) target[to] = source[from]!;
    }
    this.#length = end;
  }

  /** Appends all of `source`. */
  bytes(source: Uint8Array): void {
    this.copy(source, 0, source.byteLength);
  }

  /** Appends `text` as UTF-8; lone surrogates become U+FFFD. */
  text(text: string): void {
    // A UTF-16 unit is at most three bytes in UTF-8.
    if (this.#length + text.length * 3 > this.#bytes.byteLength) this.#grow(text.length * 3);
    const target = this.#bytes.subarray(this.#length);
    this.#length += encoder.encodeInto(text, target).written;
  }

  /**
   * Appends `text` if it is printable ASCII without quotes and backslashes, which is the same in
   * JSON. Returns false otherwise; nothing is appended then.
   */
  plainText(text: string): boolean {
    const { length } = text;
    if (this.#length + length > this.#bytes.byteLength) this.#grow(length);
    const bytes = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return false;
      bytes[start + index] = unit;
    }
    this.#length = start + length;
    return true;
  }

  /** Appends `value` in decimal, exactly, whatever its size. */
  integer(value: bigint | number): void {
    const number = Number(value);
    if (number < 0 || !Number.isSafeInteger(number)) return this.text(value.toString());
    if (this.#length + maxSafeDigits > this.#bytes.byteLength) this.#grow(maxSafeDigits);
    let low = number;
    let minDigits = 1;
    if (number >= smallIntegers) {
      const high = Math.floor(number / smallIntegers);
      this.#digits(high, 1);
      low = number - high * smallIntegers;
      minDigits = smallDigits;
    }
    this.#digits(low, minDigits);
  }

  /** Appends a small integer with at least `minDigits` digits, for which there must be space. */
  #digits(value: number, minDigits: number): void {
    let count = 1;
    for (let power = 10; count < smallDigits && value >= power; power *= 10) count++;
    if (count < minDigits) count = minDigits;
    const bytes = this.#bytes;
    const start = this.#length;
    let rest = value | 0;
    for (let at = start + count - 1; at >= start; at--) {
      const quotient = (rest / 10) | 0;
      bytes[at] = 0x30 + rest - quotient * 10;
      rest = quotient;
    }
    this.#length = start + count;
  }

  #grow(count: number): void {
    const grown = new Uint8Array(Math.max(this.#length + count, this.#bytes.byteLength * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
