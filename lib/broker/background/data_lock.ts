import { FailedError } from "../../errors.ts";
import { joinPath } from "../../text/file_path.ts";
import { formatAddress } from "../../text/format_address.ts";
import { cannotUse, makeDataDirectory } from "../data_directory.ts";
import { FileIdentity } from "../file_identity.ts";
import { errorCode, openPrivate } from "../private_file.ts";
import { clearBrokerFailure } from "./broker_failure.ts";
import { clearBrokerState, readBrokerState } from "./broker_state.ts";
import { poll } from "./poll.ts";

const fileName = "broker.lock";
/** How long to wait for processes that only look, and hold a shared lock for a moment. */
const sharedLockWaitMs = 2_000;

/**
 * One process's claim on a directory of data.
 *
 * The operating system releases the lock when the process dies for any reason. So the lock, unlike
 * a process id, which may be reused, tells a running broker from a killed one.
 */
export class DataLock implements Disposable {
  readonly #file: Deno.FsFile;
  readonly #identity: FileIdentity;

  private constructor(file: Deno.FsFile, identity: FileIdentity) {
    this.#file = file;
    this.#identity = identity;
  }

  /**
   * Claims the directory, which is created if missing, and removes what a killed broker left.
   *
   * @throws {FailedError} If another process has it, with its address if that is known, or if the
   * directory cannot be used.
   * @throws The signal's reason, when it aborts first.
   */
  static async acquire(directory: string, signal: AbortSignal): Promise<DataLock> {
    makeDataDirectory(directory);
    const file = openLockFile(directory);
    try {
      const options = { timeoutMs: sharedLockWaitMs, signal, firstPauseMs: 1 };
      if (!await poll(() => claim(file, directory), options)) throw heldByAnother(directory);
      clearBrokerState(directory);
      clearBrokerFailure(directory);
      return new DataLock(file, new FileIdentity(joinPath(directory, fileName)));
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * Whether a process has the directory now.
   *
   * @throws {FailedError} If this process must not look.
   */
  static isHeld(directory: string): boolean {
    try {
      using file = openPrivate(joinPath(directory, fileName), "read");
      if (!file.tryLockSync(false)) return true;
      file.unlockSync();
      return false;
    } catch (error) {
      if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return false;
      throw cannotUse(directory, error);
    }
  }

  /** Whether the directory is still where it was, with this lock in it. */
  get isInPlace(): boolean {
    return this.#identity.isInPlace;
  }

  [Symbol.dispose](): void {
    // Closing alone would leave the lock to a child process that is just starting, until it runs.
    this.#file.unlockSync();
    this.#file.close();
  }
}

/** True if the lock is ours now, false if a broker has it, undefined if some process only looks. */
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
  const path = joinPath(directory, fileName);
  try {
    return openPrivate(path, "create");
  } catch (error) {
    throw cannotUse(directory, error);
  }
}

function heldByAnother(directory: string): FailedError {
  const state = readBrokerState(directory);
  const found = state === null
    ? "another process has locked it"
    : `process ${state.pid} has locked it and listens on ${formatAddress(state)}`;
  return new FailedError(`Cannot use the data directory "${directory}": ${found}`, {
    hint: "Stop that broker with wah dev stop, or give another directory with --data",
  });
}
