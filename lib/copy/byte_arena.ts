const arenaBytes = 64 * 1024;

/** Copies parts of a large buffer into small ones, so that a few parts do not keep all of it. */
export class ByteArena {
  #buffer = new Uint8Array(0);
  #used = 0;

  /** Returns a copy of `bytes` from `start` to `end`, which never changes. */
  copy(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const length = end - start;
    if (length > arenaBytes / 4) return bytes.slice(start, end);
    if (this.#used + length > this.#buffer.byteLength) {
      this.#buffer = new Uint8Array(arenaBytes);
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += length;
    this.#buffer.set(bytes.subarray(start, end), at);
    return this.#buffer.subarray(at, at + length);
  }
}
