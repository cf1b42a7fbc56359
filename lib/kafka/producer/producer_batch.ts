import { isBlock } from "../../wire/batches/batch_encoder.ts";
import { countOf, type PendingItem, type PendingRecord, recordsOf } from "./pending_record.ts";

/** The position of a batch in the log, as far as the broker reports it. */
export interface BatchPosition {
  readonly baseOffset: bigint | null;
  /** Replaces the timestamps of the records, if the topic is set up so. */
  readonly logAppendTime: bigint | null;
}

/** An encoded batch; every attempt sends the same bytes. */
export class ProducerBatch {
  readonly bytes: Uint8Array;
  /** Number of its records. */
  readonly count: number;
  readonly sizeBytes: number;
  readonly memoryBytes: number;
  /** Deadlines of its first and its last record. */
  readonly firstDeadlineMs: number;
  readonly lastDeadlineMs: number;
  /** Whether an attempt ended without a response, so that the batch may be in the log. */
  inDoubt = false;
  /** Its records and blocks. */
  readonly items: readonly PendingItem[];
  #records: readonly PendingRecord[] | null = null;

  /** @param items At least one. */
  constructor(items: readonly PendingItem[], bytes: Uint8Array) {
    this.bytes = bytes;
    this.items = items;
    let [count, sizeBytes, memoryBytes] = [0, 0, 0];
    for (const item of items) {
      count += countOf(item);
      sizeBytes += item.sizeBytes;
      memoryBytes += item.memoryBytes;
    }
    this.count = count;
    this.sizeBytes = sizeBytes;
    this.memoryBytes = memoryBytes;
    this.firstDeadlineMs = items[0]!.deadlineMs;
    this.lastDeadlineMs = items.at(-1)!.deadlineMs;
  }

  /** Its records one by one, which costs memory if it contains blocks. */
  get records(): readonly PendingRecord[] {
    this.#records ??= this.items.flatMap(recordsOf);
    return this.#records;
  }

  /** Reports all records as delivered. */
  deliver(partition: number, { baseOffset, logAppendTime }: BatchPosition): void {
    let offset = baseOffset;
    for (const item of this.items) {
      if (isBlock(item)) item.receiver.deliveredBlock(item, partition, offset);
      else item.receiver.delivered(item, partition, offset, logAppendTime ?? item.timestamp);
      if (offset !== null) offset += isBlock(item) ? BigInt(countOf(item)) : 1n;
    }
  }
}
