import type { Terminal, TerminalSize } from "./lib/context.ts";

/** The size of a terminal that does not report its own. */
const defaultSize: TerminalSize = { columns: 80, rows: 24 };
const readBytes = 16 * 1024;

const encoder = new TextEncoder();

/** The terminal of this process, on its stdin and stdout. */
export class ProcessTerminal implements Terminal {
  #written: Promise<void> = Promise.resolve();
  #onExit = "";

  async read(): Promise<Uint8Array | null> {
    const buffer = new Uint8Array(readBytes);
    try {
      const length = await Deno.stdin.read(buffer);
      return length === null ? null : buffer.subarray(0, length);
    } catch (error) {
      // The terminal was closed: reading from it fails with EIO from then on.
      if (isTerminalGone(error)) return null;
      throw error;
    }
  }

  setRaw(isRaw: boolean): void {
    try {
      Deno.stdin.setRaw(isRaw);
    } catch (error) {
      if (!isTerminalGone(error)) throw error;
    }
  }

  write(text: string): void {
    const data = encoder.encode(text);
    this.#written = this.#written.then(() => writeAll(data));
  }

  /** Resolves when everything has been written, or the terminal is gone. */
  async drain(): Promise<void> {
    await this.#written;
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

  /** Restores the terminal when the program ends. Deno itself resets raw mode. */
  restore(): void {
    const text = this.#onExit;
    this.#onExit = "";
    if (text !== "") Deno.stdout.writeSync(encoder.encode(text));
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
      rest = rest.subarray(await Deno.stdout.write(rest));
    }
  } catch (error) {
    if (!isTerminalGone(error)) throw error;
  }
}

function isTerminalGone(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.BadResource ||
    error instanceof Error && /\(os error (5|6|25)\)/.test(error.message);
}
