import type { ReadTarget } from "./read_target.ts";

/** How many answers in a row may be empty below a stop that the log no longer reaches. */
const maxEmptyAnswers = 10;

/** How often a leader may begin an answer with a batch that it does not send whole. */
const maxCutShort = 3;

/** What a Fetch answer says of a partition's bounds. */
export interface LogBounds {
  readonly logStartOffset: bigint;
  /** Equal to the high watermark where the broker does not tell. */
  readonly lastStableOffset: bigint;
  readonly highWatermark: bigint;
}

/** How far one partition has been read, and how it fares. */
export class PartitionCursor {
  readonly topic: string;
  readonly partition: number;
  readonly stop: bigint | null;
  /** Offset that is fetched next. */
  position: bigint;
  topicId: string | null;
  leaderEpoch: number | null = null;
  /** Whether a leader's loop has it; otherwise it waits for one. */
  isPlaced = false;
  /** Attempts that failed since the last that did not. */
  failures = 0;
  /** Refreshes in a row that did not know the topic or the partition. */
  absences = 0;
  /** Times in a row that the broker called the position out of range. */
  outOfRange = 0;
  #emptyAnswers = 0;
  #cutShort = 0;

  constructor(target: ReadTarget) {
    this.topic = target.topic;
    this.partition = target.partition;
    this.topicId = target.topicId;
    this.position = target.start;
    this.stop = target.stop;
  }

  /** Whether nothing is left to read. */
  get isDone(): boolean {
    return this.stop !== null && this.position >= this.stop;
  }

  /** Gives up on what is left before the stop. */
  finish(): void {
    if (this.stop !== null) this.position = this.stop;
  }

  /** An answer brought batches; those up to `next` are taken. */
  advance(next: bigint): void {
    if (next > this.position) {
      this.position = next;
      this.#cutShort = 0;
    }
    this.#emptyAnswers = 0;
    this.answered();
  }

  /**
   * An answer brought bytes, and not one whole batch. Brokers send the first batch of an answer
   * whole, whatever its size (KIP-74): only a broken length looks like this again and again.
   *
   * @returns Whether that has been so often enough.
   */
  wasCutShort(): boolean {
    this.#cutShort += 1;
    return this.#cutShort >= maxCutShort;
  }

  /** The leader answered, and without an error. */
  answered(): void {
    this.failures = 0;
    this.absences = 0;
    this.outOfRange = 0;
  }

  /**
   * An answer without any bytes, although there was room for them: between the position and
   * `readableEnd` nothing is left, be it compacted away or never there.
   *
   * @returns Whether the log has lost its tail for good, and the stop with it.
   */
  foundNothing(readableEnd: bigint): boolean {
    this.answered();
    if (this.stop === null) return false;
    if (readableEnd >= this.stop) {
      this.finish();
      return false;
    }
    // A new leader's high watermark may lag for a moment; one that stays back has lost records.
    this.#emptyAnswers += 1;
    return this.#emptyAnswers >= maxEmptyAnswers;
  }
}
