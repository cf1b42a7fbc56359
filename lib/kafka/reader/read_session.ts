import { describeErrorCode, errorCodes } from "../../wire/errors.ts";
import { delay } from "../../async/delay.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import { KafkaError } from "../kafka_error.ts";
import { ChunkPipe } from "./chunk_pipe.ts";
import {
  type CorruptBatchOptions,
  cutShortError,
  skipCorruptBatch,
  skipUnreadableRecords,
} from "./corrupt_batches.ts";
import { boundsOf, type FetchAnswer, type FetchAnswers, type FetchLimits } from "./fetch_round.ts";
import { LeaderLoop, type LeaderLoopHost } from "./leader_loop.ts";
import { PartitionCursor } from "./partition_cursor.ts";
import { Placement } from "./placement.ts";
import type { ReadTarget } from "./read_target.ts";
import { RecordChunk } from "./record_chunk.ts";
import { selectBatches } from "./select_batches.ts";
import { type NewPartitions, watchPartitions } from "./watch_partitions.ts";

/** How a {@link ReadSession} reads. */
export interface ReadSessionOptions extends FetchLimits, CorruptBatchOptions {
  /** Those that topics get meanwhile; they are not read when left out. */
  readonly newPartitions?: NewPartitions | undefined;
}

/** How often a leader may fail in a way it did not expect before that is final. */
const maxServerErrors = 10;
/** How often a partition may be without a leader before that is told: 350 ms. */
const maxQuietFailures = 4;
const noBytes = new Uint8Array(0);

/**
 * One reading of several partitions: a loop per leader, and one that finds leaders for partitions
 * that are without.
 */
export class ReadSession implements LeaderLoopHost, AsyncDisposable {
  readonly client: KafkaClient;
  readonly limits: FetchLimits;
  readonly pipe = new ChunkPipe<RecordChunk>();
  readonly #options: ReadSessionOptions;
  readonly #placement: Placement;
  readonly #stop = new AbortController();
  /** Partitions that are not read to their end. */
  readonly #open = new Set<PartitionCursor>();
  /** Of these, the ones that no loop has. */
  readonly #homeless = new Set<PartitionCursor>();
  /** Of these, the ones whose leader cannot be reached. */
  readonly #lost = new Set<PartitionCursor>();
  readonly #loops = new Map<number, LeaderLoop>();
  readonly #running = new Set<Promise<void>>();
  #refreshFailures = 0;
  #wake: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(client: KafkaClient, targets: readonly ReadTarget[], options: ReadSessionOptions) {
    this.client = client;
    this.limits = options;
    this.#options = options;
    this.#placement = new Placement({
      client,
      isolation: options.isolation,
      signal: this.signal,
      notice: (notice) => options.onNotice(notice),
      place: (cursor, leader) => this.#place(cursor, leader),
    });
    for (const target of targets) this.#add(target);
    this.#track(this.#settleAll());
    const { newPartitions, onNotice } = options;
    if (newPartitions === undefined) return;
    const add = (target: ReadTarget): void => this.#add(target);
    const watch = { ...newPartitions, signal: this.signal, onNotice, add };
    this.#track(watchPartitions(client, targets, watch));
  }

  get #isCommitted(): boolean {
    return this.limits.isolation === "committed";
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Stops at once: whoever takes from the pipe gets `reason`. */
  abort(reason: unknown): void {
    this.#stop.abort(reason);
    this.pipe.fail(reason);
    this.#wake.resolve();
  }

  /** Stops, and waits until nothing runs any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.abort(new Error("The reader is closed"));
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  accept(answers: FetchAnswers): RecordChunk[] {
    const first = answers.findIndex(([, answer]) => answer?.records?.byteLength);
    const chunks: RecordChunk[] = [];
    for (const [index, [cursor, answer, errorCode]] of answers.entries()) {
      if (answer === null || errorCode !== errorCodes.NONE) {
        this.#refused(cursor, errorCode);
        continue;
      }
      this.#reached(cursor);
      const chunk = first === -1
        ? this.#foundNothing(cursor, answer)
        : this.#take(cursor, answer, index === first);
      if (chunk !== null) chunks.push(chunk);
      this.#checkDone(cursor);
    }
    return chunks;
  }

  lost(cursors: readonly PartitionCursor[], error: unknown): void {
    if (!isOutage(error)) throw error;
    for (const cursor of cursors) {
      cursor.failures += 1;
      this.#takeBack(cursor);
    }
    this.#disconnected(cursors, error);
  }

  ended(loop: LeaderLoop): void {
    this.#loops.delete(loop.node);
    this.#wake.resolve();
  }

  #add(target: ReadTarget): void {
    const cursor = new PartitionCursor(target);
    if (cursor.isDone) return;
    this.#open.add(cursor);
    if (target.leader === undefined) {
      this.#homeless.add(cursor);
      this.#wake.resolve();
    } else {
      cursor.leaderEpoch = target.leader.epoch;
      this.#place(cursor, target.leader.id);
    }
  }

  /** Looks for leaders whenever a partition has none, until all are read. */
  async #settleAll(): Promise<void> {
    // A loop may still hold its last answer back, until the taker is through with the one before.
    while (this.#open.size > 0 || this.#loops.size > 0) {
      if (this.#homeless.size === 0) {
        await this.#wake.promise;
        this.#wake = Promise.withResolvers();
        this.signal.throwIfAborted();
        continue;
      }
      const failures = Math.min(...[...this.#homeless].map((cursor) => cursor.failures));
      const waitMs = backoffMs(Math.max(failures, this.#refreshFailures));
      if (waitMs > 0) await delay(waitMs, this.signal);
      const cursors = [...this.#homeless];
      try {
        await this.#placement.settle(cursors);
        this.#refreshFailures = 0;
        this.#noteLeaderless();
      } catch (error) {
        this.signal.throwIfAborted();
        if (!isOutage(error)) throw error;
        this.#refreshFailures += 1;
        this.#disconnected(cursors, error);
      }
    }
    this.pipe.end();
  }

  /** A leader that moves is back in a moment; one that stays away is worth a word. */
  #noteLeaderless(): void {
    const cursors = [...this.#homeless].filter(({ failures }) => failures >= maxQuietFailures);
    const [first] = cursors;
    if (first === undefined) return;
    const place = `${JSON.stringify(first.topic)} partition ${first.partition}`;
    const error = new KafkaError(errorCodes.LEADER_NOT_AVAILABLE).during(`read ${place}`);
    this.#disconnected(cursors, error);
  }

  #place(cursor: PartitionCursor, leader: number): void {
    this.#homeless.delete(cursor);
    if (this.#checkDone(cursor)) return;
    const running = this.#loops.get(leader);
    const loop = running ?? new LeaderLoop(leader, this);
    loop.add(cursor);
    if (running !== undefined) return;
    this.#loops.set(leader, loop);
    this.#track(loop.run());
  }

  /** Keeps a loop in sight; what makes it fail ends the whole reading. */
  #track(loop: Promise<void>): void {
    const tracked: Promise<void> = loop
      .catch((error) => this.abort(error))
      .finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  #checkDone(cursor: PartitionCursor): boolean {
    if (!cursor.isDone) return false;
    this.#open.delete(cursor);
    this.#homeless.delete(cursor);
    this.#reached(cursor);
    if (this.#open.size === 0) this.#wake.resolve();
    return true;
  }

  #takeBack(cursor: PartitionCursor): void {
    cursor.isPlaced = false;
    this.#homeless.add(cursor);
    this.#wake.resolve();
  }

  #disconnected(cursors: readonly PartitionCursor[], error: Error): void {
    const wasConnected = this.#lost.size === 0;
    for (const cursor of cursors) this.#lost.add(cursor);
    if (wasConnected) this.#options.onNotice({ kind: "disconnected", error });
  }

  #reached(cursor: PartitionCursor): void {
    if (!this.#lost.delete(cursor) || this.#lost.size > 0) return;
    this.#options.onNotice({ kind: "reconnected" });
  }

  #refused(cursor: PartitionCursor, code: number): void {
    cursor.failures += 1;
    const isOutOfRange = code === errorCodes.OFFSET_OUT_OF_RANGE;
    const isTransient = describeErrorCode(code).retriable ||
      (code === errorCodes.UNKNOWN_SERVER_ERROR && cursor.failures < maxServerErrors);
    if (!isOutOfRange && (!isTransient || code === errorCodes.CORRUPT_MESSAGE)) {
      const { topic, partition } = cursor;
      throw new KafkaError(code).during(`read ${JSON.stringify(topic)} partition ${partition}`);
    }
    if (isOutOfRange) cursor.outOfRange += 1;
    this.#takeBack(cursor);
  }

  #take(cursor: PartitionCursor, answer: FetchAnswer, isFirst: boolean): RecordChunk | null {
    const { topic, partition, position: start, stop } = cursor;
    const { records, abortedTransactions } = answer;
    const { batches, next, corrupt } = selectBatches(records ?? noBytes, {
      position: start,
      stop,
      aborted: this.#isCommitted ? abortedTransactions : null,
    });
    cursor.advance(next);
    // What comes before a corrupt batch is given out first; the next answer begins with the batch.
    const isStuck = next === start && isFirst && cursor.wasCutShort();
    const damage = corrupt ?? (isStuck ? cutShortError(start) : null);
    if (damage !== null && next === start) {
      const { highWatermark } = answer;
      skipCorruptBatch(cursor, damage, { ...this.#options, highWatermark });
    }
    if (batches.length === 0) return null;
    return new RecordChunk({
      topic,
      partition,
      ...boundsOf(answer),
      batches,
      start,
      stop,
      onUnreadable: (from, batch, error) => {
        skipUnreadableRecords(cursor, { from, batch, error }, this.#options);
      },
    });
  }

  #foundNothing(cursor: PartitionCursor, answer: FetchAnswer): null {
    const { topic, partition, position: from, stop } = cursor;
    const { lastStableOffset, highWatermark } = boundsOf(answer);
    const isCutOff = cursor.foundNothing(this.#isCommitted ? lastStableOffset : highWatermark);
    if (isCutOff) {
      cursor.finish();
      const place = { topic, partition, from, to: stop! };
      this.#options.onNotice({ kind: "skipped", ...place, reason: "truncated" });
    }
    return null;
  }
}

/** Whether it is worth waiting for better times. */
function isOutage(error: unknown): error is Error {
  return error instanceof ConnectionLostError || (error instanceof KafkaError && error.retriable);
}
