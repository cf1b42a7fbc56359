import { FailedError } from "../errors.ts";
import { absolutePath, parentDirectory } from "../text/file_path.ts";
import { errorCode, reasonOf } from "./private_file.ts";

const ownerOnly = 0o700;

/** What opening or syncing a directory gives where that is not possible, or not permitted. */
const noSync = new Set(["EACCES", "EPERM", "EISDIR", "EINVAL", "ENOTSUP", "EBADF"]);

/**
 * Makes the directory of a broker's data, readable for its owner alone; one that exists stays as
 * it is. When this returns, a power cut does not take its name away; the names in it are synced by
 * whoever makes them.
 *
 * @throws {FailedError} When it cannot be made, or is something else.
 */
export function makeDataDirectory(directory: string): void {
  try {
    const path = absolutePath(directory);
    const missing = missingDirectories(path);
    Deno.mkdirSync(path, { recursive: true, mode: ownerOnly });
    // One that exists may have been made by a process that got no further.
    for (const name of new Set([path, ...missing])) syncDirectory(parentDirectory(name));
  } catch (error) {
    throw cannotUse(directory, error);
  }
}

/** `path` and the directories above it, as far up as there is none yet. */
function missingDirectories(path: string): string[] {
  const missing: string[] = [];
  for (let name = path; !isPresent(name); name = parentDirectory(name)) missing.push(name);
  return missing;
}

/** False only if there is certainly nothing; this process may not be allowed to look. */
function isPresent(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

/** Writes the names in a directory to the disk, where the system can and this process may. */
function syncDirectory(path: string): void {
  try {
    using directory = Deno.openSync(path);
    directory.syncSync();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || noSync.has(errorCode(error))) return;
    throw error;
  }
}

/** The failure of a file or folder of a broker's data, but for SQLite's, in a user's words. */
export function cannotUse(directory: string, cause: unknown): Error {
  if (cause instanceof Deno.errors.NotCapable) return cause;
  return new FailedError(`Cannot use the data directory "${directory}": ${reasonOf(cause)}`, {
    hint: "Give another directory with --data",
    cause,
  });
}
