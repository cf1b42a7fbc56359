import type { Store } from "../store/store.ts";
import { LostFileError } from "../store/store_files.ts";

/**
 * The disk refused, or the file is damaged. Of a turn whose commit failed nothing was acknowledged,
 * and memory was rolled back.
 */
export class StorageError extends Error {
  override readonly name = "StorageError";
}

/** One durable change, and what memory does about its fate. */
export interface Write {
  /** Writes into the open transaction. Throwing fails the whole turn, so it checks nothing. */
  readonly apply: (store: Store) => void;
  /** Runs right after the commit, before its promise resolves. */
  readonly committed?: () => void;
  /** Takes back what was changed in memory when the write was queued. */
  readonly undo?: () => void;
  /** How much it writes, for the cap on one turn; default 0. */
  readonly sizeBytes?: number;
}

/** Options of a commit queue; all have defaults. */
export interface CommitQueueOptions {
  /** A turn takes no further write once it has this many bytes, so that reads get their share. */
  readonly maxTurnBytes?: number;
  /**
   * Called at the first failed commit, and at each that fails in another way than the one before.
   */
  readonly onFailure?: (error: StorageError) => void;
  /** Called once, instead of `onFailure`, if the data file is no longer the one that is open. */
  readonly onDataLost?: (error: StorageError) => void;
  /** Called at the first commit that works again. */
  readonly onRecovery?: () => void;
  /** Called once if the write-ahead log cannot be moved into the file, until that works again. */
  readonly onCheckpointFailure?: (error: StorageError) => void;
  /** Called when that works again. */
  readonly onCheckpointRecovery?: () => void;
}

const defaultMaxTurnBytes = 8 * 1024 * 1024;

/** SQLite's words for a disk or file that can no longer be trusted; a full disk is not one. */
const lastingFailure = /disk I\/O error|malformed|readonly|not a database/;

interface Waiting {
  readonly write: Write;
  readonly resolve: () => void;
  readonly reject: (error: StorageError) => void;
}

/**
 * Gathers the writes of one event-loop turn into one commit.
 *
 * A write resolves only when its transaction is on disk. When a commit fails, every write that
 * waits is rejected and undone, newest first, also those queued behind it: they were checked
 * against a state that never came to be. After an I/O error nothing more is accepted, since the
 * system may have dropped pages that a later, successful fsync would seem to cover; a full disk
 * is different, the next write may find room.
 */
export class CommitQueue {
  readonly #store: Store;
  readonly #maxTurnBytes: number;
  readonly #onFailure: (error: StorageError) => void;
  readonly #onDataLost: (error: StorageError) => void;
  readonly #onRecovery: () => void;
  readonly #onCheckpointFailure: (error: StorageError) => void;
  readonly #onCheckpointRecovery: () => void;
  #waiting: Waiting[] = [];
  #scheduled: NodeJS.Immediate | null = null;
  #broken: StorageError | null = null;
  /** What was wrong with the latest commit, if anything was. */
  #failure: string | null = null;
  #checkpointFails = false;

  constructor(store: Store, options: CommitQueueOptions = {}) {
    this.#store = store;
    this.#maxTurnBytes = options.maxTurnBytes ?? defaultMaxTurnBytes;
    this.#onFailure = options.onFailure ?? (() => {});
    this.#onDataLost = options.onDataLost ?? this.#onFailure;
    this.#onRecovery = options.onRecovery ?? (() => {});
    this.#onCheckpointFailure = options.onCheckpointFailure ?? (() => {});
    this.#onCheckpointRecovery = options.onCheckpointRecovery ?? (() => {});
  }

  /** Writes queued and not committed yet. */
  get length(): number {
    return this.#waiting.length;
  }

  /** The failure after which nothing is accepted, or null. */
  get broken(): StorageError | null {
    return this.#broken;
  }

  /**
   * Queues `write` for the commit at the end of this turn.
   *
   * @throws {StorageError} (rejects) When the commit failed, or an earlier one failed permanently.
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

  /** Commits all that waits, now. */
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
    const turn = this.#takeTurn();
    if (turn.length === 0) return;
    try {
      this.#store.transaction(() => {
        for (const { write } of turn) write.apply(this.#store);
      });
      // What was written to a file that is gone must not be acknowledged.
      this.#store.checkFiles();
    } catch (error) {
      this.#fail([...turn, ...this.#waiting], error);
      return;
    }
    // A turn that changed nothing did not need the disk.
    if (this.#failure !== null && turn.some(({ write }) => write.sizeBytes)) this.#recover();
    for (const { write } of turn) write.committed?.();
    for (const { resolve } of turn) resolve();
    // Not before they are answered who waited for this commit.
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

  #takeTurn(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { write } of this.#waiting) {
      if (bytes >= this.#maxTurnBytes) break;
      bytes += write.sizeBytes ?? 0;
      count++;
    }
    const turn = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return turn;
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
