import type { RecordInput } from "../../wire/batches/batch_encoder.ts";
import { errorCodes } from "../../wire/errors.ts";
import { DeliveryError } from "./delivery_error.ts";
import type { PendingRecord } from "./pending_record.ts";
import { RecordQueue } from "./record_queue.ts";
import { judge, leavesDoubt } from "./verdict.ts";

/** Who writes: what makes a batch recognisable to the broker (KIP-98). */
export interface ProducerIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** Where a batch stands in its producer's sequence. */
export interface BatchPlace extends ProducerIdentity {
  readonly baseSequence: number;
}

/** Records that travel together, as bytes that do not change from one attempt to the next. */
export interface ProducerBatch {
  readonly records: readonly PendingRecord[];
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  /** Whether an attempt went without an answer that says what became of it. */
  inDoubt: boolean;
}

/** What a {@link PartitionQueue} is made of. */
export interface PartitionQueueOptions {
  readonly topic: string;
  readonly partition: number;
  readonly identity: ProducerIdentity;
  readonly maxBatchBytes: number;
  encode(records: readonly RecordInput[], place: BatchPlace): Uint8Array;
  /** Told whenever records leave the queue, delivered or not. */
  onSettled(count: number, sizeBytes: number): void;
}

/** An error of the broker, as a Produce answer has it. */
export interface ProduceRefusal {
  readonly code: number;
  readonly retriable: boolean;
  /** The error as a clause: its name and what it means. */
  readonly found: string;
  readonly cause: unknown;
  /** The records that made the broker refuse all (KIP-467): index in the batch and reason. */
  readonly records: readonly { readonly index: number; readonly found: string | null }[];
}

/** Sequences wrap from 2^31 - 1 to 0. */
const sequenceSpace = 2 ** 31;
/** Epochs are 16-bit signed. */
const maxProducerEpoch = 32_767;
/** How often a batch may be refused over its sequence or its checksum before that is final. */
const maxDisputes = 3;

/**
 * What a producer keeps of one partition: the records that wait, the one batch that is on its way,
 * and the sequence that lets the broker tell a repetition from a new batch.
 *
 * No sockets and no clock: the sender asks for the {@link next} batch and reports how it went.
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
  #isInFlight = false;
  #disputes = 0;

  constructor(options: PartitionQueueOptions) {
    this.topic = options.topic;
    this.partition = options.partition;
    this.#options = options;
    this.#identity = options.identity;
    this.#maxBatchBytes = options.maxBatchBytes;
  }

  /** Whether {@link next} would give a batch. */
  get isReady(): boolean {
    return !this.#isInFlight && !this.needsIdentity &&
      (this.#batch !== null || this.#waiting.length > 0);
  }

  /** Whether the epochs of the producer id are used up; {@link adopt} gives the next one. */
  get needsIdentity(): boolean {
    return this.#identity.producerEpoch > maxProducerEpoch;
  }

  /** When the oldest record runs out of time; `Infinity` when none will, or while in flight. */
  get deadlineMs(): number {
    if (this.#isInFlight) return Infinity;
    if (this.#batch?.inDoubt) return lastDeadline(this.#batch);
    return (this.#batch?.records[0] ?? this.#waiting.head)?.deadlineMs ?? Infinity;
  }

  push(record: PendingRecord): void {
    this.#waiting.push(record);
  }

  /** Goes on under another producer id. */
  adopt(identity: ProducerIdentity): void {
    this.#identity = identity;
    this.#sequence = 0;
  }

  /**
   * The batch to send now: the one that must be repeated, or a new one. Only when {@link isReady}.
   *
   * `null` when the records could not be put into a batch; they are rejected with the reason.
   */
  next(): ProducerBatch | null {
    this.#batch ??= this.#form();
    if (this.#batch === null) return null;
    this.#isInFlight = true;
    return this.#batch;
  }

  /** The batch is in the log; `baseOffset` is `null` where the broker did not say where. */
  written(
    batch: ProducerBatch,
    { baseOffset, logAppendTime }: {
      readonly baseOffset: bigint | null;
      readonly logAppendTime: bigint | null;
    },
  ): void {
    if (!this.#land(batch)) return;
    this.#batch = null;
    this.#disputes = 0;
    this.#sequence = (this.#sequence + batch.records.length) % sequenceSpace;
    const { partition } = this;
    let offset = baseOffset;
    for (const record of batch.records) {
      record.receiver.delivered(record, partition, offset, logAppendTime ?? record.timestamp);
      if (offset !== null) offset++;
    }
    this.#options.onSettled(batch.records.length, batch.sizeBytes);
  }

  /** No answer came: the batch may be in the log or not, and goes out again as it is. */
  lost(batch: ProducerBatch): void {
    if (this.#land(batch)) batch.inDoubt = true;
  }

  /** The request never left: nothing has changed. */
  unsent(batch: ProducerBatch): void {
    this.#land(batch);
  }

  /** The broker answered with an error. */
  refused(batch: ProducerBatch, refusal: ProduceRefusal): void {
    if (!this.#land(batch)) return;
    const verdict = judge(refusal.code, refusal.retriable);
    if (verdict === "written") {
      return this.written(batch, { baseOffset: null, logAppendTime: null });
    }
    if (leavesDoubt(refusal.code)) batch.inDoubt = true;
    // CORRUPT_MESSAGE is a bit flipped on the way, or how old brokers refuse a record for good.
    const isDispute = verdict === "renew" || refusal.code === errorCodes.CORRUPT_MESSAGE;
    if (isDispute) this.#disputes += 1;
    if (verdict === "retry" && this.#disputes < maxDisputes) return;
    if (batch.inDoubt || this.#disputes >= maxDisputes) return this.#rejectBatch(refusal);
    if (verdict === "renew") return this.#renew();
    if (verdict === "split" && batch.records.length > 1) {
      this.#maxBatchBytes = Math.floor(batch.sizeBytes / 2);
      return this.#unform(() => true);
    }
    // Without the one at fault the rest may pass; all of it again would be refused again.
    const isNamed = refusal.records.some(({ index }) => batch.records[index] !== undefined);
    if (isNamed) return this.#rejectSome(refusal);
    this.#rejectBatch(refusal);
  }

  /** Gives up on records whose time is over; a batch in flight is left to its request's timeout. */
  expire(nowMs: number, timeoutMs: number): void {
    if (this.#isInFlight) return;
    const found = `not acknowledged within ${timeoutMs / 1000} s`;
    if (this.#batch?.inDoubt) {
      if (lastDeadline(this.#batch) > nowMs) return;
      this.#rejectBatch({ found, cause: undefined });
    } else if (this.#batch !== null && this.#batch.records[0]!.deadlineMs <= nowMs) {
      this.#unform(() => true);
    }
    if (this.#batch === null) this.#reject(this.#waiting.takeOverdue(nowMs), { found });
  }

  /** Gives up on everything, a batch in flight included. */
  abandon(found: string, cause?: unknown): void {
    if (this.#batch !== null) {
      if (this.#isInFlight) this.#batch.inDoubt = true;
      this.#isInFlight = false;
      this.#rejectBatch({ found, cause });
    }
    this.#reject(this.#waiting.take(Infinity), { found, cause });
  }

  #form(): ProducerBatch | null {
    const records = this.#waiting.take(this.#maxBatchBytes);
    const place = { ...this.#identity, baseSequence: this.#sequence };
    try {
      const bytes = this.#options.encode(records, place);
      return { records, bytes, sizeBytes: sizeOf(records), inDoubt: false };
    } catch (cause) {
      const found = cause instanceof Error ? cause.message : String(cause);
      this.#reject(records, { found, cause });
      return null;
    }
  }

  /** Whether the batch is still the one on its way, and not given up meanwhile. */
  #land(batch: ProducerBatch): boolean {
    if (batch !== this.#batch) return false;
    this.#isInFlight = false;
    return true;
  }

  /** Takes the batch apart; the records that `keep` holds wait again, in front. */
  #unform(keep: (index: number) => boolean): void {
    const { records } = this.#batch!;
    this.#batch = null;
    this.#waiting.putBack(records.filter((_, index) => keep(index)));
  }

  /** Starts the sequence anew; the same epoch again would look like a repetition or a gap. */
  #renew(): void {
    if (this.#batch !== null) this.#unform(() => true);
    const { producerId, producerEpoch } = this.#identity;
    this.#identity = { producerId, producerEpoch: producerEpoch + 1 };
    this.#sequence = 0;
  }

  /** Rejects the records that the broker named, and sends the others again without them. */
  #rejectSome(refusal: ProduceRefusal): void {
    const { records } = this.#batch!;
    const reasons = new Map(refusal.records.map(({ index, found }) => [index, found]));
    this.#unform((index) => !reasons.has(index));
    for (const [index, reason] of reasons) {
      const record = records[index];
      if (record === undefined) continue;
      this.#reject([record], { found: reason ?? refusal.found, cause: refusal.cause });
    }
  }

  /** Rejects the whole batch. What follows one in doubt needs a sequence of its own. */
  #rejectBatch({ found, cause }: { readonly found: string; readonly cause: unknown }): void {
    const { records, inDoubt } = this.#batch!;
    this.#batch = null;
    this.#disputes = 0;
    if (inDoubt) this.#renew();
    this.#reject(records, { found, cause, inDoubt });
  }

  #reject(
    records: readonly PendingRecord[],
    why: { readonly found: string; readonly cause?: unknown; readonly inDoubt?: boolean },
  ): void {
    const { topic, partition } = this;
    const { found, cause, inDoubt: mayBeWritten = false } = why;
    for (const record of records) {
      const error = new DeliveryError({ topic, partition, mayBeWritten, found, cause });
      record.receiver.failed(record, error);
    }
    if (records.length > 0) this.#options.onSettled(records.length, sizeOf(records));
  }
}

function sizeOf(records: readonly PendingRecord[]): number {
  return records.reduce((sum, record) => sum + record.sizeBytes, 0);
}

function lastDeadline(batch: ProducerBatch): number {
  return batch.records.at(-1)!.deadlineMs;
}
