const byteValues = 256;

/**
 * A search for a byte string, with the algorithm of Boyer, Moore and Horspool: a longer string is
 * found faster.
 */
export class ByteSearch {
  readonly #wanted: Uint8Array;
  /** How far to move if the byte under the last place is the one of the index. */
  readonly #skips: Uint32Array;

  constructor(wanted: Uint8Array) {
    this.#wanted = wanted;
    const last = wanted.byteLength - 1;
    this.#skips = new Uint32Array(byteValues).fill(wanted.byteLength);
    for (let index = 0; index < last; index++) this.#skips[wanted[index]!] = last - index;
  }

  /** Number of bytes of the string. */
  get length(): number {
    return this.#wanted.byteLength;
  }

  /** The index of the first occurrence at or after `from`; -1 if there is none. */
  indexIn(bytes: Uint8Array, from: number): number {
    const wanted = this.#wanted;
    const last = wanted.byteLength - 1;
    if (last < 0) return from <= bytes.byteLength ? from : -1;
    if (last === 0) return bytes.indexOf(wanted[0]!, from);
    const skips = this.#skips;
    const end = bytes.byteLength;
    const lastByte = wanted[last]!;
    for (let at = from + last; at < end;) {
      const byte = bytes[at]!;
      if (byte === lastByte) {
        let back = 1;
        while (back <= last && bytes[at - back] === wanted[last - back]) back++;
        if (back > last) return at - last;
      }
      at += skips[byte]!;
    }
    return -1;
  }
}
