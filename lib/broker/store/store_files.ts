import { FailedError } from "../../errors.ts";
import { fileName } from "../../text/file_path.ts";
import { FileIdentity } from "../file_identity.ts";
import { isFileError, makePrivate, reasonOf, tightenIfPresent } from "../private_file.ts";

/** Suffixes of the files that SQLite keeps next to a database. */
const companions = ["-wal", "-shm", "-journal"];

/** The data file or its write-ahead log is no longer the file that SQLite has open. */
export class LostFileError extends Error {
  override readonly name = "LostFileError";

  constructor(path: string) {
    super(`"${fileName(path)}" was deleted, moved or replaced while the broker was using it`);
  }
}

/**
 * Creates the data file if it is missing, readable only for its owner; SQLite gives the files next
 * to it the same mode. Removes the access of other users to the files of earlier versions.
 *
 * @throws {FailedError} If one of them is a symbolic link, has a second name, or cannot be opened.
 */
export function makeFilesPrivate(path: string): void {
  try {
    makePrivate(path);
    for (const suffix of companions) tightenIfPresent(`${path}${suffix}`);
  } catch (cause) {
    if (!isFileError(cause)) throw cause;
    throw new FailedError(`Cannot open "${path}": ${reasonOf(cause)}`, { cause });
  }
}

/** Returns the data file and its write-ahead log, which SQLite has open; none in memory. */
export function openFileIdentities(path: string): FileIdentity[] {
  return path === ":memory:" ? [] : [new FileIdentity(path), new FileIdentity(`${path}-wal`)];
}
