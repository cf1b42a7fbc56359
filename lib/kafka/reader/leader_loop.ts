import type { KafkaClient } from "../client.ts";
import { fetchApi } from "../../wire/messages/01_fetch.ts";
import type { ChunkPipe } from "./chunk_pipe.ts";
import { type FetchAnswers, fetchBody, type FetchLimits, pairAnswers } from "./fetch_round.ts";
import type { PartitionCursor } from "./partition_cursor.ts";
import type { RecordChunk } from "./record_chunk.ts";

/** How long after the long poll an answer may arrive before the connection counts as dead. */
const answerTimeoutMs = 10_000;
/** The last version of Fetch that identifies topics by name. */
const lastVersionByName = 12;

/** The owner of a {@link LeaderLoop}, which handles its answers and failures. */
export interface LeaderLoopHost {
  readonly client: KafkaClient;
  readonly limits: FetchLimits;
  readonly pipe: ChunkPipe<RecordChunk>;
  readonly signal: AbortSignal;
  /**
   * Handles the answers of one Fetch and returns the records in them. Releases the cursors that
   * this leader cannot serve.
   */
  accept(answers: FetchAnswers): RecordChunk[];
  /** Called when the loop has no cursor left; it must not get new ones. */
  ended(loop: LeaderLoop): void;
  /** Releases all cursors of a leader that did not answer, or throws if retrying is useless. */
  lost(cursors: readonly PartitionCursor[], error: unknown): void;
}

/**
 * Reads from one leader: one Fetch for all its partitions, one Fetch at a time.
 *
 * The next Fetch is in flight while the caller uses the records of the last one. The Fetch after it
 * waits until the caller has used them.
 */
export class LeaderLoop {
  readonly node: number;
  readonly #host: LeaderLoopHost;
  #cursors: PartitionCursor[] = [];

  constructor(node: number, host: LeaderLoopHost) {
    this.node = node;
    this.#host = host;
  }

  /** Includes the partition from the next Fetch on. */
  add(cursor: PartitionCursor): void {
    cursor.assign();
    this.#cursors.push(cursor);
  }

  /** Reads until no cursor is left. */
  async run(): Promise<void> {
    const { pipe, signal } = this.#host;
    let used = Promise.resolve();
    while (this.#cursors.length > 0) {
      const answers = await this.#fetch();
      if (answers === null) break;
      let chunks: RecordChunk[];
      try {
        chunks = this.#host.accept(answers);
      } catch (error) {
        // The caller gets the records before the error first.
        await used;
        throw error;
      }
      this.#reorder(chunks);
      if (chunks.length === 0) continue;
      await used;
      signal.throwIfAborted();
      used = pipe.put(chunks);
    }
    // Without an await since the last check of the cursors, so that no added cursor is lost.
    this.#host.ended(this);
  }

  /** Sends one Fetch; returns null if the leader did not answer and its cursors are released. */
  async #fetch(): Promise<FetchAnswers | null> {
    const { client, limits, signal } = this.#host;
    const cursors = [...this.#cursors];
    const hasIds = cursors.every(({ topicId }) => topicId !== null);
    try {
      const response = await client.request(fetchApi, fetchBody(cursors, limits), {
        node: this.node,
        lane: limits.lane ?? "fetch",
        timeoutMs: limits.maxWaitMs + answerTimeoutMs,
        signal,
        ...(hasIds ? {} : { maxVersion: lastVersionByName }),
      });
      return pairAnswers(cursors, response);
    } catch (error) {
      signal.throwIfAborted();
      this.#host.lost(this.#cursors, error);
      this.#cursors = [];
      return null;
    }
  }

  /**
   * Drops cursors that are done or released, and moves those that got records to the end: a broker
   * fills an answer in the order of the request, so the first could starve the last.
   */
  #reorder(chunks: readonly RecordChunk[]): void {
    const served = new Set(chunks.map(({ topic, partition }) => `${topic}/${partition}`));
    const remaining = this.#cursors.filter((cursor) => cursor.isAssigned && !cursor.isDone);
    const groups = Map.groupBy(
      remaining,
      ({ topic, partition }) => served.has(`${topic}/${partition}`),
    );
    this.#cursors = [...groups.get(false) ?? [], ...groups.get(true) ?? []];
  }
}
