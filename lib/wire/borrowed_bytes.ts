/**
 * Bytes in a buffer that is about to be used again, for example a frame in a receive buffer.
 *
 * They are valid only until the function that they are passed to returns. This class is not a
 * `Uint8Array`, so the compiler rejects code that would store them by mistake. Code that needs them
 * longer calls {@link keep}.
 */
export class BorrowedBytes {
  #bytes: Uint8Array | null;
  readonly #isShared: boolean;

  /** @param isShared Whether the memory is used again, so that {@link keep} must copy. */
  constructor(bytes: Uint8Array, isShared: boolean) {
    this.#bytes = bytes;
    this.#isShared = isShared;
  }

  /** @throws {Error} After {@link end}. */
  get byteLength(): number {
    return this.#valid().byteLength;
  }

  /**
   * Returns what `read` makes of the bytes; the result must not refer to them.
   *
   * @throws {Error} After {@link end}, or what `read` throws.
   */
  read<T>(read: (bytes: Uint8Array) => T): T {
    return read(this.#valid());
  }

  /**
   * The bytes in memory that nothing else uses: a copy if the memory is shared, otherwise the bytes
   * themselves.
   *
   * @throws {Error} After {@link end}.
   */
  keep(): Uint8Array {
    const bytes = this.#valid();
    return this.#isShared ? bytes.slice() : bytes;
  }

  /** Ends the loan; from now on every use throws. */
  end(): void {
    this.#bytes = null;
  }

  #valid(): Uint8Array {
    if (this.#bytes === null) throw new Error("Cannot use borrowed bytes: their buffer is reused");
    return this.#bytes;
  }
}
