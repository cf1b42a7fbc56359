import { joinPath } from "../../text/file_path.ts";
import { directoryError } from "../data_directory.ts";
import { FileIdentity } from "../file_identity.ts";
import { isFileError, openPrivate, removeIfPresent, UnusableFileError } from "../private_file.ts";
import { isOwnFile } from "./file_owner.ts";
import { readText, writeText } from "./state_text.ts";

/** The facts that a running broker publishes for other processes of this machine. */
export interface BrokerState {
  readonly pid: number;
  /** A host through which this machine reaches it. */
  readonly host: string;
  readonly port: number;
  /** ISO 8601, in UTC. */
  readonly startedAt: string;
  /** Version of the program that runs it. */
  readonly version: string;
}

const fileName = "broker.json";

const loopbackOfAll: ReadonlyMap<string, string> = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
]);

/** Returns the host by which this machine reaches a broker that listens on `host`. */
export function reachableHost(host: string): string {
  return loopbackOfAll.get(host) ?? host;
}

/**
 * On Windows a lock also prevents reading. There the state has none: only the lock on the directory
 * shows that a broker is running, and by default other users cannot write to the folder.
 */
const locksState = Deno.build.os !== "windows";

/**
 * The state of a running broker, in a file that others can read.
 *
 * The process locks the file while it runs. It takes the lock before the file gets its name, and
 * the operating system releases it when the process dies. So the lock proves that the process id in
 * this file belongs to the process that wrote it: the file of a killed broker, whose process id may
 * be in use again, has no lock.
 */
export class PublishedState implements Disposable {
  readonly #file: Deno.FsFile;
  readonly #identity: FileIdentity;

  private constructor(file: Deno.FsFile, identity: FileIdentity) {
    this.#file = file;
    this.#identity = identity;
  }

  /**
   * Writes the state of the broker that locked this directory; a reader sees all of it or nothing.
   *
   * @throws {DataError} If the file cannot be written.
   */
  static publish(directory: string, state: BrokerState): PublishedState {
    const path = joinPath(directory, fileName);
    const draft = `${path}.new`;
    try {
      // Removes a killed broker's file, or another user's link; only the name is removed.
      removeIfPresent(draft);
      const file = openPrivate(draft, "createNew");
      try {
        if (locksState && !file.tryLockSync(true)) {
          throw new UnusableFileError(`"${draft}" is locked`);
        }
        writeText(file, `${JSON.stringify(state, null, 2)}\n`);
        Deno.renameSync(draft, path);
        return new PublishedState(file, new FileIdentity(path));
      } catch (error) {
        file.close();
        throw error;
      }
    } catch (error) {
      throw directoryError(directory, error);
    }
  }

  /** Removes the file, unless the directory was replaced and the file is another broker's. */
  [Symbol.dispose](): void {
    if (this.#identity.isInPlace) removeIfPresent(this.#identity.path);
    if (locksState) this.#file.unlockSync();
    this.#file.close();
  }
}

/**
 * Reads the state of the broker that is running on this directory. Returns null if there is none,
 * or if nothing proves that a process of this user wrote it and is still running.
 *
 * @param options.strict Whether root also trusts only its own files. Default false.
 */
export function readBrokerState(
  directory: string,
  options: { readonly strict: boolean } = { strict: false },
): BrokerState | null {
  let file: Deno.FsFile;
  try {
    file = openPrivate(joinPath(directory, fileName), "read");
  } catch (error) {
    if (!isFileError(error)) throw error;
    // The file is missing, a link, or another user's: it proves nothing.
    return null;
  }
  try {
    if (!isOwnFile(file, directory, options) || !isLocked(file)) return null;
    const state: unknown = JSON.parse(readText(file));
    return isBrokerState(state) ? state : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  } finally {
    file.close();
  }
}

/** Removes the state that a killed broker left. Only call it while holding the data lock. */
export function clearBrokerState(directory: string): void {
  removeIfPresent(joinPath(directory, fileName));
}

function isLocked(file: Deno.FsFile): boolean {
  if (!locksState) return true;
  if (!file.tryLockSync(false)) return true;
  file.unlockSync();
  return false;
}

function isBrokerState(value: unknown): value is BrokerState {
  if (typeof value !== "object" || value === null) return false;
  const { pid, host, port, startedAt, version } = value as Record<string, unknown>;
  return Number.isInteger(pid) && Number(pid) > 0 && Number.isInteger(port) &&
    [host, startedAt, version].every((text) => typeof text === "string");
}
