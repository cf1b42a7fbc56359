const encoder = new TextEncoder();

/** Room that a new buffer has; it grows when one record needs more. */
const initialBytes = 256 * 1024;

/** A copy shorter than this costs less by hand than by `TypedArray.set` and its view. */
const shortCopyBytes = 64;

/** Below this, an integer's digits come out of 32-bit arithmetic. */
const smallIntegers = 1_000_000_000;
/** Digits of the largest of them, and of the largest safe integer. */
const smallDigits = 9;
const maxSafeDigits = 16;

/**
 * Bytes on their way to stdout: appended to quickly here, flushed by whoever owns the buffer.
 *
 * It grows as needed and never shrinks; {@link clear} keeps the room for the next round.
 */
export class OutputBuffer {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity = initialBytes) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** How many bytes wait to be flushed. */
  get length(): number {
    return this.#length;
  }

  /** The bytes that wait: a view, valid until the next append or {@link clear}. */
  pending(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Keeps the first `length` bytes, by default none, and forgets the rest. */
  clear(length = 0): void {
    this.#length = length;
  }

  /** Appends one byte; bits above the lowest eight are dropped. */
  byte(value: number): void {
    if (this.#length === this.#bytes.byteLength) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  /** Appends `length` bytes of `source` from `start` on; the caller answers for the range. */
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
    // UTF-8 takes at most three bytes for each UTF-16 unit.
    if (this.#length + text.length * 3 > this.#bytes.byteLength) this.#grow(text.length * 3);
    const room = this.#bytes.subarray(this.#length);
    this.#length += encoder.encodeInto(text, room).written;
  }

  /** Appends `value` in decimal, exactly, whatever its size. */
  integer(value: bigint | number): void {
    const number = Number(value);
    if (number < 0 || !Number.isSafeInteger(number)) return this.text(value.toString());
    if (this.#length + maxSafeDigits > this.#bytes.byteLength) this.#grow(maxSafeDigits);
    let low = number;
    let least = 1;
    if (number >= smallIntegers) {
      const high = Math.floor(number / smallIntegers);
      this.#digits(high, 1);
      low = number - high * smallIntegers;
      least = smallDigits;
    }
    this.#digits(low, least);
  }

  /** Appends a small integer with at least `least` digits; there is room for them. */
  #digits(value: number, least: number): void {
    let count = 1;
    for (let power = 10; count < smallDigits && value >= power; power *= 10) count++;
    if (count < least) count = least;
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
