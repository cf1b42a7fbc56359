import type { Terminal } from "../context.ts";
import { type Key, KeyReader } from "./keys.ts";

/** How long a lone ESC waits for the rest of a sequence before it is the key of that name. */
const escapeTimeoutMs = 50;

/** What a keyboard tells its owner. */
export interface KeyboardEvents {
  onKey(key: Key): void;
  /** The terminal went away. */
  onEnd(): void;
}

/**
 * The keys of a terminal, one by one, unseen and without the terminal's own line editing.
 *
 * The terminal is as it was again when this is disposed of.
 */
export class Keyboard implements Disposable {
  readonly #input: NodeJS.ReadStream;
  readonly #events: KeyboardEvents;
  readonly #reader = new KeyReader();
  readonly #decoder = new TextDecoder();
  readonly #wasRaw: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ input }: Terminal, events: KeyboardEvents) {
    this.#input = input;
    this.#events = events;
    this.#wasRaw = input.isRaw ?? false;
    this.take();
    input.on("data", this.#onData);
    input.on("end", this.#onEnd);
    input.on("error", this.#onEnd);
    input.resume();
  }

  /** Takes the terminal, also where others have set it up anew since. */
  take(): void {
    if (this.#input.isRaw) this.#input.setRawMode(false);
    this.#input.setRawMode(true);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#input.off("data", this.#onData);
    this.#input.off("end", this.#onEnd);
    this.#input.off("error", this.#onEnd);
    this.#input.pause();
    this.#input.setRawMode(this.#wasRaw);
  }

  readonly #onData = (data: Uint8Array | string): void => {
    clearTimeout(this.#timer);
    const text = typeof data === "string" ? data : this.#decoder.decode(data, { stream: true });
    this.#tell(this.#reader.feed(text));
    if (!this.#reader.isPending) return;
    this.#timer = setTimeout(() => this.#tell(this.#reader.flush()), escapeTimeoutMs);
  };

  readonly #onEnd = (): void => this.#events.onEnd();

  #tell(keys: readonly Key[]): void {
    for (const key of keys) this.#events.onKey(key);
  }
}
