import { absolutePath, parentDirectory } from "../text/file_path.ts";
import { DataError } from "./data_error.ts";
import { errorCode } from "./error_code.ts";
import { isFileError, reasonOf } from "./private_file.ts";

const ownerOnly = 0o700;

/** Errors of opening or syncing a directory, if that is not supported or not permitted. */
const noSync = new Set(["EACCES", "EPERM", "EISDIR", "EINVAL", "ENOTSUP", "EBADF"]);

/**
 * Creates the directory of a broker's data, readable only for its owner; an existing one stays as
 * it is. When this returns, the directory survives a power cut. The code that creates a file in it
 * has to sync the file's name.
 *
 * @throws {DataError} If the directory cannot be created, or if the path is something else.
 */
export function makeDataDirectory(directory: string): void {
  try {
    const path = absolutePath(directory);
    const missing = missingDirectories(path);
    Deno.mkdirSync(path, { recursive: true, mode: ownerOnly });
    // A process that was interrupted before the sync may have created an existing one.
    for (const name of new Set([path, ...missing])) syncDirectory(parentDirectory(name));
  } catch (error) {
    throw directoryError(directory, error);
  }
}

/** Returns `path` and the directories above it that do not exist yet. */
function missingDirectories(path: string): string[] {
  const missing: string[] = [];
  for (let name = path; !isPresent(name); name = parentDirectory(name)) missing.push(name);
  return missing;
}

/** Whether a path may exist; if this process is not allowed to check it, true. */
function isPresent(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

/** Writes the names in a directory to the disk, if the system can and this process may. */
function syncDirectory(path: string): void {
  try {
    using directory = Deno.openSync(path);
    directory.syncSync();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || noSync.has(errorCode(error))) return;
    throw error;
  }
}

/**
 * Returns the error of a file or a directory of a broker's data as a {@link DataError}; any other
 * error unchanged.
 */
export function directoryError(directory: string, cause: unknown): unknown {
  if (!isFileError(cause)) return cause;
  const message = `Cannot use the data directory "${directory}": ${reasonOf(cause)}`;
  return new DataError("unusable", message, { cause });
}
