import type { KafkaClient } from "../client.ts";
import { fetch } from "../../wire/messages/01_fetch.ts";
import type { ChunkPipe } from "./chunk_pipe.ts";
import { type FetchAnswers, fetchBody, type FetchLimits, pairAnswers } from "./fetch_round.ts";
import type { PartitionCursor } from "./partition_cursor.ts";
import type { RecordChunk } from "./record_chunk.ts";

/** Time beyond the long poll that an answer may take before the connection counts as dead. */
const answerTimeoutMs = 10_000;
/** The last version of Fetch that has topics by name. */
const lastVersionByName = 12;

/** What a leader's loop reports to, and asks what to do. */
export interface LeaderLoopHost {
  readonly client: KafkaClient;
  readonly limits: FetchLimits;
  readonly pipe: ChunkPipe<RecordChunk>;
  readonly signal: AbortSignal;
  /** Takes one round of answers; takes back the cursors that this leader cannot serve. */
  accept(answers: FetchAnswers): RecordChunk[];
  /** The loop has no cursor left and takes none any more. */
  ended(loop: LeaderLoop): void;
  /** Takes back all cursors of a leader that gave no answer, or throws when none will ever come. */
  lost(cursors: readonly PartitionCursor[], error: unknown): void;
}

/**
 * Reads from one leader: all its partitions in one Fetch, one Fetch at a time.
 *
 * The next Fetch is on its way while the records of the last are taken; the one after waits until
 * they have been.
 */
export class LeaderLoop {
  readonly node: number;
  readonly #host: LeaderLoopHost;
  #cursors: PartitionCursor[] = [];

  constructor(node: number, host: LeaderLoopHost) {
    this.node = node;
    this.#host = host;
  }

  /** Reads this partition too, from the next Fetch on. */
  add(cursor: PartitionCursor): void {
    cursor.isPlaced = true;
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
        // What was read before the place that cannot be read is given out first.
        await used;
        throw error;
      }
      this.#reorder(chunks);
      if (chunks.length === 0) continue;
      await used;
      signal.throwIfAborted();
      used = pipe.put(chunks);
    }
    // In the same turn as the last look at the cursors: one added later would be forgotten.
    this.#host.ended(this);
  }

  /** One round; `null` when the leader gave no answer, and has lost its cursors by that. */
  async #fetch(): Promise<FetchAnswers | null> {
    const { client, limits, signal } = this.#host;
    const cursors = [...this.#cursors];
    const hasIds = cursors.every(({ topicId }) => topicId !== null);
    try {
      const response = await client.request(fetch, fetchBody(cursors, limits), {
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
   * Drops cursors that are done or taken back, and puts those that got records behind the others:
   * a broker fills an answer in the order of the request, so that the first would starve the last.
   */
  #reorder(chunks: readonly RecordChunk[]): void {
    const served = new Set(chunks.map(({ topic, partition }) => `${topic}/${partition}`));
    const left = this.#cursors.filter((cursor) => cursor.isPlaced && !cursor.isDone);
    const groups = Map.groupBy(left, ({ topic, partition }) => served.has(`${topic}/${partition}`));
    this.#cursors = [...groups.get(false) ?? [], ...groups.get(true) ?? []];
  }
}
