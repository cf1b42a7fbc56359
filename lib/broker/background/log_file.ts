import { FileIdentity } from "../file_identity.ts";
import { openPrivate } from "../private_file.ts";
import { writeText } from "./state_text.ts";

/** Where a log is stored and how far it may grow. */
export interface LogFileOptions {
  readonly path: string;
  /** A longer file is renamed to `<path>.old`, in place of an earlier one. */
  readonly maxBytes: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/**
 * The log of a broker without a terminal: one line per event, with its time. Lines are rare, so
 * each is written at once.
 *
 * The file stays open: if its directory is moved away, the last lines go with it.
 */
export class LogFile implements Disposable {
  readonly path: string;
  readonly #options: LogFileOptions;
  #file: Deno.FsFile;
  #isOpen = true;
  #identity: FileIdentity;

  /** @throws {Error} As {@link openPrivate}. */
  constructor(options: LogFileOptions) {
    this.path = options.path;
    this.#options = options;
    this.#file = openPrivate(options.path, "append");
    this.#identity = new FileIdentity(options.path);
  }

  /** Appends a line. If the disk rejects it, the line is lost; that does not stop the broker. */
  write(line: string): void {
    if (!this.#isOpen) return;
    const time = new Date(this.#options.now()).toISOString();
    try {
      this.#makeRoom();
      writeText(this.#file, `${time} ${line}\n`);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
    }
  }

  #makeRoom(): void {
    if (!this.#identity.isInPlace) return this.#reopen();
    if (this.#file.statSync().size < this.#options.maxBytes) return;
    Deno.renameSync(this.path, `${this.path}.old`);
    this.#reopen();
  }

  /** Without a directory for a new file, the old one goes on. */
  #reopen(): void {
    let file: Deno.FsFile;
    try {
      file = openPrivate(this.path, "append");
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      return;
    }
    this.#file.close();
    this.#file = file;
    this.#identity = new FileIdentity(this.path);
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#file.close();
  }
}
