/** Buffers from the first to the second size are kept. Each size is twice the one before. */
const minPooledBytes = 64 * 1024;
const maxPooledBytes = 4 * 1024 * 1024;

/**
 * Reuses buffers for large requests. Fresh memory is slow, and requests can arrive faster than the
 * garbage collector frees their buffers.
 */
export class BufferPool {
  readonly #maxBytes: number;
  readonly #buffers = new Map<number, ArrayBuffer[]>();
  #heldBytes = 0;

  /** @param maxBytes How many bytes the pool keeps at most. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many bytes the pool keeps. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Returns a buffer of `length` bytes. Its content is undefined. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const size = pooledSize(length);
    const buffer = this.#buffers.get(size)?.pop();
    if (buffer === undefined) return new Uint8Array(new ArrayBuffer(size), 0, length);
    this.#heldBytes -= size;
    return new Uint8Array(buffer, 0, length);
  }

  /** Returns an unused buffer to the pool. Ignores buffers that are not from a pool. */
  give({ buffer }: Uint8Array): void {
    const size = buffer.byteLength;
    if (!(buffer instanceof ArrayBuffer) || size < minPooledBytes) return;
    if (pooledSize(size) !== size || size > maxPooledBytes) return void buffer.transfer(0);
    if (this.#heldBytes + size > this.#maxBytes) return void buffer.transfer(0);
    const same = this.#buffers.get(size) ?? [];
    this.#buffers.set(size, same);
    same.push(buffer);
    this.#heldBytes += size;
  }
}

/** The size of the pooled buffer for `length` bytes. */
function pooledSize(length: number): number {
  if (length > maxPooledBytes) return length;
  return Math.max(minPooledBytes, 2 ** Math.ceil(Math.log2(length)));
}
