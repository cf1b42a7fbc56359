import { DatabaseSync } from "node:sqlite";
import { FailedError } from "../../errors.ts";
import { fileName, joinPath, parentDirectory } from "../../text/file_path.ts";
import { openError } from "./store_error.ts";
import { refuseForeign } from "./refuse_foreign.ts";
import { makeFilesPrivate } from "./store_files.ts";

/**
 * Returns one name for a database file, whichever path leads to it. Its directory must exist, the
 * file need not. `:memory:` stays as it is.
 */
export function databaseFile(path: string): string {
  if (path === ":memory:") return path;
  try {
    return joinPath(Deno.realPathSync(parentDirectory(path)), fileName(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    // The directory does not exist or must not be read. Opening the file reports why.
    return path;
  }
}

/**
 * Opens a database file for this process only, and creates it if it is missing.
 *
 * @param file The file's one name, from {@link databaseFile}.
 * @param openFiles The files that this process already has open.
 * @throws {DataError} If another process uses it, or if no broker of this version wrote it.
 * @throws {FailedError} If this process uses it already, or if it cannot be opened.
 */
export function openDatabase(
  path: string,
  file: string,
  openFiles: ReadonlySet<string>,
): DatabaseSync {
  if (path === ":memory:") return new DatabaseSync(path);
  if (openFiles.has(file)) {
    throw new FailedError(`Cannot open "${path}": this process is using it already`);
  }
  try {
    refuseForeign(path);
    makeFilesPrivate(path);
    const database = new DatabaseSync(path);
    if (database.location() === file) return database;
    database.close();
    throw new FailedError(`Cannot open "${path}": it was replaced by a symbolic link`);
  } catch (error) {
    throw openError(path, error);
  }
}
