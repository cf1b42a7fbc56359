import type { Clock } from "../../async/timer.ts";
import type { RecordBatch } from "../../wire/batches/record_batch.ts";
import { insertBatch } from "../store/batches.ts";
import { type ProducerState, putProducer } from "../store/producers.ts";
import { setLogStartOffset } from "../store/topics.ts";
import { type BatchRefusal, type BatchRules, checkBatch } from "./batch_checks.ts";
import { type CommitQueue, StorageError } from "./commit_queue.ts";
import type { PartitionLog } from "./partition_log.ts";
import { checkSequence, rememberBatch, sequenceAfter } from "./producer_state.ts";
import { stampBatch } from "./stamp_batch.ts";

/** The position of an appended batch, or why it was rejected. */
export type AppendResult =
  | {
    readonly kind: "appended";
    readonly baseOffset: bigint;
    /** The broker's time if the topic has LogAppendTime, otherwise -1. */
    readonly logAppendTime: bigint;
  }
  | ({ readonly kind: "refused" } & BatchRefusal);

/** Appends to logs and moves their start; each change is on disk before its promise resolves. */
export class LogManager {
  readonly #commits: CommitQueue;
  readonly #clock: Clock;

  constructor(commits: CommitQueue, clock: Clock) {
    this.#commits = commits;
    this.#clock = clock;
  }

  /**
   * Appends one produced batch.
   *
   * Batches are checked and positioned in the order of the calls, against a state that includes
   * batches whose commit is pending; so a pipelining producer gets one commit for several. For a
   * duplicate, the result is the position of the original, once that is on disk.
   */
  append(
    partition: PartitionLog,
    records: Uint8Array | null,
    rules: BatchRules,
  ): Promise<AppendResult> {
    if (partition.isDeleted) return Promise.resolve(unknownPartition);
    const now = this.#clock.now();
    const verdict = checkBatch(records, rules, now);
    if (verdict.kind === "refused") return Promise.resolve(verdict);
    const appendTimeMs = rules.timestampType === "LogAppendTime" ? BigInt(now) : null;
    const { producerId } = verdict.batch;
    if (producerId === null) return this.#place(partition, verdict.batch, { appendTimeMs });
    return this.#appendIdempotent(partition, verdict.batch, { producerId, appendTimeMs, now });
  }

  #appendIdempotent(
    partition: PartitionLog,
    batch: RecordBatch,
    at: { readonly producerId: bigint; readonly appendTimeMs: bigint | null; readonly now: number },
  ): Promise<AppendResult> {
    const epoch = batch.producerEpoch!;
    const baseSequence = batch.baseSequence!;
    const lastSequence = sequenceAfter(baseSequence, batch.lastOffsetDelta);
    const known = partition.producers.get(at.producerId);
    const verdict = checkSequence(known, { epoch, baseSequence, lastSequence });
    if (verdict.kind === "refuse") {
      return Promise.resolve({
        kind: "refused",
        error: verdict.error,
        message: `Producer ${at.producerId}: epoch ${epoch} and sequence ${baseSequence} do not ` +
          `follow its last batch in partition ${partition.number}`,
      });
    }
    if (verdict.kind === "duplicate") return this.#repeat(verdict.original);
    const state = rememberBatch(known, epoch, {
      baseSequence,
      lastSequence,
      baseOffset: partition.nextOffset,
      logAppendTime: at.appendTimeMs ?? -1n,
    }, at.now);
    return this.#place(partition, batch, {
      appendTimeMs: at.appendTimeMs,
      producer: { id: at.producerId, state },
    });
  }

  /** The commit of the original may be pending, so this waits for an empty write in the queue. */
  async #repeat(
    original: { readonly baseOffset: bigint; readonly logAppendTime: bigint },
  ): Promise<AppendResult> {
    try {
      await this.#commits.enqueue({ apply: () => {} });
    } catch (error) {
      return storageRefusal(error);
    }
    return {
      kind: "appended",
      baseOffset: original.baseOffset,
      logAppendTime: original.logAppendTime,
    };
  }

  async #place(
    partition: PartitionLog,
    batch: RecordBatch,
    how: {
      readonly appendTimeMs: bigint | null;
      readonly producer?: { readonly id: bigint; readonly state: ProducerState };
    },
  ): Promise<AppendResult> {
    const { appendTimeMs, producer } = how;
    const before = { nextOffset: partition.nextOffset, running: partition.runningMaxTimestamp };
    const baseOffset = before.nextOffset;
    const lastOffset = baseOffset + BigInt(batch.lastOffsetDelta);
    const maxTimestamp = appendTimeMs ?? batch.maxTimestamp;
    const runningMaxTimestamp = maxTimestamp > before.running ? maxTimestamp : before.running;
    const bytes = stampBatch(batch.bytes, baseOffset, appendTimeMs);
    const producerBefore = producer && partition.producers.get(producer.id);
    partition.nextOffset = lastOffset + 1n;
    partition.runningMaxTimestamp = runningMaxTimestamp;
    if (producer !== undefined) partition.producers.set(producer.id, producer.state);
    try {
      await this.#commits.enqueue({
        sizeBytes: bytes.byteLength,
        apply: (store) => {
          // An earlier commit deleted the topic. If this one does, maintenance deletes the batch.
          if (partition.isDeleted) return;
          const stored = { baseOffset, lastOffset, maxTimestamp, runningMaxTimestamp, bytes };
          insertBatch(store, partition.id, stored);
          if (producer === undefined) return;
          const { id: producerId, state } = producer;
          putProducer(store, { partitionId: partition.id, producerId, state });
        },
        committed: () => partition.committed(lastOffset + 1n, bytes.byteLength),
        undo: () => {
          partition.nextOffset = before.nextOffset;
          partition.runningMaxTimestamp = before.running;
          if (producer === undefined) return;
          if (producerBefore === undefined) partition.producers.delete(producer.id);
          else partition.producers.set(producer.id, producerBefore);
        },
      });
    } catch (error) {
      return storageRefusal(error);
    }
    if (partition.isDeleted) return unknownPartition;
    return { kind: "appended", baseOffset, logAppendTime: appendTimeMs ?? -1n };
  }

  /**
   * Moves the start of the log to `offset`, which is between its start and its high watermark.
   *
   * Readers no longer see records below it; maintenance deletes whole batches later.
   *
   * @throws {StorageError} If the write fails.
   */
  async startAt(partition: PartitionLog, offset: bigint): Promise<void> {
    await this.#commits.enqueue({
      apply: (store) => setLogStartOffset(store, partition.id, offset),
      committed: () => {
        if (offset > partition.logStartOffset) partition.startsAt(offset);
      },
    });
  }
}

const unknownPartition: AppendResult = {
  kind: "refused",
  error: "UNKNOWN_TOPIC_OR_PARTITION",
  message: "The topic was deleted",
};

function storageRefusal(error: unknown): AppendResult {
  if (!(error instanceof StorageError)) throw error;
  return { kind: "refused", error: "KAFKA_STORAGE_ERROR", message: error.message };
}
