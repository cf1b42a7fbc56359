import { errorCodes } from "../../wire/errors.ts";
import { fetchApi } from "../../wire/messages/01_fetch.ts";
import { delay } from "../../async/delay.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import { KafkaError, toKafkaError } from "../kafka_error.ts";
import { ChunkPipe } from "./chunk_pipe.ts";
import type { CorruptBatchOptions } from "./corrupt_batches.ts";
import type { FetchAnswers, FetchLimits } from "./fetch_round.ts";
import { LeaderLoop, type LeaderLoopHost } from "./leader_loop.ts";
import { OutageNotices } from "./outage_notices.ts";
import { PartitionCursor } from "./partition_cursor.ts";
import { Placement } from "./placement.ts";
import type { ReadTarget } from "./read_target.ts";
import type { RecordChunk } from "./record_chunk.ts";
import { takeEmptyAnswer, takeRecords } from "./take_answer.ts";
import { type NewPartitions, watchPartitions } from "./watch_partitions.ts";

/** Options of {@link ReadSession}. */
export interface ReadSessionOptions extends FetchLimits, CorruptBatchOptions {
  /** Which new partitions of the topics to read as well. Default: none. */
  readonly newPartitions?: NewPartitions | undefined;
  /** See `ReadOptions`. */
  readonly emptyChunks?: boolean | undefined;
}

/** Failed attempts to find a leader before this is reported: 350 ms. */
const maxUnreportedFailures = 4;

/**
 * One read of several partitions: a loop per leader, and one loop that finds leaders for the
 * partitions that have none.
 */
export class ReadSession implements LeaderLoopHost, AsyncDisposable {
  readonly client: KafkaClient;
  readonly limits: FetchLimits;
  readonly pipe = new ChunkPipe<RecordChunk>();
  readonly #options: ReadSessionOptions;
  readonly #placement: Placement;
  readonly #outages: OutageNotices;
  readonly #stop = new AbortController();
  /** Partitions that are not read to their stop. */
  readonly #open = new Set<PartitionCursor>();
  /** Those of them that no leader's loop fetches. */
  readonly #unassigned = new Set<PartitionCursor>();
  readonly #loops = new Map<number, LeaderLoop>();
  readonly #running = new Set<Promise<void>>();
  #refreshFailures = 0;
  #wake: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(client: KafkaClient, targets: readonly ReadTarget[], options: ReadSessionOptions) {
    this.client = client;
    this.limits = options;
    this.#options = options;
    this.#outages = new OutageNotices((notice) => options.onNotice(notice));
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

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Stops at once; the pipe throws `reason` from now on. */
  abort(reason: unknown): void {
    this.#stop.abort(reason);
    this.pipe.fail(reason);
    this.#wake.resolve();
  }

  /** Stops, and waits until all loops have ended. */
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
      this.#outages.recovered(cursor);
      if (first === -1) takeEmptyAnswer(cursor, answer, this.#options);
      else {
        const chunk = takeRecords(cursor, answer, index === first, this.#options);
        if (chunk !== null) chunks.push(chunk);
      }
      this.#checkDone(cursor);
    }
    return chunks;
  }

  lost(cursors: readonly PartitionCursor[], error: unknown): void {
    if (!isOutage(error)) throw error;
    for (const cursor of cursors) {
      cursor.failed();
      this.#release(cursor);
    }
    this.#outages.lost(cursors, error);
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
      this.#unassigned.add(cursor);
      this.#wake.resolve();
    } else {
      this.#place(cursor, target.leader.id);
    }
  }

  /** Looks for the leaders of unassigned partitions, until all partitions are read. */
  async #settleAll(): Promise<void> {
    // A loop may still hold back its last answer, until the caller has used the one before.
    const isOpenEnded = this.#options.newPartitions?.wantedTopics !== undefined;
    while (isOpenEnded || this.#open.size > 0 || this.#loops.size > 0) {
      if (this.#unassigned.size === 0) {
        await this.#wake.promise;
        this.#wake = Promise.withResolvers();
        this.signal.throwIfAborted();
        continue;
      }
      const failures = Math.min(...[...this.#unassigned].map((cursor) => cursor.failures));
      const waitMs = backoffMs(Math.max(failures, this.#refreshFailures));
      if (waitMs > 0) await delay(waitMs, this.signal);
      const cursors = [...this.#unassigned];
      try {
        await this.#placement.settle(cursors);
        this.#refreshFailures = 0;
        this.#reportLeaderless();
      } catch (error) {
        this.signal.throwIfAborted();
        if (!isOutage(error)) throw error;
        this.#refreshFailures += 1;
        this.#outages.lost(cursors, error);
      }
    }
    this.pipe.end();
  }

  /** Reports only partitions that stay leaderless; a leader change takes just a moment. */
  #reportLeaderless(): void {
    const cursors = [...this.#unassigned].filter(({ failures }) =>
      failures >= maxUnreportedFailures
    );
    const [first] = cursors;
    if (first === undefined) return;
    const partition = `${JSON.stringify(first.topic)} partition ${first.partition}`;
    const error = new KafkaError(errorCodes.LEADER_NOT_AVAILABLE).during(`read ${partition}`);
    this.#outages.lost(cursors, error);
  }

  #place(cursor: PartitionCursor, leader: number): void {
    this.#unassigned.delete(cursor);
    if (this.#checkDone(cursor)) return;
    const running = this.#loops.get(leader);
    const loop = running ?? new LeaderLoop(leader, this);
    loop.add(cursor);
    if (running !== undefined) return;
    this.#loops.set(leader, loop);
    this.#track(loop.run());
  }

  /** Waits for a loop on disposal. An error of the loop ends the whole read. */
  #track(loop: Promise<void>): void {
    const tracked: Promise<void> = loop
      .catch((error) => this.abort(error))
      .finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  #checkDone(cursor: PartitionCursor): boolean {
    if (!cursor.isDone) return false;
    this.#open.delete(cursor);
    this.#unassigned.delete(cursor);
    this.#outages.recovered(cursor);
    if (this.#open.size === 0) this.#wake.resolve();
    return true;
  }

  #release(cursor: PartitionCursor): void {
    cursor.release();
    this.#unassigned.add(cursor);
    this.#wake.resolve();
  }

  #refused(cursor: PartitionCursor, code: number): void {
    if (!cursor.refused(code)) {
      const { topic, partition } = cursor;
      const error = toKafkaError(code, null, { api: fetchApi, topic }) ?? new KafkaError(code);
      throw error.during(`read ${JSON.stringify(topic)} partition ${partition}`);
    }
    this.#release(cursor);
  }
}

/** Whether the error may go away, so that waiting makes sense. */
function isOutage(error: unknown): error is Error {
  return error instanceof ConnectionLostError || (error instanceof KafkaError && error.retriable);
}
