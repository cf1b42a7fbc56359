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
import { type BatchRead, readBatchesInSteps } from "../store/read_batch_bytes.ts";
import type { Store } from "../store/store.ts";
import type { SeenTombstones, StoredPartition } from "../store/topics.ts";
import { StorageError } from "./commit_queue.ts";

/** A change of a log: it grew by so many bytes, or lost its beginning, or all with its topic. */
export type LogChange =
  | { readonly kind: "appended"; readonly sizeBytes: number }
  | { readonly kind: "cut" };

/** Called after each change of a partition's log. */
export type LogListener = (change: LogChange) => void;

const nothing: BatchRead = { pieces: [], sizeBytes: 0, isCut: false };

/**
 * The log of one partition: where it starts and ends, who wrote to it, and its batches.
 *
 * Batches live in the store alone. In memory stand two ends: `nextOffset` counts queued batches,
 * `highWatermark` only committed ones, and readers see nothing beyond the latter.
 */
export class PartitionLog {
  /** Never reused, so that a request for a deleted topic cannot meet a new one of its name. */
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
  /** Where the next batch goes, counting those that wait for their commit. */
  nextOffset: bigint;
  /** Largest timestamp of any batch so far, counting those that wait for their commit. */
  runningMaxTimestamp: bigint;
  /** Which tombstones compaction has seen, and when; null before it has seen any. */
  seenTombstones: SeenTombstones | null;

  constructor(store: Store, stored: StoredPartition) {
    this.#store = store;
    this.id = stored.id;
    this.number = stored.number;
    this.seenTombstones = stored.seenTombstones;
    const last = lastBatch(store, stored.id);
    this.#logStartOffset = stored.logStartOffset;
    // An emptied log goes on at its old end, which retention stored as its start.
    this.#highWatermark = last === null || last.lastOffset < stored.logStartOffset
      ? stored.logStartOffset
      : last.lastOffset + 1n;
    this.nextOffset = this.#highWatermark;
    this.runningMaxTimestamp = last?.runningMaxTimestamp ?? -1n;
  }

  /** First offset that readers may ask for; it may lie inside a batch. */
  get logStartOffset(): bigint {
    return this.#logStartOffset;
  }

  /** First offset that is not committed: with one replica the end of what is on disk. */
  get highWatermark(): bigint {
    return this.#highWatermark;
  }

  /** Whether the topic is gone; whoever still holds the log answers that it is unknown. */
  get isDeleted(): boolean {
    return this.#deleted;
  }

  /** What was committed since the broker started; it only grows. */
  get appendedBytes(): number {
    return this.#appendedBytes;
  }

  /** What the stored batches weigh; the first call reads all their heads. */
  get sizeBytes(): number {
    this.#sizeBytes ??= storedBytes(this.#store, this.id);
    return this.#sizeBytes;
  }

  /**
   * Whole batches from the one that holds `from`, up to the high watermark. Stops now and then, so
   * that the caller can do something else in between.
   *
   * An offset in a hole that compaction left gives the next batch.
   *
   * @param options.maxBytes What the batches may weigh together.
   * @param options.minOneBatch Whether the first comes even where it alone weighs more.
   * @throws {StorageError} When the disk refused, or the file is damaged there.
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
      throw this.#unreadable(cause);
    }
  }

  /** As {@link readInSteps}, at once. */
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
   * What `look` finds in the log, for a client that is to be told when it cannot be read.
   *
   * @throws {StorageError} When the disk refused, or the file is damaged there.
   */
  reading<Found>(look: () => Found): Found {
    try {
      return look();
    } catch (cause) {
      throw this.#unreadable(cause);
    }
  }

  #unreadable(cause: unknown): StorageError {
    const found = cause instanceof Error ? cause.message : String(cause);
    return new StorageError(`Cannot read "${this.#store.path}": ${found}`, { cause });
  }

  /** Calls `listener` after each change until the returned function is called. */
  onChange(listener: LogListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** A batch of `sizeBytes` that ends before `nextOffset` is on disk. */
  committed(nextOffset: bigint, sizeBytes: number): void {
    this.#highWatermark = nextOffset;
    this.#appendedBytes += sizeBytes;
    if (this.#sizeBytes !== null) this.#sizeBytes += sizeBytes;
    this.#notify({ kind: "appended", sizeBytes });
  }

  /** The log starts at `offset` from now on. */
  startsAt(offset: bigint): void {
    this.#logStartOffset = offset;
    this.#notify({ kind: "cut" });
  }

  /** Batches of `sizeBytes` in all are gone from the store. */
  removed(sizeBytes: number): void {
    if (this.#sizeBytes !== null) this.#sizeBytes -= sizeBytes;
  }

  /** The topic is gone: parked readers wake up and find out. */
  deleted(): void {
    this.#deleted = true;
    this.#notify({ kind: "cut" });
    this.#listeners.clear();
  }

  /** Whether there are batches that no reader sees any more, since they end before the start. */
  get hasRemains(): boolean {
    const first = batchAtOrAfter(this.#store, this.id, 0n);
    return first !== null && first.lastOffset < this.#logStartOffset;
  }

  /** The batch that holds `offset`, else the next one, else null. */
  batchFrom(offset: bigint): BatchEntry | null {
    const holding = batchAtOrBefore(this.#store, this.id, offset);
    if (holding !== null && holding.lastOffset >= offset) return holding;
    return batchAtOrAfter(this.#store, this.id, offset);
  }

  /** Places of the committed batches from the one that holds `from`, as the log is now. */
  *places(from: bigint, perQuery: number): Generator<BatchEntry> {
    let next: bigint | null = this.batchFrom(from)?.baseOffset ?? null;
    while (next !== null) {
      const places = batchEntries(this.#store, this.id, next, perQuery);
      yield* places;
      const last = places.at(-1);
      next = places.length < perQuery || last === undefined ? null : last.lastOffset + 1n;
    }
  }

  /** The first batch from `fromBase` on with a record at or after `timestamp`, or null. */
  batchReaching(timestamp: bigint, fromBase: bigint): BatchEntry | null {
    return batchReachingTime(this.#store, this.id, fromBase, timestamp);
  }

  /** The largest timestamp of the batches from `fromBase` on, or null; reads all their heads. */
  largestTimestamp(fromBase: bigint): bigint | null {
    return largestTimestamp(this.#store, this.id, fromBase);
  }

  /** The bytes of the batch at `baseOffset`, or null when it has gone. */
  batchBytes(baseOffset: bigint): Uint8Array | null {
    return batchBytes(this.#store, this.id, baseOffset);
  }

  #notify(change: LogChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
