import type { DatabaseSync } from "node:sqlite";
import { FailedError } from "../../errors.ts";
import { applicationId, formatVersion, laterColumns, pageBytes, tables } from "./schema.ts";

/** How a commit reaches the disk: `full` waits for it, `normal` leaves it to a checkpoint. */
export type SyncMode = "full" | "normal";

/** The write-ahead log is truncated to this size after a checkpoint. */
const journalSizeLimitBytes = 64 * 1024 * 1024;

/**
 * Applies the settings that durability depends on, locks the file, and creates the tables that are
 * missing.
 *
 * @throws {FailedError} If SQLite rejects a setting.
 * @throws SQLite's error, if another process uses the file or if it is damaged.
 */
export function prepareDatabase(database: DatabaseSync, path: string, sync: SyncMode): void {
  const set = (name: string, value: number | string, expected = value): void => {
    pragma(database, `${name}=${value}`);
    const found = pragma(database, name);
    if (found === expected) return;
    throw new FailedError(
      `Cannot open "${path}": SQLite keeps ${name} at ${found} instead of ${expected}`,
    );
  };
  pragma(database, "busy_timeout=0");
  pragma(database, "locking_mode=exclusive");
  set("page_size", pageBytes);
  set("journal_mode", "wal", path === ":memory:" ? "memory" : "wal");
  set("synchronous", sync, sync === "full" ? 2 : 1);
  set("fullfsync", 1);
  set("checkpoint_fullfsync", 1);
  set("foreign_keys", 1);
  set("wal_autocheckpoint", 0);
  pragma(database, `journal_size_limit=${journalSizeLimitBytes}`);
  if (hasTables(database)) openTables(database);
  else createTables(database);
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare("select 1 from sqlite_schema limit 1").get() !== undefined;
}

function openTables(database: DatabaseSync): void {
  // Takes the exclusive lock now, so that a second process fails at start and not later.
  database.exec("begin immediate; commit");
  emptyWriteAheadLog(database);
  for (const { table, column, type } of laterColumns) {
    const known = database.prepare("select 1 from pragma_table_info(?) where name = ?");
    if (known.get(table, column) !== undefined) continue;
    database.exec(`alter table ${table} add column ${column} ${type}`);
  }
}

function createTables(database: DatabaseSync): void {
  database.exec("begin immediate");
  database.exec(tables);
  pragma(database, `application_id=${applicationId}`);
  pragma(database, `user_version=${formatVersion}`);
  database.exec("commit");
  // Now the file itself, without its log, shows what it is.
  emptyWriteAheadLog(database);
}

/**
 * Moves what a crash left in the write-ahead log into the file. After a failed fsync, parts of that
 * log may exist only in the system's memory, and nothing else would write them again.
 */
function emptyWriteAheadLog(database: DatabaseSync): void {
  try {
    pragma(database, "wal_checkpoint(truncate)");
  } catch (error) {
    // The data stays readable even if the disk is full.
    if (!(error instanceof Error) || !/disk is full/.test(error.message)) throw error;
  }
}

function pragma(database: DatabaseSync, text: string): unknown {
  const row = database.prepare(`pragma ${text}`).get();
  return row === undefined ? undefined : Object.values(row)[0];
}
