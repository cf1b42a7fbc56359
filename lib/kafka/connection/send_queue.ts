import type { ByteStream } from "./byte_stream.ts";

/** Short pieces are gathered up to this size, so that they go out in one write. */
const gatherBytes = 64 * 1024;
/** No further request is encoded while this much waits for the socket. */
const maxQueuedBytes = 1024 * 1024;

/** Encodes one request in pieces that no longer change; none if it is no longer wanted. */
export type MakeRequest = () => readonly Uint8Array[];

/**
 * Writes requests to a stream in the order of the calls, one write at a time.
 *
 * A request is encoded only when the socket has accepted most of what was queued before it, so
 * that a slow peer costs little memory. The first write begins in the next microtask: requests that
 * are pushed in one turn of the event loop go out together.
 */
export class SendQueue {
  readonly #stream: ByteStream;
  readonly #onError: (error: Error) => void;
  #requests: MakeRequest[] = [];
  #pieces: Uint8Array[] = [];
  #queuedBytes = 0;
  #flushing: Promise<void> | null = null;
  #isEnded = false;

  /** @param onError Called when a write fails. */
  constructor(stream: ByteStream, onError: (error: Error) => void) {
    this.#stream = stream;
    this.#onError = onError;
  }

  /** Resolves when no write is in progress. */
  get idle(): Promise<void> {
    return this.#flushing ?? Promise.resolve();
  }

  /** Queues a request; ignored after {@link end}. */
  push(request: MakeRequest): void {
    if (this.#isEnded) return;
    this.#requests.push(request);
    this.#flushing ??= this.#flush();
  }

  /** Drops what is queued. */
  end(): void {
    this.#isEnded = true;
    this.#requests = [];
    this.#pieces = [];
  }

  async #flush(): Promise<void> {
    await Promise.resolve();
    try {
      for (this.#encode(); this.#pieces.length > 0; this.#encode()) {
        const bytes = this.#gather();
        this.#queuedBytes -= bytes.byteLength;
        await this.#stream.write(bytes);
      }
    } catch (error) {
      this.#onError(error as Error);
    }
    this.#flushing = null;
  }

  #encode(): void {
    let count = 0;
    while (count < this.#requests.length && this.#queuedBytes < maxQueuedBytes) {
      for (const piece of this.#requests[count++]!()) {
        this.#pieces.push(piece);
        this.#queuedBytes += piece.byteLength;
      }
    }
    this.#requests.splice(0, count);
  }

  /** The next piece, or as many of them as fit into one short write. */
  #gather(): Uint8Array {
    let count = 0;
    let length = 0;
    for (const { byteLength } of this.#pieces) {
      if (length + byteLength > gatherBytes && count > 0) break;
      count++;
      length += byteLength;
    }
    const pieces = this.#pieces.splice(0, count);
    if (count === 1) return pieces[0]!;
    const gathered = new Uint8Array(length);
    let position = 0;
    for (const piece of pieces) {
      gathered.set(piece, position);
      position += piece.byteLength;
    }
    return gathered;
  }
}
