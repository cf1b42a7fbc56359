import { describeErrorCode, errorCodes } from "../../wire/errors.ts";
import type { ReadTarget } from "./read_target.ts";

/** Number of empty answers in a row after which a stop past the end of the log is given up. */
const maxEmptyAnswers = 10;

/** Number of answers that begin with an incomplete batch before it counts as corrupt. */
const maxCutShort = 3;

/** Number of unexpected errors of a leader in a row after which reading fails. */
const maxServerErrors = 10;

/** Number of refreshes in a row that may omit a topic: 4.5 s with the usual pauses. */
const maxAbsences = 8;

/** Number of times that a position past the end is retried: a new leader may still catch up. */
const maxBeyondEnd = 3;

/** The bounds of a partition's log, from a Fetch answer. */
export interface LogBounds {
  readonly logStartOffset: bigint;
  /** Equal to the high watermark if the broker does not report it. */
  readonly lastStableOffset: bigint;
  readonly highWatermark: bigint;
}

/** The leader of a partition, from metadata. */
export interface FoundLeader {
  readonly topicId: string | null;
  readonly leaderEpoch: number | null;
}

/**
 * The state of reading one partition: the position, the assignment to a leader, and the counters of
 * failures. All changes go through its methods, which report what happened to the partition.
 */
export class PartitionCursor {
  readonly topic: string;
  readonly partition: number;
  readonly stop: bigint | null;
  #position: bigint;
  #topicId: string | null;
  #leaderEpoch: number | null;
  #isAssigned = false;
  #failures = 0;
  #absences = 0;
  #outOfRange = 0;
  #emptyAnswers = 0;
  #cutShort = 0;

  constructor(target: ReadTarget) {
    this.topic = target.topic;
    this.partition = target.partition;
    this.stop = target.stop;
    this.#position = target.start;
    this.#topicId = target.topicId;
    this.#leaderEpoch = target.leader?.epoch ?? null;
  }

  /** The offset to fetch next. */
  get position(): bigint {
    return this.#position;
  }

  get topicId(): string | null {
    return this.#topicId;
  }

  get leaderEpoch(): number | null {
    return this.#leaderEpoch;
  }

  /** Whether a leader's loop fetches the partition; otherwise it needs a leader. */
  get isAssigned(): boolean {
    return this.#isAssigned;
  }

  /** Failed attempts since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** Whether nothing is left to read. */
  get isDone(): boolean {
    return this.stop !== null && this.#position >= this.stop;
  }

  /** Whether the position must be checked against the log before the next fetch. */
  get needsNewOffset(): boolean {
    return this.#outOfRange > 0;
  }

  /** Whether the broker has often enough reported a position past the end of the log. */
  get isBeyondEnd(): boolean {
    return this.#outOfRange >= maxBeyondEnd;
  }

  /** Whether `topicId` is the id of another topic with the same name. */
  isOtherTopic(topicId: string | null): boolean {
    return topicId !== null && this.#topicId !== null && topicId !== this.#topicId;
  }

  /** Notes that metadata names a leader. */
  foundLeader({ topicId, leaderEpoch }: FoundLeader): void {
    this.#topicId = topicId;
    this.#leaderEpoch = leaderEpoch;
  }

  /** Notes that a leader's loop fetches the partition from now on. */
  assign(): void {
    this.#isAssigned = true;
  }

  /** Notes that no leader's loop fetches the partition any longer. */
  release(): void {
    this.#isAssigned = false;
  }

  /** Notes that an attempt to find or reach the leader failed. */
  failed(): void {
    this.#failures += 1;
  }

  /**
   * Notes that a refresh did not list the topic or the partition.
   *
   * @returns Whether it has been missing often enough to count as deleted.
   */
  wasAbsent(): boolean {
    this.#absences += 1;
    return this.#absences >= maxAbsences;
  }

  /**
   * Notes that the leader answered with an error.
   *
   * @returns Whether the partition can be tried again.
   */
  refused(code: number): boolean {
    this.#failures += 1;
    if (code === errorCodes.OFFSET_OUT_OF_RANGE) {
      this.#outOfRange += 1;
      return true;
    }
    if (code === errorCodes.CORRUPT_MESSAGE) return false;
    return describeErrorCode(code).retriable ||
      (code === errorCodes.UNKNOWN_SERVER_ERROR && this.#failures < maxServerErrors);
  }

  /** Notes that the leader answered without an error. */
  answered(): void {
    this.#failures = 0;
    this.#absences = 0;
    this.#outOfRange = 0;
  }

  /** Notes that an answer had batches, and moves the position to `next` unless it is past that. */
  advance(next: bigint): void {
    if (next > this.#position) {
      this.#position = next;
      this.#cutShort = 0;
    }
    this.#emptyAnswers = 0;
    this.answered();
  }

  /**
   * Notes that an answer had bytes, but no whole batch. Brokers send the first batch of an answer
   * whole, whatever its size (KIP-74), so only a batch with a wrong length is cut short repeatedly.
   *
   * @returns Whether this has happened often enough to call the batch corrupt.
   */
  wasCutShort(): boolean {
    this.#cutShort += 1;
    return this.#cutShort >= maxCutShort;
  }

  /**
   * Notes that an answer had no bytes although there was room for them: no record is left between
   * the position and `readableEnd`.
   *
   * @returns Whether the log has permanently lost the records before the stop.
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

  /** Moves to the stop, if there is one: the rest is not read. */
  finish(): void {
    if (this.stop !== null) this.#position = this.stop;
  }

  /** Moves to `offset`, which the log has, and forgets that the position was out of range. */
  skipTo(offset: bigint): void {
    this.#outOfRange = 0;
    if (!this.isDone) this.#position = offset;
  }
}
