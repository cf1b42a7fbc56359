import { after } from "../../async/timer.ts";
import type { Terminal } from "../../context.ts";
import { type Key, KeyReader, type KeyReaderOptions } from "./keys.ts";

/** How long to wait for the rest of an escape sequence before ESC counts as a key. */
const escapeTimeoutMs = 50;

/** Receives the events of a {@link Keyboard}. */
export interface KeyboardEvents {
  onKey(key: Key): void;
  /** The terminal was closed. */
  onEnd(): void;
}

/** Reads bytes from a terminal, as `Terminal.read` does. */
export type ReadBytes = Terminal["read"];

/** Options of a {@link Keyboard}. */
export interface KeyboardOptions extends KeyReaderOptions {
  /** Reads from the terminal. Default: its own method. */
  readonly read?: ReadBytes;
}

/**
 * Returns a function that reads from a terminal for several keyboards, one after the other: the
 * read that one of them leaves pending is that of the next one, so that no key is lost.
 */
export function sharedRead(terminal: Pick<Terminal, "read">): ReadBytes {
  let pending: Promise<Uint8Array | null> | undefined;
  return () =>
    pending ??= terminal.read().finally(() => {
      pending = undefined;
    });
}

/**
 * Reads keys from a terminal in raw mode, so without echo and line editing by the terminal.
 * Disposing restores the terminal.
 */
export class Keyboard implements Disposable {
  readonly #terminal: Terminal;
  readonly #events: KeyboardEvents;
  readonly #reader: KeyReader;
  readonly #readBytes: ReadBytes;
  readonly #decoder = new TextDecoder();
  #isDisposed = false;
  #cancelFlush: (() => void) | undefined;

  constructor(terminal: Terminal, events: KeyboardEvents, options: KeyboardOptions = {}) {
    this.#readBytes = options.read ?? (() => terminal.read());
    this.#terminal = terminal;
    this.#events = events;
    this.#reader = new KeyReader(options);
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
    let bytes = await this.#readBytes();
    while (bytes !== null && !this.#isDisposed) {
      this.#receive(bytes);
      bytes = await this.#readBytes();
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
