import { after } from "../../async/timer.ts";
import type { Terminal } from "../../context.ts";
import { type Key, KeyReader } from "./keys.ts";

/** How long to wait for the rest of an escape sequence before ESC counts as a key. */
const escapeTimeoutMs = 50;

/** Receives the events of a {@link Keyboard}. */
export interface KeyboardEvents {
  onKey(key: Key): void;
  /** The terminal was closed. */
  onEnd(): void;
}

/**
 * Reads keys from a terminal in raw mode, so without echo and line editing by the terminal.
 * Disposing restores the terminal.
 */
export class Keyboard implements Disposable {
  readonly #terminal: Terminal;
  readonly #events: KeyboardEvents;
  readonly #reader = new KeyReader();
  readonly #decoder = new TextDecoder();
  #isDisposed = false;
  #cancelFlush: (() => void) | undefined;

  constructor(terminal: Terminal, events: KeyboardEvents) {
    this.#terminal = terminal;
    this.#events = events;
    terminal.setRaw(true);
    void this.#read();
  }

  /** Releases the terminal to other programs until {@link reclaim}. */
  release(): void {
    this.#terminal.setRaw(false);
  }

  /** Sets raw mode again, also if another program changed the terminal. */
  reclaim(): void {
    this.#terminal.setRaw(false);
    this.#terminal.setRaw(true);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#cancelFlush?.();
    this.#terminal.setRaw(false);
  }

  /** Reads until the terminal is closed or this is disposed; the last read stays pending. */
  async #read(): Promise<void> {
    let bytes = await this.#terminal.read();
    while (bytes !== null && !this.#isDisposed) {
      this.#receive(bytes);
      bytes = await this.#terminal.read();
    }
    if (!this.#isDisposed) this.#events.onEnd();
  }

  #receive(bytes: Uint8Array): void {
    this.#cancelFlush?.();
    this.#emit(this.#reader.feed(this.#decoder.decode(bytes, { stream: true })));
    if (!this.#reader.isPending) return;
    this.#cancelFlush = after(escapeTimeoutMs, () => this.#emit(this.#reader.flush()));
  }

  #emit(keys: readonly Key[]): void {
    for (const key of keys) this.#events.onKey(key);
  }
}
