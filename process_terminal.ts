import { after } from "./lib/async/timer.ts";
import type { Terminal, TerminalSize } from "./lib/context.ts";

/** The size of a terminal that does not report its own. */
const defaultSize: TerminalSize = { columns: 80, rows: 24 };
const readBytes = 16 * 1024;
/** How long to wait before the next try on a terminal that another program made non-blocking. */
const busyPauseMs = 5;
/** The process group of this process, in the form that `kill` accepts. */
const ownGroup = 0;

const encoder = new TextEncoder();

/** The terminal of this process, on its stdin and stdout. */
export class ProcessTerminal implements Terminal {
  #written: Promise<void> = Promise.resolve();
  #pending = 0;
  #onExit = "";

  async read(): Promise<Uint8Array | null> {
    const buffer = new Uint8Array(readBytes);
    try {
      const length = await whenReady(() => Deno.stdin.read(buffer));
      return length === null ? null : buffer.subarray(0, length);
    } catch (error) {
      // The terminal was closed: reading from it fails with EIO from then on.
      if (isTerminalGone(error)) return null;
      throw error;
    }
  }

  setRaw(isRaw: boolean): void {
    // On a terminal that accepts no output, this would block the process until the output is gone.
    if (this.#pending > 0) this.#enqueue(() => setRawMode(isRaw));
    else setRawMode(isRaw);
  }

  write(text: string): void {
    const data = encoder.encode(text);
    this.#enqueue(() => writeAll(data));
  }

  /** Whether something is still to be written. */
  get isBusy(): boolean {
    return this.#pending > 0;
  }

  async drain(): Promise<void> {
    await this.#written;
  }

  async suspend(): Promise<void> {
    await this.drain();
    if (Deno.build.os !== "windows") Deno.kill(ownGroup, "SIGTSTP");
  }

  #enqueue(work: () => void | Promise<void>): void {
    this.#pending += 1;
    this.#written = this.#written.then(work).finally(() => {
      this.#pending -= 1;
    });
  }

  size(): TerminalSize {
    try {
      const { columns, rows } = Deno.consoleSize();
      return { columns: columns || defaultSize.columns, rows: rows || defaultSize.rows };
    } catch (error) {
      if (!isTerminalGone(error)) throw error;
      return defaultSize;
    }
  }

  onResize(listener: () => void): Disposable {
    return onSignal("SIGWINCH", listener);
  }

  onExit(text: string): Disposable {
    this.#onExit = text;
    return {
      [Symbol.dispose]: () => {
        this.#onExit = "";
      },
    };
  }

  onContinue(listener: () => void): Disposable {
    return onSignal("SIGCONT", listener);
  }

  /**
   * Restores the terminal when the program ends. Deno itself resets raw mode. Does nothing while
   * the terminal accepts no output, so that the program can end.
   */
  restore(): void {
    const text = this.#pending > 0 ? "" : this.#onExit;
    this.#onExit = "";
    if (text !== "") Deno.stdout.writeSync(encoder.encode(text));
  }
}

function setRawMode(isRaw: boolean): void {
  try {
    Deno.stdin.setRaw(isRaw);
  } catch (error) {
    if (!isTerminalGone(error)) throw error;
  }
}

/** Repeats `work` while the terminal is non-blocking and not ready. */
async function whenReady<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      await new Promise<void>((resolve) => after(busyPauseMs, resolve));
    }
  }
}

function onSignal(name: Deno.Signal, listener: () => void): Disposable {
  if (Deno.build.os === "windows") return new DisposableStack();
  Deno.addSignalListener(name, listener);
  return {
    [Symbol.dispose]: () => Deno.removeSignalListener(name, listener),
  };
}

/** The session learns from reading that the terminal is gone, so writing need not report it. */
async function writeAll(data: Uint8Array): Promise<void> {
  try {
    for (let rest = data; rest.byteLength > 0;) {
      const piece = rest;
      rest = rest.subarray(await whenReady(() => Deno.stdout.write(piece)));
    }
  } catch (error) {
    if (!isTerminalGone(error)) throw error;
  }
}

function isTerminalGone(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.BadResource ||
    error instanceof Error && /\(os error (5|6|25)\)/.test(error.message);
}
