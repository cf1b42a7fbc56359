import type {
  DatabaseSync,
  StatementResultingChanges,
  StatementSync,
  SupportedValueType,
} from "node:sqlite";
import type { FileIdentity } from "../file_identity.ts";
import { databaseFile, openDatabase } from "./open_database.ts";
import { prepareDatabase, type SyncMode } from "./prepare_database.ts";
import { SqlRow } from "./row.ts";
import { LostFileError, openFileIdentities } from "./store_files.ts";
import { openError } from "./store_error.ts";

/** Options of a store. */
export interface StoreOptions {
  /** Path of the SQLite file, or `:memory:` for data that ends with the process. */
  readonly path: string;
  /** Default `full`: an acknowledged write is on disk. */
  readonly sync?: SyncMode;
}

/**
 * Files that this process has open. SQLite's lock belongs to the process: it does not stop a second
 * connection here, and closing any other descriptor of the file would release it.
 */
const openFiles = new Set<string>();

/**
 * From this number of pages on, the write-ahead log is moved into the file. SQLite's own threshold
 * is the same, but it would do so within a commit, and would not report a failure.
 */
const checkpointPages = 1000;

/**
 * The one SQLite connection of a broker.
 *
 * It locks the file exclusively from open to close, with SQLite's own lock, which the operating
 * system releases when the process dies. Disk errors are SQLite's own.
 */
export class Store implements Disposable {
  readonly path: string;
  readonly #database: DatabaseSync;
  /** Its entry in `openFiles`. */
  readonly #file: string;
  readonly #statements = new Map<string, StatementSync>();
  /** The file and its write-ahead log; none for data in memory. */
  readonly #openFiles: readonly FileIdentity[];
  /** A checkpoint is due from this number of pages on. */
  #nextCheckpointPages = checkpointPages;
  #isOpen = true;

  /**
   * Opens the file, and creates the tables in a new one.
   *
   * @throws {DataError} If another process uses the file, if it is damaged, if another program or
   * another version wrote it, or if it cannot be opened. A failed open never changes an existing
   * file.
   */
  constructor(options: StoreOptions) {
    this.path = options.path;
    this.#file = databaseFile(options.path);
    this.#database = openDatabase(options.path, this.#file, openFiles);
    try {
      prepareDatabase(this.#database, options.path, options.sync ?? "full");
      this.#openFiles = openFileIdentities(options.path);
      openFiles.add(this.#file);
    } catch (error) {
      this.#database.close();
      throw openError(options.path, error);
    }
  }

  /**
   * Checks that SQLite still writes to the file that others will open. SQLite itself does not
   * notice if its files are deleted, moved or replaced, and what it writes then is lost.
   *
   * @throws {LostFileError} If the file, its write-ahead log or their directory no longer exists.
   */
  checkFiles(): void {
    for (const file of this.#openFiles) {
      if (!file.isInPlace) throw new LostFileError(file.path);
    }
  }

  /** Returns the first row of a query; null if there is none. */
  first(sql: string, ...values: SupportedValueType[]): SqlRow | null {
    const found = this.#statement(sql).get(...values);
    return found === undefined ? null : new SqlRow(found);
  }

  /** Returns all rows of a query. */
  rows(sql: string, ...values: SupportedValueType[]): SqlRow[] {
    return this.#statement(sql).all(...values).map((found) => new SqlRow(found));
  }

  /** Runs one statement that writes. */
  run(sql: string, ...values: SupportedValueType[]): StatementResultingChanges {
    return this.#statement(sql).run(...values);
  }

  /** Returns a statement that reads integers as bigint; it is prepared once. */
  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      statement.setReadBigInts(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /**
   * Runs `write` in one transaction: when this returns, all of it is on disk.
   *
   * @throws Whatever `write` throws, or SQLite's disk error; the transaction is rolled back.
   */
  transaction<Result>(write: () => Result): Result {
    this.#database.exec("begin immediate");
    try {
      const result = write();
      this.#database.exec("commit");
      return result;
    } catch (error) {
      // After a disk error or on a full disk, SQLite has already rolled back.
      if (this.#database.isTransaction) this.#database.exec("rollback");
      throw error;
    }
  }

  /** The number of pages in the write-ahead log that are not in the file yet. */
  get pagesBehind(): number {
    const found = this.first("pragma wal_checkpoint(noop)");
    return found === null ? 0 : found.number("log") - found.number("checkpointed");
  }

  /** Whether the write-ahead log is long enough for a checkpoint. */
  get isCheckpointDue(): boolean {
    return this.#isOpen && this.pagesBehind >= this.#nextCheckpointPages;
  }

  /**
   * Moves the write-ahead log into the file, as far as that is possible without waiting. If it
   * fails, all committed data stays on disk, in the log.
   *
   * @throws SQLite's disk error; the next checkpoint is due when the log has grown by as much
   * again.
   */
  checkpoint(): void {
    this.#nextCheckpointPages = this.pagesBehind + checkpointPages;
    this.first("pragma wal_checkpoint(passive)");
    this.#nextCheckpointPages = checkpointPages;
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
