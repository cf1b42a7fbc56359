import type { Output } from "../../lib/context.ts";
import { directoryError } from "../../lib/broker/data_directory.ts";
import { LogFile } from "../../lib/broker/background/log_file.ts";
import { ClosedPipeError } from "../../lib/errors.ts";
import { joinPath } from "../../lib/text/file_path.ts";
import { visible } from "../../lib/text/visible.ts";

/** A function that logs one line about the broker. */
export type Log = (line: string) => void;

const maxLogBytes = 1024 * 1024;
const logName = "broker.log";

/** Returns a log on stderr: one line per event, with its time. Ignores a closed stderr. */
export function logTo(output: Output, now: () => number): Log {
  return (line) => {
    const time = new Date(now()).toISOString();
    output.write(`${time} ${visible(line)}\n`).catch((error) => {
      if (!(error instanceof ClosedPipeError)) throw error;
    });
  };
}

/** A log in a file next to the data. */
export class DataLog implements Disposable {
  readonly #file: LogFile;

  /** @throws {DataError} If the file cannot be written, or is not a regular file. */
  constructor(directory: string, now: () => number) {
    try {
      this.#file = new LogFile({ path: joinPath(directory, logName), maxBytes: maxLogBytes, now });
    } catch (error) {
      throw directoryError(directory, error);
    }
  }

  /**
   * Returns the log. From now on it also receives uncaught errors, which would be lost otherwise.
   */
  attach(): Log {
    const log = (line: string): void => this.#file.write(visible(line));
    addEventListener("unhandledrejection", ({ reason }) => log(describe(reason)));
    addEventListener("error", ({ error }) => log(describe(error)));
    return log;
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}

function describe(error: unknown): string {
  return `Stopped by an internal error: ${error instanceof Error ? error.stack : String(error)}`;
}
