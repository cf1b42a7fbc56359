import type { Store } from "../store/store.ts";
import { LostFileError } from "../store/store_files.ts";

/**
 * A disk error, or a damaged file. No write of a failed commit was acknowledged, and memory was
 * rolled back.
 */
export class StorageError extends Error {
  override readonly name = "StorageError";
}

/** One durable change, with its effects on memory. */
export interface Write {
  /** Writes into the open transaction. If it throws, the whole turn fails, so check before. */
  readonly apply: (store: Store) => void;
  /** Runs right after the commit, before any promise resolves. */
  readonly committed?: () => void;
  /** Undoes the changes in memory that were made when the write was queued. */
  readonly undo?: () => void;
  /** How many bytes it writes, for the limit of one turn; default 0. */
  readonly sizeBytes?: number;
}

/** Options of a commit queue; all have defaults. */
export interface CommitQueueOptions {
  /** A turn applies no further write once it has this many bytes; default 2 MiB. */
  readonly maxTurnBytes?: number;
  /** A turn applies no further write once it has taken so long; default 4 ms. */
  readonly maxTurnMs?: number;
  /** Called for the first failed commit, and for each whose error differs from the one before. */
  readonly onFailure?: (error: StorageError) => void;
  /** Called once, instead of `onFailure`, if the data file was deleted, moved or replaced. */
  readonly onDataLost?: (error: StorageError) => void;
  /** Called for the first commit that succeeds after a failure. */
  readonly onRecovery?: () => void;
  /** Called once if the write-ahead log cannot be moved into the file, until that succeeds. */
  readonly onCheckpointFailure?: (error: StorageError) => void;
  /** Called when that succeeds again. */
  readonly onCheckpointRecovery?: () => void;
}

/** Requests wait while a turn is committed, so turns are kept short. */
const defaultMaxTurnBytes = 2 * 1024 * 1024;
const defaultMaxTurnMs = 4;

/** SQLite's errors after which the disk or file cannot be trusted. A full disk is not one. */
const lastingFailure = /disk I\/O error|malformed|readonly|not a database/;

interface Waiting {
  readonly write: Write;
  readonly resolve: () => void;
  readonly reject: (error: StorageError) => void;
}

/**
 * Gathers the writes of one event-loop turn into one commit.
 *
 * A write resolves only when its transaction is on disk. If a commit fails, every waiting write is
 * rejected and undone, newest first. This includes later writes, which were checked against a state
 * that does not exist. After an I/O error no further write is accepted, because the system may have
 * dropped pages that a later, successful fsync would seem to cover. After a full disk, writes are
 * accepted, because there may be room again.
 */
export class CommitQueue {
  readonly #store: Store;
  readonly #maxTurnBytes: number;
  readonly #maxTurnMs: number;
  readonly #onFailure: (error: StorageError) => void;
  readonly #onDataLost: (error: StorageError) => void;
  readonly #onRecovery: () => void;
  readonly #onCheckpointFailure: (error: StorageError) => void;
  readonly #onCheckpointRecovery: () => void;
  #waiting: Waiting[] = [];
  #scheduled: NodeJS.Immediate | null = null;
  #broken: StorageError | null = null;
  /** The error of the latest commit; null if it succeeded. */
  #failure: string | null = null;
  #checkpointFails = false;

  constructor(store: Store, options: CommitQueueOptions = {}) {
    this.#store = store;
    this.#maxTurnBytes = options.maxTurnBytes ?? defaultMaxTurnBytes;
    this.#maxTurnMs = options.maxTurnMs ?? defaultMaxTurnMs;
    this.#onFailure = options.onFailure ?? (() => {});
    this.#onDataLost = options.onDataLost ?? this.#onFailure;
    this.#onRecovery = options.onRecovery ?? (() => {});
    this.#onCheckpointFailure = options.onCheckpointFailure ?? (() => {});
    this.#onCheckpointRecovery = options.onCheckpointRecovery ?? (() => {});
  }

  /** How many writes are queued and not committed yet. */
  get length(): number {
    return this.#waiting.length;
  }

  /** The failure after which no write is accepted, or null. */
  get broken(): StorageError | null {
    return this.#broken;
  }

  /**
   * Queues `write` for the commit at the end of this turn.
   *
   * @throws {StorageError} (rejects) If the commit fails, or an earlier one failed permanently.
   */
  enqueue(write: Write): Promise<void> {
    if (this.#broken !== null) {
      write.undo?.();
      return Promise.reject(this.#broken);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ write, resolve, reject });
    this.#scheduled ??= setImmediate(() => this.#turn());
    return promise;
  }

  /** Commits all waiting writes now. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commitTurn();
  }

  /** Stops accepting writes if the data file is gone, without waiting for the next write. */
  checkFiles(): void {
    if (this.#broken !== null) return;
    try {
      this.#store.checkFiles();
    } catch (error) {
      this.#fail(this.#waiting, error);
    }
  }

  #turn(): void {
    this.#scheduled = null;
    this.#commitTurn();
    if (this.#waiting.length > 0) this.#scheduled ??= setImmediate(() => this.#turn());
  }

  #commitTurn(): void {
    if (this.#waiting.length === 0) return;
    let count = 0;
    try {
      count = this.#store.transaction(() => this.#applyTurn());
      // Writes to a file that was deleted or replaced must not be acknowledged.
      this.#store.checkFiles();
    } catch (error) {
      this.#fail(this.#waiting, error);
      return;
    }
    const turn = this.#waiting.splice(0, count);
    // A turn that wrote nothing says nothing about the disk.
    if (this.#failure !== null && turn.some(({ write }) => write.sizeBytes)) this.#recover();
    for (const { write } of turn) write.committed?.();
    for (const { resolve } of turn) resolve();
    // After the requests that waited for this commit are answered.
    if (this.#store.isCheckpointDue) setImmediate(() => this.#checkpoint());
  }

  #checkpoint(): void {
    if (this.#broken !== null || !this.#store.isCheckpointDue) return;
    try {
      this.#store.checkpoint();
      if (this.#checkpointFails) this.#onCheckpointRecovery();
      this.#checkpointFails = false;
    } catch (cause) {
      const { path } = this.#store;
      const found = cause instanceof Error ? cause.message : String(cause);
      const error = new StorageError(
        `Cannot write "${path}": ${found}; nothing is lost, but "${path}-wal" grows until ` +
          "the write succeeds",
        { cause },
      );
      if (!this.#checkpointFails) this.#onCheckpointFailure(error);
      this.#checkpointFails = true;
    }
  }

  /** Applies the writes of one turn, at least one, and returns how many. */
  #applyTurn(): number {
    const endsAt = performance.now() + this.#maxTurnMs;
    let bytes = 0;
    let count = 0;
    for (const { write } of this.#waiting) {
      if (count > 0 && (bytes >= this.#maxTurnBytes || performance.now() >= endsAt)) break;
      write.apply(this.#store);
      bytes += write.sizeBytes ?? 0;
      count += 1;
    }
    return count;
  }

  #recover(): void {
    this.#failure = null;
    this.#onRecovery();
  }

  #fail(failed: readonly Waiting[], cause: unknown): void {
    this.#waiting = [];
    const found = cause instanceof Error ? cause.message : String(cause);
    const isLost = cause instanceof LostFileError;
    const isLasting = isLost || lastingFailure.test(found);
    const error = new StorageError(
      `Cannot write "${this.#store.path}": ${found}` +
        (isLasting && !isLost ? "; nothing is accepted before a restart" : ""),
      { cause },
    );
    if (isLasting) this.#broken = error;
    for (const { write } of failed.toReversed()) write.undo?.();
    if (isLost) this.#onDataLost(error);
    else if (this.#failure !== error.message) this.#onFailure(error);
    this.#failure = error.message;
    for (const { reject } of failed) reject(error);
  }
}
