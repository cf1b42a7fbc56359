import { after } from "../async/timer.ts";
import type { Output } from "../context.ts";
import { ClosedPipeError } from "../errors.ts";
import type { RecordView } from "../wire/batches/record_view.ts";
import { OutputBuffer } from "./output_buffer.ts";
import type { RecordSource, RecordWriter } from "./record_writer.ts";

/** Records of one partition that arrived together, in batches. */
export interface PrintableChunk extends RecordSource {
  readonly batchCount: number;
  /** Visits one batch's records; false when `visit` ended it by `false`. */
  visitBatch(index: number, visit: (record: RecordView) => boolean | void): boolean;
}

/** What {@link printRecords} needs beside the records. */
export interface PrintRecordsOptions {
  readonly write: RecordWriter;
  readonly output: Output;
  /** Stops after exactly so many records, over all partitions; all records when left out. */
  readonly limit?: number;
  /** Ends the printing; whatever is formatted by then is still written. */
  readonly signal: AbortSignal;
}

/** Bytes that are written at once when more are ready. */
const flushBytes = 256 * 1024;
/** How long an interrupt waits for a reader of ours that does not read. */
const lastWriteMs = 1000;

/**
 * Formats records and writes them, in the order of their arrival.
 *
 * What a chunk held is written before the next one is asked for, so that nothing that was read
 * waits while the log is quiet; and no chunk is asked for before the output took the last one, so
 * that a slow reader slows the fetching down. Memory is bounded by the largest batch.
 *
 * @returns How many records were printed.
 * @throws {ClosedPipeError} When the reader of the output is gone.
 * @throws The signal's reason, when it is aborted.
 */
export async function printRecords(
  chunks: AsyncIterable<PrintableChunk>,
  options: PrintRecordsOptions,
): Promise<number> {
  const { limit = Infinity, signal } = options;
  const printer = new Printer(options);
  try {
    if (limit > 0) {
      for await (const chunk of chunks) {
        await printer.print(chunk, limit);
        if (printer.count >= limit) break;
      }
    }
  } catch (error) {
    if (signal.aborted && error instanceof ClosedPipeError) throw signal.reason;
    if (!(error instanceof ClosedPipeError)) await printer.flush();
    throw error;
  }
  return printer.count;
}

class Printer {
  readonly #buffer = new OutputBuffer(flushBytes + flushBytes / 4);
  readonly #output: Output;
  readonly #write: RecordWriter;
  readonly #signal: AbortSignal;
  count = 0;

  constructor({ output, write, signal }: PrintRecordsOptions) {
    this.#output = output;
    this.#write = write;
    this.#signal = signal;
  }

  /** Prints a chunk, but no record beyond the `limit`th of all. */
  async print(chunk: PrintableChunk, limit: number): Promise<void> {
    const write = this.#write;
    const out = this.#buffer;
    const visit = (record: RecordView): boolean => {
      write(record, chunk, out);
      return ++this.count < limit;
    };
    for (let index = 0; index < chunk.batchCount && this.count < limit; index++) {
      chunk.visitBatch(index, visit);
      if (out.length >= flushBytes) await this.flush();
    }
    await this.flush();
  }

  /** Writes everything formatted so far; after an interrupt it is the last that is written. */
  async flush(): Promise<void> {
    if (this.#buffer.length === 0) return;
    const bytes = this.#buffer.pending();
    this.#buffer.clear();
    await untilInterrupted(this.#output.write(bytes), this.#signal);
    this.#signal.throwIfAborted();
  }
}

/** Waits for a write; after an interrupt not for ever, since whoever should read may be stuck. */
async function untilInterrupted(write: Promise<void>, signal: AbortSignal): Promise<void> {
  const stop = Promise.withResolvers<void>();
  let cancel: (() => void) | undefined;
  const hurry = (): void => {
    cancel = after(lastWriteMs, stop.resolve);
  };
  if (signal.aborted) hurry();
  else signal.addEventListener("abort", hurry, { once: true });
  try {
    await Promise.race([write, stop.promise]);
  } finally {
    signal.removeEventListener("abort", hurry);
    cancel?.();
  }
}
