import { after, systemClock } from "../../../async/timer.ts";
import type { KafkaClient } from "../../client.ts";
import { type ReadOptions, readPartitions } from "../../reader/read_partitions.ts";
import type { ReaderNotice } from "../../reader/read_target.ts";
import type { RecordChunk } from "../../reader/record_chunk.ts";
import type { GroupPositions, PositionSnapshot } from "./group_positions.ts";

/** Options of {@link GroupReading}. */
export interface GroupReadingOptions
  extends Required<Pick<ReadOptions, "isolation" | "maxBytes" | "onCorrupt">> {
  readonly onNotice: (notice: ReaderNotice) => void;
  readonly positions: GroupPositions;
  /**
   * Whether the read ends when each partition has reached its stop. If the member has no partition,
   * it ends after `emptyMs`, since another member may be about to give up some.
   */
  readonly isBounded: boolean;
  readonly emptyMs: number;
}

/** A read of the partitions of one assignment. */
interface Read {
  readonly stop: AbortController;
  readonly snapshot: PositionSnapshot;
}

/** The chunk that the caller uses. */
interface ChunkInUse {
  readonly chunk: RecordChunk;
  readonly snapshot: PositionSnapshot;
  /** When the caller has got it, or has last delivered some of it. */
  sinceMs: number;
  /** The offset after the last record of it that the caller has used; null if not known. */
  reached: bigint | null;
  readonly used: PromiseWithResolvers<void>;
}

/**
 * Reads the partitions of a member, while its assignment changes. The loop of the member starts and
 * stops it; the caller gets one sequence of chunks.
 */
export class GroupReading {
  readonly #client: KafkaClient;
  readonly #options: GroupReadingOptions;
  #read: Read | null = null;
  #failure: { readonly error: unknown } | null = null;
  #inUse: ChunkInUse | null = null;
  /** The chunk before that; the caller may deliver some of it even after an error. */
  #last: ChunkInUse | null = null;
  #changed: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(client: KafkaClient, options: GroupReadingOptions) {
    this.#client = client;
    this.#options = options;
  }

  get isStarted(): boolean {
    return this.#read !== null;
  }

  /** Reads the current partitions from now on. */
  start(): void {
    this.stop();
    this.#read = {
      stop: new AbortController(),
      snapshot: this.#options.positions.snapshot(),
    };
    this.#change();
  }

  /** Stops reading; the caller may still use the last chunk, see {@link whenUsed}. */
  stop(): void {
    this.#read?.stop.abort(new Error("The assignment of the group changes"));
    this.#read = null;
  }

  /** Ends the sequence with an error, which the caller gets. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.stop();
    this.#change();
  }

  /** Resolves when the caller has used its chunk. */
  get whenUsed(): Promise<void> {
    return this.#inUse?.used.promise ?? Promise.resolve();
  }

  /** How long the caller has delivered nothing of the current chunk; 0 if it uses none. */
  get stuckForMs(): number {
    return this.#inUse === null ? 0 : systemClock.monotonicMs() - this.#inUse.sinceMs;
  }

  /**
   * Returns a function that notes that the records of the latest chunk which the caller has visited
   * until now are delivered.
   */
  mark(): () => void {
    const inUse = this.#inUse ?? this.#last;
    if (inUse === null) return () => {};
    const { chunk, snapshot } = inUse;
    const end = chunk.visitedEnd;
    return () => {
      inUse.sinceMs = systemClock.monotonicMs();
      this.#options.positions.delivered(chunk, end, snapshot);
    };
  }

  /** Notes that the caller has used the records of its chunk before an offset. */
  reach(offset: bigint): void {
    if (this.#inUse !== null) this.#inUse.reached = offset;
  }

  /** Yields the records of all assignments. */
  async *chunks(): AsyncGenerator<RecordChunk, void, void> {
    const { positions, isBounded, isolation, maxBytes, onCorrupt } = this.#options;
    while (true) {
      const read = await this.#next();
      const { signal } = read.stop;
      const outage = new ReadOutage(this.#options.onNotice);
      try {
        const onNotice = (notice: ReaderNotice): void => outage.pass(notice);
        const reading = { isolation, maxBytes, onCorrupt, onNotice, signal, emptyChunks: true };
        for await (const chunk of readPartitions(this.#client, positions.targets(), reading)) {
          yield* this.#use(chunk, read.snapshot);
        }
        if (isBounded && await this.#isOver(read, positions.partitions.length === 0)) return;
        if (!signal.aborted) await this.#changed.promise;
      } catch (error) {
        if (!signal.aborted || error !== signal.reason) throw error;
      } finally {
        outage.end();
      }
    }
  }

  async *#use(
    chunk: RecordChunk,
    snapshot: PositionSnapshot,
  ): AsyncGenerator<RecordChunk, void, void> {
    const used = Promise.withResolvers<void>();
    const sinceMs = systemClock.monotonicMs();
    this.#inUse = { chunk, snapshot, sinceMs, reached: null, used };
    const { positions } = this.#options;
    let isUsed = false;
    try {
      yield chunk;
      isUsed = true;
      positions.used(chunk, snapshot);
    } finally {
      const { reached } = this.#inUse!;
      if (!isUsed && reached !== null) positions.stopped(chunk, reached, snapshot);
      this.#last = this.#inUse;
      this.#inUse = null;
      used.resolve();
    }
  }

  /** Waits for a read that is started. */
  async #next(): Promise<Read> {
    while (true) {
      if (this.#failure !== null) throw this.#failure.error;
      if (this.#read !== null) return this.#read;
      await this.#changed.promise;
    }
  }

  /** Whether the read is the last one, after its partitions have reached their stops. */
  async #isOver(read: Read, isEmpty: boolean): Promise<boolean> {
    if (isEmpty) {
      const wait = Promise.withResolvers<void>();
      const cancel = after(this.#options.emptyMs, wait.resolve);
      await Promise.race([wait.promise, this.#changed.promise]);
      cancel();
    }
    return this.#failure === null && this.#read === read;
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** Passes the events of one read on, and an end for an outage that lasts longer than the read. */
class ReadOutage {
  readonly #onNotice: (notice: ReaderNotice) => void;
  #isOut = false;

  constructor(onNotice: (notice: ReaderNotice) => void) {
    this.#onNotice = onNotice;
  }

  pass(notice: ReaderNotice): void {
    if (notice.kind === "disconnected") this.#isOut = true;
    if (notice.kind === "reconnected") this.#isOut = false;
    this.#onNotice(notice);
  }

  end(): void {
    if (this.#isOut) this.#onNotice({ kind: "reconnected" });
  }
}
