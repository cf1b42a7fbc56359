import { joinPath } from "../../text/file_path.ts";
import { formatAddress } from "../../text/format_address.ts";
import { directoryError, makeDataDirectory } from "../data_directory.ts";
import { DataError } from "../data_error.ts";
import { FileIdentity } from "../file_identity.ts";
import { errorCode } from "../error_code.ts";
import { openPrivate } from "../private_file.ts";
import { clearBrokerFailure } from "./broker_failure.ts";
import { clearBrokerState, readBrokerState } from "./broker_state.ts";
import { waitForValue } from "./wait_for_value.ts";

const fileName = "broker.lock";
/** How long to wait for processes that only check the lock, and hold a shared one for a moment. */
const sharedLockWaitMs = 2_000;

/**
 * The lock of one process on a directory of data.
 *
 * The operating system releases the lock when the process dies for any reason. So the lock, unlike
 * a process id, which may be reused, distinguishes a running broker from a killed one.
 */
export class DataLock implements Disposable {
  readonly #file: Deno.FsFile;
  readonly #identity: FileIdentity;

  private constructor(file: Deno.FsFile, identity: FileIdentity) {
    this.#file = file;
    this.#identity = identity;
  }

  /**
   * Locks the directory, which is created if missing, and removes the files of a killed broker.
   *
   * @throws {DataError} If another process has locked it, with its address if that is known, or if
   * the directory cannot be used.
   * @throws The signal's reason, when it aborts first.
   */
  static async acquire(directory: string, signal: AbortSignal): Promise<DataLock> {
    makeDataDirectory(directory);
    const file = openLockFile(directory);
    try {
      const options = { timeoutMs: sharedLockWaitMs, signal, firstPauseMs: 1 };
      if (!await waitForValue(() => tryLock(file, directory), options)) {
        throw heldByAnother(directory);
      }
      clearBrokerState(directory);
      clearBrokerFailure(directory);
      return new DataLock(file, new FileIdentity(joinPath(directory, fileName)));
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * Whether a process has locked the directory.
   *
   * @throws {DataError} If this process is not allowed to check.
   */
  static isHeld(directory: string): boolean {
    try {
      using file = openPrivate(joinPath(directory, fileName), "read");
      if (!file.tryLockSync(false)) return true;
      file.unlockSync();
      return false;
    } catch (error) {
      if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return false;
      throw directoryError(directory, error);
    }
  }

  /** Whether the path of the directory still leads to this lock. */
  get isInPlace(): boolean {
    return this.#identity.isInPlace;
  }

  [Symbol.dispose](): void {
    // Without this, a child process that is just starting would keep the lock until it runs.
    this.#file.unlockSync();
    this.#file.close();
  }
}

/**
 * Returns true if it locked the file, false if a broker has it, undefined if a process checks it.
 */
function tryLock(file: Deno.FsFile, directory: string): boolean | undefined {
  try {
    if (file.tryLockSync(true)) return true;
    if (!file.tryLockSync(false)) return false;
    file.unlockSync();
    return undefined;
  } catch (error) {
    throw directoryError(directory, error);
  }
}

function openLockFile(directory: string): Deno.FsFile {
  const path = joinPath(directory, fileName);
  try {
    return openPrivate(path, "create");
  } catch (error) {
    throw directoryError(directory, error);
  }
}

function heldByAnother(directory: string): DataError {
  const state = readBrokerState(directory);
  const found = state === null
    ? "another process has locked it"
    : `process ${state.pid} has locked it and listens on ${formatAddress(state)}`;
  return new DataError("locked", `Cannot use the data directory "${directory}": ${found}`);
}
