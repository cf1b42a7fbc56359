import { DatabaseSync, type StatementSync, type SupportedValueType } from "node:sqlite";
import { FailedError } from "../../errors.ts";
import { fileName, joinPath, parentDirectory } from "../../text/file_path.ts";
import type { FileIdentity } from "../file_identity.ts";
import { refuseForeign } from "./refuse_foreign.ts";
import { applicationId, formatVersion, laterColumns, pageBytes, tables } from "./schema.ts";
import { LostFileError, makeFilesPrivate, openFileIdentities } from "./store_files.ts";

/** How a commit reaches the disk: `full` waits for it, `normal` leaves it to a checkpoint. */
export type SyncMode = "full" | "normal";

/** Where the data lies and how hard it is held. */
export interface StoreOptions {
  /** Path of the SQLite file, or `:memory:` for data that ends with the process. */
  readonly path: string;
  /** Default `full`: an acknowledged write is on disk. */
  readonly sync?: SyncMode;
}

/**
 * Files that this process has open. SQLite's lock is the process's: it would not stop a second
 * connection here, and closing anything that looked at the file would let go of it.
 */
const openFiles = new Set<string>();

/**
 * From so many pages on, the write-ahead log is moved into the file: SQLite's own threshold. It
 * would do so by itself, but within a commit, and without a word where that fails.
 */
const checkpointPages = 1000;

/** The write-ahead log is cut back to this size after a checkpoint. */
const journalSizeLimitBytes = 64 * 1024 * 1024;

/**
 * The one SQLite connection of a broker.
 *
 * A file is held exclusively from open to close, by SQLite's own lock, which the operating system
 * frees when the process dies. Errors of the disk pass through as SQLite's own.
 */
export class Store implements Disposable {
  readonly path: string;
  readonly #database: DatabaseSync;
  /** Its place among the open files. */
  readonly #file: string;
  readonly #statements = new Map<string, StatementSync>();
  /** The file and its log, as SQLite has them open; none for data in memory. */
  readonly #openFiles: readonly FileIdentity[];
  /** How many pages behind the file may be before it is brought up. */
  #nextCheckpoint = checkpointPages;
  #isOpen = true;

  /**
   * Opens the file, creates the tables in a new one.
   *
   * @throws {FailedError} When another process has the file, when it is damaged or not a broker's
   * data, when its format is another version's, or when a setting that durability rests on did
   * not take. An existing file is never changed by a failed open.
   */
  constructor(options: StoreOptions) {
    this.path = options.path;
    this.#file = realFile(options.path);
    this.#database = openDatabase(options.path, this.#file);
    try {
      this.#prepareFile(options.sync ?? "full");
      this.#openFiles = openFileIdentities(options.path);
      openFiles.add(this.#file);
    } catch (error) {
      this.#database.close();
      throw storeRefusal(options.path, error);
    }
  }

  #prepareFile(sync: SyncMode): void {
    this.#pragma("busy_timeout=0");
    this.#pragma("locking_mode=exclusive");
    const memory = this.path === ":memory:";
    this.#expect("page_size", `page_size=${pageBytes}`, pageBytes);
    this.#expect("journal_mode", "journal_mode=wal", memory ? "memory" : "wal");
    this.#expect("synchronous", `synchronous=${sync}`, sync === "full" ? 2 : 1);
    this.#expect("fullfsync", "fullfsync=1", 1);
    this.#expect("checkpoint_fullfsync", "checkpoint_fullfsync=1", 1);
    this.#expect("foreign_keys", "foreign_keys=1", 1);
    this.#expect("wal_autocheckpoint", "wal_autocheckpoint=0", 0);
    this.#pragma(`journal_size_limit=${journalSizeLimitBytes}`);
    this.#createTables();
  }

  #createTables(): void {
    if (countTables(this.#database) > 0) {
      // Takes the exclusive lock now, so that a second process fails at start and not later.
      this.#database.exec("begin immediate; commit");
      this.#settleLog();
      this.#addLaterColumns();
      return;
    }
    this.#database.exec("begin immediate");
    this.#database.exec(tables);
    this.#pragma(`application_id=${applicationId}`);
    this.#pragma(`user_version=${formatVersion}`);
    this.#database.exec("commit");
    // From now on the file itself says what it is, without its log.
    this.#settleLog();
  }

  #addLaterColumns(): void {
    for (const { table, column, type } of laterColumns) {
      const known = this.#database.prepare(`select 1 from pragma_table_info(?) where name = ?`);
      if (known.get(table, column) !== undefined) continue;
      this.#database.exec(`alter table ${table} add column ${column} ${type}`);
    }
  }

  /**
   * Moves what a crash left in the write-ahead log into the file. After a failed fsync the system
   * may hold parts of that log in memory alone, and nothing would ever write them again.
   */
  #settleLog(): void {
    try {
      this.#pragma("wal_checkpoint(truncate)");
    } catch (error) {
      // Reading goes on without room for more.
      if (!(error instanceof Error) || !/disk is full/.test(error.message)) throw error;
    }
  }

  #pragma(text: string): unknown {
    return pragma(this.#database, text);
  }

  #expect(name: string, assignment: string, wanted: number | string): void {
    this.#pragma(assignment);
    const found = this.#pragma(name);
    if (found !== wanted) {
      throw new FailedError(
        `Cannot open "${this.path}": SQLite keeps ${name} at ${found} instead of ${wanted}`,
      );
    }
  }

  /**
   * Makes sure that SQLite still writes to the file that others will open: SQLite itself does not
   * notice when its files are deleted, moved or replaced, and all that it writes then is lost.
   *
   * @throws {LostFileError} If the file, its write-ahead log or their directory has gone.
   */
  checkFiles(): void {
    for (const file of this.#openFiles) {
      if (!file.isInPlace) throw new LostFileError(file.path);
    }
  }

  /** A prepared statement of this connection, prepared once; integers are read as bigint. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      statement.setReadBigInts(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs one writing statement. */
  run(sql: string, ...values: SupportedValueType[]): void {
    this.statement(sql).run(...values);
  }

  /**
   * Runs `write` in one transaction: all of it is on disk when this returns, or none of it.
   *
   * @throws Whatever `write` throws, or SQLite's error of the disk; the transaction is rolled back.
   */
  transaction<Result>(write: () => Result): Result {
    this.#database.exec("begin immediate");
    try {
      const result = write();
      this.#database.exec("commit");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec("rollback");
    } catch {
      // After an I/O error or a full disk SQLite has rolled back by itself already.
    }
  }

  /** Pages of the write-ahead log that are not in the file yet. */
  get pagesBehind(): number {
    const found = this.statement("pragma wal_checkpoint(noop)").get();
    return Number(found?.["log"] ?? 0) - Number(found?.["checkpointed"] ?? 0);
  }

  /** Whether the write-ahead log has grown long. */
  get isCheckpointDue(): boolean {
    return this.#isOpen && this.pagesBehind >= this.#nextCheckpoint;
  }

  /**
   * Moves the write-ahead log into the file, as far as that goes without waiting. Whatever is
   * thrown, what was committed stays on disk, in that log.
   *
   * @throws SQLite's error of the disk; it is due again when the log has grown as much once more.
   */
  checkpoint(): void {
    this.#nextCheckpoint = this.pagesBehind + checkpointPages;
    this.#pragma("wal_checkpoint(passive)");
    this.#nextCheckpoint = checkpointPages;
  }

  close(): void {
    this.#isOpen = false;
    this.#statements.clear();
    this.#database.close();
    openFiles.delete(this.#file);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** One name for a file, however it is reached; its directory exists, it need not. */
function realFile(path: string): string {
  try {
    if (path === ":memory:") return path;
    return joinPath(Deno.realPathSync(parentDirectory(path)), fileName(path));
  } catch {
    return path;
  }
}

function openDatabase(path: string, file: string): DatabaseSync {
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
    throw storeRefusal(path, error);
  }
}

function countTables(database: DatabaseSync): number {
  return Number(database.prepare("select count(*) as value from sqlite_schema").get()?.["value"]);
}

function pragma(database: DatabaseSync, text: string): unknown {
  const row = database.prepare(`pragma ${text}`).get();
  return row === undefined ? undefined : Object.values(row)[0];
}

/** An error of SQLite's as one for a person; any other as it is. */
export function storeRefusal(path: string, error: unknown): Error {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") {
    return error as Error;
  }
  const cannot = `Cannot open "${path}"`;
  if (/database is locked/.test(error.message)) {
    return new FailedError(`${cannot}: another process is using it`, {
      hint: "Stop that broker (wah dev status shows the background one), or give another --data",
      cause: error,
    });
  }
  if (/not a database|malformed/.test(error.message)) {
    return new FailedError(`${cannot}: the file is damaged or not a log of this broker`, {
      hint: "Restore it from a copy, or give another directory with --data",
      cause: error,
    });
  }
  return new FailedError(`${cannot}: ${error.message}`, { cause: error });
}
