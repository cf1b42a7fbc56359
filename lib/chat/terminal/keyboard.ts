import { after } from "../../async/timer.ts";
import type { Terminal } from "../../context.ts";
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
  readonly #terminal: Terminal;
  readonly #events: KeyboardEvents;
  readonly #reader = new KeyReader();
  readonly #decoder = new TextDecoder();
  #isOver = false;
  #cancelFlush: (() => void) | undefined;

  constructor(terminal: Terminal, events: KeyboardEvents) {
    this.#terminal = terminal;
    this.#events = events;
    terminal.setRaw(true);
    void this.#read();
  }

  /** Gives the terminal back for a while; what is typed until {@link take} is for others. */
  release(): void {
    this.#terminal.setRaw(false);
  }

  /** Sets up the terminal again, after another program may have changed it. */
  take(): void {
    this.#terminal.setRaw(false);
    this.#terminal.setRaw(true);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#cancelFlush?.();
    this.#terminal.setRaw(false);
  }

  /** Reads until the terminal is gone or this is disposed of; the last read stays pending. */
  async #read(): Promise<void> {
    let bytes = await this.#terminal.read();
    while (bytes !== null && !this.#isOver) {
      this.#receive(bytes);
      bytes = await this.#terminal.read();
    }
    if (!this.#isOver) this.#events.onEnd();
  }

  #receive(bytes: Uint8Array): void {
    this.#cancelFlush?.();
    this.#tell(this.#reader.feed(this.#decoder.decode(bytes, { stream: true })));
    if (!this.#reader.isPending) return;
    this.#cancelFlush = after(escapeTimeoutMs, () => this.#tell(this.#reader.flush()));
  }

  #tell(keys: readonly Key[]): void {
    for (const key of keys) this.#events.onKey(key);
  }
}
