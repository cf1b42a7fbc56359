import { FileIdentity } from "../file_identity.ts";
import { isFileError, openPrivate } from "../private_file.ts";
import { writeText } from "./state_text.ts";

/** Options of a log file. */
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
 * The file stays open: if its directory is moved, the last lines are written to the moved file.
 */
export class LogFile implements Disposable {
  readonly path: string;
  readonly #options: LogFileOptions;
  #file: Deno.FsFile;
  #isOpen = true;
  #identity: FileIdentity;

  /** @throws As {@link openPrivate}. */
  constructor(options: LogFileOptions) {
    this.path = options.path;
    this.#options = options;
    this.#file = openPrivate(options.path, "append");
    this.#identity = new FileIdentity(options.path);
  }

  /** Appends a line. If the disk rejects it, the line is lost and the broker continues. */
  write(line: string): void {
    if (!this.#isOpen) return;
    const time = new Date(this.#options.now()).toISOString();
    try {
      this.#makeRoom();
      writeText(this.#file, `${time} ${line}\n`);
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }

  #makeRoom(): void {
    if (!this.#identity.isInPlace) return this.#reopen();
    if (this.#file.statSync().size < this.#options.maxBytes) return;
    Deno.renameSync(this.path, `${this.path}.old`);
    this.#reopen();
  }

  /** Opens a new file; if that fails, keeps writing to the old one. */
  #reopen(): void {
    let file: Deno.FsFile;
    try {
      file = openPrivate(this.path, "append");
    } catch (error) {
      if (!isFileError(error)) throw error;
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
