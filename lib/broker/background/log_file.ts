import { appendFileSync, renameSync, statSync } from "node:fs";

const ownerOnly = 0o600;

/** Where a log lies and how far it may grow. */
export interface LogFileOptions {
  readonly path: string;
  /** A longer file makes way for a new one and stays once more as `<path>.old`. */
  readonly maxBytes: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** The log of a broker without a terminal: a line each, with its time; rare, so written at once. */
export class LogFile {
  readonly path: string;
  readonly #options: LogFileOptions;

  constructor(options: LogFileOptions) {
    this.path = options.path;
    this.#options = options;
  }

  /** Appends a line; a disk that takes none is no failure of the broker, and the line is lost. */
  write(line: string): void {
    const time = new Date(this.#options.now()).toISOString();
    try {
      this.#makeRoom();
      appendFileSync(this.path, `${time} ${line}\n`, { mode: ownerOnly });
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
    }
  }

  #makeRoom(): void {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (size >= this.#options.maxBytes) renameSync(this.path, `${this.path}.old`);
  }
}
