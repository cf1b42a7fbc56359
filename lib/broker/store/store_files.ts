import { FailedError } from "../../errors.ts";
import { fileName } from "../../text/file_path.ts";
import { FileIdentity } from "../file_identity.ts";
import { makePrivate, reasonOf, tightenIfPresent } from "../private_file.ts";

/** What SQLite appends to the file's name for the files that belong to it. */
const companions = ["-wal", "-shm", "-journal"];

/** The data file, or its log, is no longer the file that SQLite has open. */
export class LostFileError extends Error {
  override readonly name = "LostFileError";

  constructor(path: string) {
    super(`"${fileName(path)}" was deleted, moved or replaced while the broker was using it`);
  }
}

/**
 * Creates the data file if it is missing, readable for its owner only; SQLite gives the files that
 * belong to it the same mode. Files of earlier versions, which others could read, are closed to
 * them.
 *
 * @throws {FailedError} If one of them is a symbolic link, has a second name, or cannot be opened.
 */
export function makeFilesPrivate(path: string): void {
  try {
    makePrivate(path);
    for (const suffix of companions) tightenIfPresent(`${path}${suffix}`);
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof Deno.errors.NotCapable) throw cause;
    throw new FailedError(`Cannot open "${path}": ${reasonOf(cause)}`, { cause });
  }
}

/** The data file and its write-ahead log, once SQLite has both open; none for data in memory. */
export function openFileIdentities(path: string): FileIdentity[] {
  return path === ":memory:" ? [] : [new FileIdentity(path), new FileIdentity(`${path}-wal`)];
}
