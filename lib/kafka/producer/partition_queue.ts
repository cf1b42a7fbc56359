import type { BatchItem } from "../../wire/batches/batch_encoder.ts";
import { errorCodes } from "../../wire/errors.ts";
import { DeliveryError, type DeliveryFailure } from "./delivery_error.ts";
import { type PendingItem, recordsOf } from "./pending_record.ts";
import { type BatchPosition, ProducerBatch } from "./producer_batch.ts";
import { RecordQueue } from "./record_queue.ts";
import { mayHaveAppended, verdictOf } from "./verdict.ts";

/** The producer id and epoch by which a broker recognizes a repeated batch (KIP-98). */
export interface ProducerIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** The position of a batch in its producer's sequence. */
export interface BatchSequence extends ProducerIdentity {
  readonly baseSequence: number;
}

/** Options of {@link PartitionQueue}. */
export interface PartitionQueueOptions {
  readonly topic: string;
  readonly partition: number;
  readonly identity: ProducerIdentity;
  readonly maxBatchBytes: number;
  encode(records: readonly BatchItem[], sequence: BatchSequence): Uint8Array;
  /** Called when records leave the queue, delivered or not. */
  onSettled(count: number, memoryBytes: number): void;
}

/** The broker's error in a Produce response. */
export interface ProduceRefusal {
  readonly code: number;
  readonly retriable: boolean;
  /** The error as a clause: its meaning and its name. */
  readonly found: string;
  readonly cause: unknown;
  /** The records that caused the error (KIP-467): index in the batch and reason. */
  readonly records: readonly { readonly index: number; readonly found: string | null }[];
}

/** Why records are rejected. */
type Rejection = Pick<DeliveryFailure, "found" | "cause" | "isTimeout">;

/** Sequences wrap from 2^31 - 1 to 0. */
const sequenceSpace = 2 ** 31;
/** Epochs are 16-bit signed. */
const maxProducerEpoch = 32_767;
/** Attempts of a batch that the broker rejects for its sequence or its checksum. */
const maxDisputes = 3;

/**
 * The state of a producer for one partition: the waiting records, the one batch that is being sent,
 * and the sequence by which the broker distinguishes a repeated batch from a new one.
 *
 * It has no sockets and no clock: the dispatcher takes the {@link next} batch and reports the
 * result.
 */
export class PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  readonly #options: PartitionQueueOptions;
  readonly #waiting = new RecordQueue();
  #identity: ProducerIdentity;
  #sequence = 0;
  #maxBatchBytes: number;
  #batch: ProducerBatch | null = null;
  /** The batch after {@link #batch}, encoded in the belief that the broker accepts that one. */
  #prepared: ProducerBatch | null = null;
  #isInFlight = false;
  #disputes = 0;
  /** Why the broker did not accept the batch so far; null if it has not said. */
  #lastRefusal: ProduceRefusal | null = null;

  constructor(options: PartitionQueueOptions) {
    this.topic = options.topic;
    this.partition = options.partition;
    this.#options = options;
    this.#identity = options.identity;
    this.#maxBatchBytes = options.maxBatchBytes;
  }

  /** Whether {@link next} would return a batch. */
  get isReady(): boolean {
    return !this.#isInFlight && !this.needsIdentity &&
      (this.#batch !== null || this.#prepared !== null || this.#waiting.length > 0);
  }

  /** Whether the epochs of the producer id are used up, so that {@link adopt} is needed. */
  get needsIdentity(): boolean {
    return this.#identity.producerEpoch > maxProducerEpoch;
  }

  /**
   * The deadline of the oldest record; `Infinity` if there is none, or while a batch is in flight.
   */
  get deadlineMs(): number {
    if (this.#isInFlight) return Infinity;
    if (this.#batch?.inDoubt) return this.#batch.lastDeadlineMs;
    const next = this.#batch ?? this.#prepared;
    return next?.firstDeadlineMs ?? this.#waiting.head?.deadlineMs ?? Infinity;
  }

  push(record: PendingItem): void {
    this.#waiting.push(record);
  }

  /** Continues with another producer id. */
  adopt(identity: ProducerIdentity): void {
    this.#dropPrepared();
    this.#identity = identity;
    this.#sequence = 0;
  }

  /**
   * Returns the batch to send now: the one to repeat, or a new one. Call it only if {@link
   * isReady}.
   *
   * Returns `null` if the records cannot be encoded; they are rejected with the reason.
   */
  next(): ProducerBatch | null {
    if (this.#batch === null) {
      this.#batch = this.#prepared ?? this.#encode(this.#sequence);
      this.#prepared = null;
    }
    if (this.#batch === null) return null;
    this.#isInFlight = true;
    return this.#batch;
  }

  /**
   * Encodes the next batch while one is in flight, if it is full: the broker does not have to wait
   * for that later.
   */
  prepare(): void {
    if (!this.#isInFlight || this.#batch === null || this.#prepared !== null) return;
    if (this.#waiting.sizeBytes < this.#maxBatchBytes) return;
    this.#prepared = this.#encode((this.#sequence + this.#batch.count) % sequenceSpace);
  }

  /** Notes that the batch is in the log; `baseOffset` is `null` if the broker did not report it. */
  written(batch: ProducerBatch, position: BatchPosition): void {
    if (!this.#arrived(batch)) return;
    this.#batch = null;
    this.#disputes = 0;
    this.#lastRefusal = null;
    this.#sequence = (this.#sequence + batch.count) % sequenceSpace;
    batch.deliver(this.partition, position);
    this.#options.onSettled(batch.count, batch.memoryBytes);
  }

  /** Notes that there was no response: the batch may be in the log, and is sent again unchanged. */
  lost(batch: ProducerBatch): void {
    if (this.#arrived(batch)) batch.inDoubt = true;
  }

  /** Notes that the request was never sent. */
  unsent(batch: ProducerBatch): void {
    this.#arrived(batch);
  }

  /** Notes that the broker answered with an error. */
  refused(batch: ProducerBatch, refusal: ProduceRefusal): void {
    if (!this.#arrived(batch)) return;
    this.#lastRefusal = refusal;
    const verdict = verdictOf(refusal.code, refusal.retriable);
    if (verdict === "written") {
      return this.written(batch, { baseOffset: null, logAppendTime: null });
    }
    if (mayHaveAppended(refusal.code)) batch.inDoubt = true;
    // CORRUPT_MESSAGE means a bit flipped in transit, or an invalid record on old brokers.
    const isDispute = verdict === "renew" || refusal.code === errorCodes.CORRUPT_MESSAGE;
    if (isDispute) this.#disputes += 1;
    if (verdict === "retry" && this.#disputes < maxDisputes) return;
    if (batch.inDoubt || this.#disputes >= maxDisputes) return this.#rejectBatch(refusal);
    if (verdict === "renew") return this.#renew();
    if (verdict === "split" && batch.count > 1) {
      this.#maxBatchBytes = Math.floor(batch.sizeBytes / 2);
      return this.#putBack(() => true);
    }
    // Without the named records the rest may be accepted.
    const isNamed = refusal.records.some(({ index }) => batch.records[index] !== undefined);
    if (isNamed) return this.#rejectSome(refusal);
    this.#rejectBatch(refusal);
  }

  /** Rejects records after their deadline; a batch in flight ends by its request's timeout. */
  expire(nowMs: number, timeoutMs: number): void {
    if (this.#isInFlight) return;
    this.#dropPrepared();
    const reason = this.#lastRefusal === null ? "" : `: ${this.#lastRefusal.found}`;
    const found = `not acknowledged within ${timeoutMs / 1000} s${reason}`;
    if (this.#batch?.inDoubt) {
      if (this.#batch.lastDeadlineMs > nowMs) return;
      this.#rejectBatch({ found, cause: undefined, isTimeout: true });
    } else if (this.#batch !== null && this.#batch.firstDeadlineMs <= nowMs) {
      this.#putBack(() => true);
    }
    if (this.#batch === null) {
      this.#reject(this.#waiting.takeOverdue(nowMs), { found, isTimeout: true });
    }
  }

  /** Rejects all records, including a batch in flight. */
  abandon(found: string, cause?: unknown): void {
    this.#dropPrepared();
    if (this.#batch !== null) {
      if (this.#isInFlight) this.#batch.inDoubt = true;
      this.#isInFlight = false;
      this.#rejectBatch({ found, cause });
    }
    this.#reject(this.#waiting.take(Infinity), { found, cause });
  }

  #encode(baseSequence: number): ProducerBatch | null {
    const records = this.#waiting.take(this.#maxBatchBytes);
    const sequence = { ...this.#identity, baseSequence };
    try {
      return new ProducerBatch(records, this.#options.encode(records, sequence));
    } catch (cause) {
      const found = cause instanceof Error ? cause.message : String(cause);
      this.#reject(records, { found, cause });
      return null;
    }
  }

  /** Ends the flight of the batch; false if it was abandoned in the meantime. */
  #arrived(batch: ProducerBatch): boolean {
    if (batch !== this.#batch) return false;
    this.#isInFlight = false;
    return true;
  }

  /** Puts the records of the prepared batch back, because another batch or sequence is next. */
  #dropPrepared(): void {
    if (this.#prepared === null) return;
    this.#waiting.putBack(this.#prepared.items);
    this.#prepared = null;
  }

  /** Drops the batch and puts the records for which `keep` returns true back to the front. */
  #putBack(keep: (index: number) => boolean): void {
    this.#dropPrepared();
    const { records } = this.#batch!;
    this.#batch = null;
    this.#waiting.putBack(records.filter((_, index) => keep(index)));
  }

  /**
   * Restarts the sequence under a new epoch; in the same epoch it would look like a repeat or gap.
   */
  #renew(): void {
    this.#dropPrepared();
    if (this.#batch !== null) this.#putBack(() => true);
    const { producerId, producerEpoch } = this.#identity;
    this.#identity = { producerId, producerEpoch: producerEpoch + 1 };
    this.#sequence = 0;
  }

  /** Rejects the records that the broker named, and puts the others back. */
  #rejectSome(refusal: ProduceRefusal): void {
    const { records } = this.#batch!;
    const reasons = new Map(refusal.records.map(({ index, found }) => [index, found]));
    this.#putBack((index) => !reasons.has(index));
    for (const [index, reason] of reasons) {
      const record = records[index];
      if (record === undefined) continue;
      this.#reject([record], { found: reason ?? refusal.found, cause: refusal.cause });
    }
  }

  /** Rejects the whole batch. If it may be in the log, the records after it need a new sequence. */
  #rejectBatch(why: Rejection): void {
    const { records, inDoubt } = this.#batch!;
    this.#dropPrepared();
    this.#batch = null;
    this.#disputes = 0;
    this.#lastRefusal = null;
    if (inDoubt) this.#renew();
    this.#reject(records, { ...why, inDoubt });
  }

  #reject(
    items: readonly PendingItem[],
    why: Rejection & { readonly inDoubt?: boolean },
  ): void {
    const { topic, partition } = this;
    const { found, cause, isTimeout, inDoubt: mayBeWritten = false } = why;
    const records = items.flatMap(recordsOf);
    for (const record of records) {
      const error = new DeliveryError({ topic, partition, mayBeWritten, found, cause, isTimeout });
      record.receiver.failed(record, error);
    }
    const memoryBytes = records.reduce((sum, record) => sum + record.memoryBytes, 0);
    if (records.length > 0) this.#options.onSettled(records.length, memoryBytes);
  }
}
