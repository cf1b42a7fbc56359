import { DatabaseSync } from "node:sqlite";
import { DataError } from "../data_error.ts";
import { openPrivate } from "../private_file.ts";
import { damagedError } from "./store_error.ts";
import { applicationId, formatVersion } from "./schema.ts";

/** The header of SQLite's file format, and the parts of it that identify the program. */
const headerBytes = 112;
const magic = "SQLite format 3\0";
const userVersionAt = 60;
const applicationIdAt = 68;
const firstCellCountAt = 103;

/** What a database states about the program that wrote it. */
interface Origin {
  readonly applicationId: number;
  readonly formatVersion: number;
}

/**
 * Rejects a file that no broker of this format wrote, without changing it: another program's
 * database must stay the same to the byte.
 *
 * If possible, only the header is read. Opening a connection first would read the whole write-ahead
 * log; and a read-only connection fails on a file that a power cut left half made.
 *
 * @throws {DataError} If another program or another version wrote it, or if it is not a database.
 * @see https://www.sqlite.org/fileformat.html#the_database_header
 */
export function refuseForeign(path: string): void {
  const header = headerOf(path);
  if (header === null) return;
  const view = new DataView(header.buffer);
  // If creating the file was interrupted, SQLite rolls that back from the journal.
  const isHalfMade = mayExist(`${path}-journal`);
  if (new TextDecoder("latin1").decode(header.subarray(0, magic.length)) !== magic) {
    if (isHalfMade) return;
    throw damagedError(path);
  }
  const found = {
    applicationId: view.getUint32(applicationIdAt),
    formatVersion: view.getUint32(userVersionAt),
  };
  if (found.applicationId !== 0 || view.getUint16(firstCellCountAt) > 0) check(path, found);
  else if (!isHalfMade && mayExist(`${path}-wal`)) checkLog(path);
}

function check(path: string, found: Origin): void {
  if (found.applicationId !== applicationId) {
    throw new DataError("foreign", `Cannot open "${path}": it is not a log of this broker`);
  }
  if (found.formatVersion === formatVersion) return;
  throw new DataError(
    "other version",
    `Cannot open "${path}": its format is version ${found.formatVersion}, ` +
      `but this program reads version ${formatVersion}`,
  );
}

/**
 * Checks a file whose content is still in the write-ahead log. The connection is read-only, because
 * closing one that can write would move the log into the file.
 */
function checkLog(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    database.exec("pragma busy_timeout=0");
    const value = (sql: string): number =>
      Number(Object.values(database.prepare(sql).get() ?? {})[0]);
    const found = {
      applicationId: value("pragma application_id"),
      formatVersion: value("pragma user_version"),
    };
    const isEmpty = value("select count(*) from sqlite_schema") === 0;
    if (found.applicationId !== 0 || !isEmpty) check(path, found);
  } finally {
    database.close();
  }
}

/**
 * Returns the first bytes of the file, with zeros if it is shorter. Null if it is missing or empty,
 * or if it cannot be read; SQLite then reports why.
 */
function headerOf(path: string): Uint8Array<ArrayBuffer> | null {
  if (path === ":memory:") return null;
  const header = new Uint8Array(headerBytes);
  try {
    using file = openPrivate(path, "read");
    return file.readSync(header) === null ? null : header;
  } catch (error) {
    if (isProgramError(error)) throw error;
    return null;
  }
}

/** Whether a file may exist. If the system rejects the lookup, SQLite reports why. */
function mayExist(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (isProgramError(error)) throw error;
    return false;
  }
}

/** Whether an error shows a bug or a missing permission, not a problem of the file. */
function isProgramError(error: unknown): boolean {
  return error instanceof Deno.errors.NotCapable || error instanceof TypeError ||
    error instanceof RangeError || error instanceof ReferenceError;
}
