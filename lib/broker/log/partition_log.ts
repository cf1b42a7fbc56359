import {
  batchAtOrAfter,
  batchAtOrBefore,
  batchBytes,
  batchEntries,
  type BatchEntry,
  batchReachingTime,
  largestTimestamp,
  lastBatch,
  storedBytes,
} from "../store/batches.ts";
import type { ProducerState } from "../store/producers.ts";
import { isStoreError } from "../store/store_error.ts";
import { type BatchRead, readBatchesInSteps } from "../store/read_batch_bytes.ts";
import type { Store } from "../store/store.ts";
import type { SeenTombstones, StoredPartition } from "../store/topics.ts";
import { StorageError } from "./commit_queue.ts";

/** A change of a log: it grew by some bytes; or it lost records, or all with its topic. */
export type LogChange =
  | { readonly kind: "appended"; readonly sizeBytes: number }
  | { readonly kind: "cut" };

/** Called after each change of a partition's log. */
export type LogListener = (change: LogChange) => void;

const nothing: BatchRead = { pieces: [], sizeBytes: 0, isCut: false };

/**
 * The log of one partition: its start and end, its producers, and its batches.
 *
 * Batches are only in the store. Memory holds two ends: `nextOffset` includes queued batches,
 * `highWatermark` only committed ones, and readers see no record at or after the latter.
 */
export class PartitionLog {
  /** Never reused, so that a request for a deleted topic never reads a new one of its name. */
  readonly id: bigint;
  readonly number: number;
  readonly #store: Store;
  readonly #listeners = new Set<LogListener>();
  readonly producers = new Map<bigint, ProducerState>();
  #logStartOffset: bigint;
  #highWatermark: bigint;
  #deleted = false;
  #sizeBytes: number | null = null;
  #appendedBytes = 0;
  /** The offset of the next batch, after those whose commit is pending. */
  nextOffset: bigint;
  /** Largest timestamp of all batches, including those whose commit is pending. */
  runningMaxTimestamp: bigint;
  /** The tombstones that compaction has seen, and when; null until it has seen some. */
  seenTombstones: SeenTombstones | null;

  constructor(store: Store, stored: StoredPartition) {
    this.#store = store;
    this.id = stored.id;
    this.number = stored.number;
    this.seenTombstones = stored.seenTombstones;
    const last = lastBatch(store, stored.id);
    this.#logStartOffset = stored.logStartOffset;
    // An emptied log continues at its old end, which retention stored as its start.
    this.#highWatermark = last === null || last.lastOffset < stored.logStartOffset
      ? stored.logStartOffset
      : last.lastOffset + 1n;
    this.nextOffset = this.#highWatermark;
    this.runningMaxTimestamp = last?.runningMaxTimestamp ?? -1n;
  }

  /** First offset that readers can request; it may be inside a batch. */
  get logStartOffset(): bigint {
    return this.#logStartOffset;
  }

  /** First offset that is not committed. With one replica, everything below it is on disk. */
  get highWatermark(): bigint {
    return this.#highWatermark;
  }

  /** Whether the topic is deleted; requests that still hold the log answer that it is unknown. */
  get isDeleted(): boolean {
    return this.#deleted;
  }

  /** Bytes committed since the broker started; never decreases. */
  get appendedBytes(): number {
    return this.#appendedBytes;
  }

  /** Size of the stored batches in bytes; the first call reads every header. */
  get sizeBytes(): number {
    this.#sizeBytes ??= storedBytes(this.#store, this.id);
    return this.#sizeBytes;
  }

  /**
   * Reads whole batches from the one that contains `from`, up to the high watermark. Yields
   * periodically, so that the caller can do other work.
   *
   * If compaction dropped the batch at `from`, reads from the next one.
   *
   * @param options.maxBytes Size limit of all batches together.
   * @param options.minOneBatch Whether to return the first batch even if it alone is larger.
   * @throws {StorageError} If the disk fails, or if the file is damaged there.
   */
  *readInSteps(
    from: bigint,
    options: { readonly maxBytes: number; readonly minOneBatch: boolean },
  ): Generator<void, BatchRead> {
    if (from >= this.#highWatermark) return nothing;
    if (options.maxBytes <= 0 && !options.minOneBatch) return { ...nothing, isCut: true };
    try {
      const holding = batchAtOrBefore(this.#store, this.id, from);
      const fromBase = holding !== null && holding.lastOffset >= from ? holding.baseOffset : from;
      const range = { fromBase, end: this.#highWatermark };
      return yield* readBatchesInSteps(this.#store, this.id, { ...range, ...options });
    } catch (cause) {
      throw this.#readError(cause);
    }
  }

  /** Reads like {@link readInSteps}, without pauses. */
  read(
    from: bigint,
    options: { readonly maxBytes: number; readonly minOneBatch: boolean },
  ): BatchRead {
    const steps = this.readInSteps(from, options);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /**
   * Returns the result of `read`, and converts its errors for an answer to the client.
   *
   * @throws {StorageError} If the disk fails, or if the file is damaged there.
   */
  reading<Found>(read: () => Found): Found {
    try {
      return read();
    } catch (cause) {
      throw this.#readError(cause);
    }
  }

  #readError(cause: unknown): unknown {
    if (!isStoreError(cause)) return cause;
    return new StorageError(`Cannot read "${this.#store.path}": ${cause.message}`, { cause });
  }

  /** Calls `listener` after each change until the returned function is called. */
  onChange(listener: LogListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Records that a batch of `sizeBytes`, which ends before `nextOffset`, is on disk. */
  committed(nextOffset: bigint, sizeBytes: number): void {
    this.#highWatermark = nextOffset;
    this.#appendedBytes += sizeBytes;
    if (this.#sizeBytes !== null) this.#sizeBytes += sizeBytes;
    this.#notify({ kind: "appended", sizeBytes });
  }

  /** Sets the start of the log. */
  startsAt(offset: bigint): void {
    this.#logStartOffset = offset;
    this.#notify({ kind: "cut" });
  }

  /** Records that batches of `sizeBytes` in total were deleted from the store. */
  removed(sizeBytes: number): void {
    if (this.#sizeBytes !== null) this.#sizeBytes -= sizeBytes;
  }

  /** Records that the topic is deleted, and wakes parked readers. */
  deleted(): void {
    this.#deleted = true;
    this.#notify({ kind: "cut" });
    this.#listeners.clear();
  }

  /** Whether there are batches that readers no longer see, because they end before the start. */
  get hasHiddenBatches(): boolean {
    const first = batchAtOrAfter(this.#store, this.id, 0n);
    return first !== null && first.lastOffset < this.#logStartOffset;
  }

  /** Returns the batch that contains `offset`, or the next one, or null. */
  batchFrom(offset: bigint): BatchEntry | null {
    const holding = batchAtOrBefore(this.#store, this.id, offset);
    if (holding !== null && holding.lastOffset >= offset) return holding;
    return batchAtOrAfter(this.#store, this.id, offset);
  }

  /** Yields the committed batches from the one that contains `from`. */
  *entries(from: bigint, perQuery: number): Generator<BatchEntry> {
    let next: bigint | null = this.batchFrom(from)?.baseOffset ?? null;
    while (next !== null) {
      const entries = batchEntries(this.#store, this.id, next, perQuery);
      yield* entries;
      const last = entries.at(-1);
      next = entries.length < perQuery || last === undefined ? null : last.lastOffset + 1n;
    }
  }

  /** Returns the first batch from `fromBase` on with a record at or after `timestamp`, or null. */
  batchReaching(timestamp: bigint, fromBase: bigint): BatchEntry | null {
    return batchReachingTime(this.#store, this.id, fromBase, timestamp);
  }

  /** Returns the largest timestamp from `fromBase` on, or null; reads every header. */
  largestTimestamp(fromBase: bigint): bigint | null {
    return largestTimestamp(this.#store, this.id, fromBase);
  }

  /** Returns the bytes of the batch at `baseOffset`; null if it no longer exists. */
  batchBytes(baseOffset: bigint): Uint8Array | null {
    return batchBytes(this.#store, this.id, baseOffset);
  }

  #notify(change: LogChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
