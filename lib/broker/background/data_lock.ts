import { join } from "node:path";
import { FailedError } from "../../errors.ts";
import { formatAddress } from "../../text/format_address.ts";
import { cannotUse, makeDataDirectory } from "../data_directory.ts";
import { readBrokerState, removeBrokerState } from "./broker_state.ts";
import { poll } from "./poll.ts";

const fileName = "broker.lock";
/** How long onlookers are waited out, who hold a shared lock for a moment. */
const onlookerMs = 2_000;

/**
 * One process's claim on a directory of data.
 *
 * The operating system gives it up when the process dies, however that happens, so that it tells
 * a running broker from what a killed one left behind, where process ids are used again.
 */
export class DataLock implements Disposable {
  readonly #file: Deno.FsFile;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /**
   * Claims the directory, which is made when missing, and clears away what a killed broker left.
   *
   * @throws {FailedError} When another process has it, named where it said who it is, or when the
   * directory cannot be used.
   */
  static async acquire(directory: string, signal: AbortSignal): Promise<DataLock> {
    makeDataDirectory(directory);
    const file = openLockFile(directory);
    try {
      const options = { timeoutMs: onlookerMs, signal, firstPauseMs: 1 };
      if (!await poll(() => claim(file, directory), options)) throw heldByAnother(directory);
      removeBrokerState(directory);
      return new DataLock(file);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * Whether a process has the directory now.
   *
   * @throws {FailedError} When it may not be looked at.
   */
  static isHeld(directory: string): boolean {
    try {
      using file = Deno.openSync(join(directory, fileName), { read: true });
      if (!file.tryLockSync(false)) return true;
      file.unlockSync();
      return false;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
        return false;
      }
      throw cannotUse(directory, error);
    }
  }

  [Symbol.dispose](): void {
    // Closing alone would leave it to a child process that is just being started, until it runs.
    this.#file.unlockSync();
    this.#file.close();
  }
}

/** True when the lock is ours now, false when a broker has it, undefined when onlookers do. */
function claim(file: Deno.FsFile, directory: string): boolean | undefined {
  try {
    if (file.tryLockSync(true)) return true;
    if (!file.tryLockSync(false)) return false;
    file.unlockSync();
    return undefined;
  } catch (error) {
    throw cannotUse(directory, error);
  }
}

function openLockFile(directory: string): Deno.FsFile {
  const path = join(directory, fileName);
  try {
    return Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
  } catch (error) {
    throw cannotUse(directory, error);
  }
}

function heldByAnother(directory: string): FailedError {
  const state = readBrokerState(directory);
  const found = state === null
    ? "another process has it, and is starting or stopping"
    : `process ${state.pid} has it, and listens on ${formatAddress(state)}`;
  return new FailedError(`Cannot use the data directory "${directory}": ${found}`, {
    hint: "Stop that broker with wah dev stop, or give another directory with --data",
  });
}
