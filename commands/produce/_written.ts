import type { Output } from "../../lib/context.ts";
import { ClosedPipeError } from "../../lib/errors.ts";
import { OutputBuffer } from "../../lib/format/output_buffer.ts";
import type { RecordWriter } from "../../lib/format/record_writer.ts";
import type { PendingRecord } from "../../lib/kafka/producer/pending_record.ts";
import { encodeBatch } from "../../lib/wire/batches/batch_encoder.ts";
import { RecordBatch } from "../../lib/wire/batches/record_batch.ts";

const unknownOffset = -1n;
/** The reader of the output has gone away. */
const gone = { error: null };

/** Prints the records that were acknowledged, in the formats of `wah consume`. */
export class WrittenRecords {
  readonly #write: RecordWriter;
  readonly #output: Output;
  readonly #buffer = new OutputBuffer(64 * 1024);
  /** The write in flight; it contains all records that were added before it began. */
  #writing: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(write: RecordWriter, output: Output) {
    this.#write = write;
    this.#output = output;
  }

  /** Formats one record, which is printed soon. An unknown offset is -1. */
  add(topic: string, record: PendingRecord, partition: number, offset: bigint | null): void {
    if (this.#failure !== null) return;
    const baseOffset = offset ?? unknownOffset;
    const source = {
      topic,
      partition,
      logStartOffset: unknownOffset,
      lastStableOffset: unknownOffset,
      highWatermark: unknownOffset,
    };
    // The formats read records from a batch, so this encodes a batch of one record.
    new RecordBatch(encodeBatch([record], { baseOffset })).forEach((view) => {
      this.#write(view, source, this.#buffer);
    });
    void this.#print();
  }

  /**
   * Waits until everything is printed, or the reader of the output has gone away.
   *
   * @throws What the output throws, for example because a disk is full.
   */
  async drain(): Promise<void> {
    while (this.#buffer.length > 0 || this.#writing !== null) await this.#print();
    if (this.#failure !== null && this.#failure !== gone) throw this.#failure.error;
  }

  /** Prints the records that are formatted when it starts; never rejects. */
  #print(): Promise<void> {
    this.#writing ??= this.#printOnce();
    return this.#writing;
  }

  async #printOnce(): Promise<void> {
    // Records that are acknowledged together are printed together.
    await Promise.resolve();
    const bytes = this.#buffer.pending().slice();
    this.#buffer.clear();
    try {
      if (this.#failure === null) await this.#output.write(bytes);
    } catch (error) {
      // Without a reader there is nothing to print, but the records are still to be written.
      this.#failure = error instanceof ClosedPipeError ? gone : { error };
    }
    this.#writing = null;
  }
}
