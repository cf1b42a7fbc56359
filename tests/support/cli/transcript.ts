import { holds, type Wanted } from "./wanted.ts";

/** How long a wait may hang before it fails and shows the output; no result depends on it. */
const hangMs = 120_000;

interface Waiter {
  readonly wanted: Wanted;
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** The output of a program, and waits for text in it. */
export class Transcript {
  readonly #name: string;
  readonly #chunks: Uint8Array[] = [];
  readonly #decoder = new TextDecoder();
  readonly #waiters = new Set<Waiter>();
  #text = "";
  #ended = false;

  constructor(name: string) {
    this.#name = name;
  }

  /** The output up to now, as text. */
  get text(): string {
    return this.#text;
  }

  /** The output up to now, as bytes. */
  get bytes(): Uint8Array<ArrayBuffer> {
    const length = this.#chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    const bytes = new Uint8Array(length);
    let position = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, position);
      position += chunk.byteLength;
    }
    return bytes;
  }

  append(chunk: Uint8Array): void {
    this.#chunks.push(chunk.slice());
    this.#text += this.#decoder.decode(chunk, { stream: true });
    for (const waiter of this.#waiters) {
      if (holds(this.#text, waiter.wanted)) this.#settle(waiter, () => waiter.resolve(this.#text));
    }
  }

  /** Rejects all waits with the output, which has ended. */
  end(): void {
    this.#ended = true;
    for (const waiter of this.#waiters) {
      this.#settle(waiter, () => waiter.reject(this.#missing(waiter.wanted, "it ended")));
    }
  }

  /** Reads `stream` to its end. */
  async collect(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const chunk of stream) this.append(chunk);
    this.end();
  }

  /** Resolves with the output once it contains `wanted`; rejects if the output ends first. */
  waitFor(wanted: Wanted): Promise<string> {
    if (holds(this.#text, wanted)) return Promise.resolve(this.#text);
    if (this.#ended) return Promise.reject(this.#missing(wanted, "it ended"));
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const timer = setTimeout(() => {
      this.#settle(waiter, () => reject(this.#missing(waiter.wanted, `${hangMs} ms went by`)));
    }, hangMs);
    const waiter: Waiter = { wanted, resolve, reject, timer };
    this.#waiters.add(waiter);
    // The first timer loads Node's layer, and promises settle while it loads.
    if (holds(this.#text, wanted)) this.#settle(waiter, () => resolve(this.#text));
    return promise;
  }

  #settle(waiter: Waiter, outcome: () => void): void {
    clearTimeout(waiter.timer);
    this.#waiters.delete(waiter);
    outcome();
  }

  #missing(wanted: Wanted, why: string): Error {
    return new Error(
      `${this.#name} did not show ${wanted} before ${why}; it holds:\n${this.#text}`,
    );
  }
}
