import assert from "node:assert/strict";
import { DeliveryError } from "../../../../lib/kafka/producer/delivery_error.ts";
import {
  type BatchSequence,
  PartitionQueue,
  type ProduceRefusal,
} from "../../../../lib/kafka/producer/partition_queue.ts";
import type { ProducerBatch } from "../../../../lib/kafka/producer/producer_batch.ts";
import {
  memoryOfBlock,
  type PendingItem,
  recordsOf,
  sizeOfBlockRecords,
} from "../../../../lib/kafka/producer/pending_record.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";

/** A queue whose batches are the text "epoch/sequence:values", and the results of its records. */
export class QueueBench {
  readonly log: string[] = [];
  readonly errors: DeliveryError[] = [];
  pending = 0;
  readonly queue: PartitionQueue;
  batch: ProducerBatch | undefined;

  constructor(options: { readonly maxBatchBytes?: number; readonly producerEpoch?: number } = {}) {
    this.queue = new PartitionQueue({
      topic: "t",
      partition: 3,
      identity: { producerId: 7n, producerEpoch: options.producerEpoch ?? 0 },
      maxBatchBytes: options.maxBatchBytes ?? 100,
      encode: (records, place: BatchSequence) => {
        const values = (records as PendingItem[]).flatMap(recordsOf)
          .map(({ value }) => new TextDecoder().decode(value!)).join("");
        if (values.includes("!")) throw new Error("no such codec");
        return utf8(`${place.producerEpoch}/${place.baseSequence}:${values}`);
      },
      onSettled: (count) => this.pending -= count,
    });
  }

  push(values: string, deadlineMs = Infinity): void {
    for (const value of values) {
      this.pending += 1;
      this.queue.push({
        key: null,
        value: utf8(value),
        timestamp: 5n,
        sizeBytes: 10,
        memoryBytes: 10,
        deadlineMs,
        tag: 0,
        receiver: {
          delivered: (_, _partition, offset, timestamp) => {
            this.log.push(`${value}@${offset}/${timestamp}`);
          },
          failed: (_, error) => {
            this.errors.push(error);
            this.log.push(`${value} ${error.mayBeWritten ? "maybe" : "no"}`);
          },
        },
      });
    }
  }

  /** Pushes a block with one record for each letter. */
  pushBlock(values: string, deadlineMs = Infinity): void {
    this.pending += values.length;
    const spans = Int32Array.from([...values].flatMap((_, index) => [index, index + 1]));
    this.queue.push({
      bytes: utf8(values),
      spans,
      timestamp: 5n,
      sizeBytes: sizeOfBlockRecords({ spans }),
      memoryBytes: memoryOfBlock({ spans }),
      deadlineMs,
      tag: 1,
      receiver: {
        delivered: ({ tag }, _partition, offset) => this.log.push(`#${tag}@${offset}`),
        deliveredBlock: (_, _partition, offset) => this.log.push(`${values}@${offset}`),
        failed: ({ tag }, error) => {
          this.errors.push(error);
          this.log.push(`#${tag} ${error.mayBeWritten ? "maybe" : "no"}`);
        },
      },
    });
  }

  next(): string | null {
    assert.ok(this.queue.isReady);
    const batch = this.queue.next();
    if (batch !== null) this.batch = batch;
    return batch && new TextDecoder().decode(batch.bytes);
  }

  written(baseOffset: bigint, logAppendTime: bigint | null = null): void {
    this.queue.written(this.batch!, { baseOffset, logAppendTime });
  }
}

/** Returns an error of the broker. Default: a final one. */
export function refusal(code: number, more: Partial<ProduceRefusal> = {}): ProduceRefusal {
  return { code, retriable: false, found: `code ${code}`, cause: undefined, records: [], ...more };
}
