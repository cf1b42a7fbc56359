import { DatabaseSync } from "node:sqlite";
import { FailedError } from "../../errors.ts";
import { openPrivate } from "../private_file.ts";
import { applicationId, formatVersion } from "./schema.ts";

/** Where SQLite's file format has what tells one program's database from another's. */
const headerBytes = 112;
const magic = "SQLite format 3\0";
const userVersionAt = 60;
const applicationIdAt = 68;
const firstCellCountAt = 103;

/**
 * Refuses a file that is not ours, in this format, without touching it: another program's database
 * must stay as it is to the byte.
 *
 * The header alone is read where it says enough. A connection is not asked before: it would read
 * all of a write-ahead log, and one that may not write fails on what a power cut left of a file
 * that was just being made.
 *
 * @throws {FailedError} When it is another program's, another version's, or no database.
 * @see https://www.sqlite.org/fileformat.html#the_database_header
 */
export function refuseForeign(path: string): void {
  const header = headerOf(path);
  if (header === null) return;
  const view = new DataView(header.buffer);
  // What was cut short while the file was made, its rollback journal takes back.
  const isHalfMade = exists(`${path}-journal`);
  if (new TextDecoder("latin1").decode(header.subarray(0, magic.length)) !== magic) {
    if (isHalfMade) return;
    throw new FailedError(
      `Cannot open "${path}": the file is damaged or not a log of this broker`,
      {
        hint: "Restore it from a copy, or give another directory with --data",
      },
    );
  }
  const found = {
    applicationId: view.getUint32(applicationIdAt),
    formatVersion: view.getUint32(userVersionAt),
  };
  if (found.applicationId !== 0 || view.getUint16(firstCellCountAt) > 0) check(path, found);
  else if (!isHalfMade && exists(`${path}-wal`)) checkLog(path);
}

function check(
  path: string,
  found: { readonly applicationId: number; readonly formatVersion: number },
): void {
  if (found.applicationId !== applicationId) {
    throw new FailedError(`Cannot open "${path}": it is not a log of this broker`, {
      hint: "Give another directory with --data",
    });
  }
  if (found.formatVersion === formatVersion) return;
  throw new FailedError(
    `Cannot open "${path}": its format is version ${found.formatVersion}, ` +
      `but this program reads version ${formatVersion}`,
    { hint: "Use the program that wrote it, or give another directory with --data" },
  );
}

/** All is in the write-ahead log still; closing a connection that may write would move it. */
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
 * The first bytes of the file, zeros where it is shorter; null when there is none, an empty one, or
 * one that cannot be read, which SQLite will say.
 */
function headerOf(path: string): Uint8Array<ArrayBuffer> | null {
  if (path === ":memory:") return null;
  const header = new Uint8Array(headerBytes);
  try {
    using file = openPrivate(path, "read");
    return file.readSync(header) === null ? null : header;
  } catch {
    return null;
  }
}

/** Whether a file has the name; SQLite says what is wrong with one that cannot be looked up. */
function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
