import { after } from "../async/timer.ts";
import type { Output } from "../context.ts";
import { ClosedPipeError } from "../errors.ts";
import type { RecordView } from "../wire/batches/record_view.ts";
import { OutputBuffer } from "./output_buffer.ts";
import type { RecordSource, RecordWriter } from "./record_writer.ts";

/** The records of one partition from one response, in batches. */
export interface PrintableChunk extends RecordSource {
  readonly batchCount: number;
  /** Calls `visit` for the records of one batch until it returns false; returns false then. */
  visitBatch(index: number, visit: (record: RecordView) => boolean | void): boolean;
  /** Whether it mixes the records of several batches. Default: false. */
  readonly isMerged?: boolean;
}

/** Selects the records to print. */
export interface PrintFilter {
  /** Returns whether to print a record. */
  matches(record: RecordView, source: RecordSource): boolean;
  /** Returns whether no record of a batch with these bytes matches; that saves reading them. */
  excludes?(bytes: Uint8Array): boolean;
}

/** Options of {@link printRecords}. */
export interface PrintRecordsOptions {
  readonly write: RecordWriter;
  readonly output: Output;
  /** Prints only records that match. Default: all. */
  readonly filter?: PrintFilter | undefined;
  /** Maximum number of records, over all partitions. Default: no limit. */
  readonly limit?: number;
  /** Stops printing when it aborts; formatted records are still written. */
  readonly signal: AbortSignal;
}

/** Size of the buffer at which it is written. */
const flushBytes = 256 * 1024;
/** Limit for the last write after an interrupt, because the reader of stdout may be stuck. */
const lastWriteMs = 1000;

/**
 * Formats records and writes them, in the order of their arrival.
 *
 * All records of a chunk are written before the next chunk is requested, so that no record is held
 * back while the log is quiet. The next chunk is requested only after the output has accepted the
 * last one, so that a slow reader slows down the fetching. Memory is limited by the largest batch.
 *
 * @returns The number of printed records.
 * @throws {ClosedPipeError} If the reader of the output is closed.
 * @throws The signal's reason, when it aborts.
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
  readonly #filter: PrintRecordsOptions["filter"];
  readonly #signal: AbortSignal;
  count = 0;

  constructor({ output, write, filter, signal }: PrintRecordsOptions) {
    this.#output = output;
    this.#write = write;
    this.#filter = filter;
    this.#signal = signal;
  }

  /** Prints a chunk until `limit` records are printed in total. */
  async print(chunk: PrintableChunk, limit: number): Promise<void> {
    const write = this.#write;
    const out = this.#buffer;
    const print = (record: RecordView): boolean => {
      write(record, chunk, out);
      return ++this.count < limit;
    };
    const visit = this.#filter === undefined ? print : filtered(chunk, this.#filter, print);
    for (let index = 0; index < chunk.batchCount && this.count < limit; index++) {
      chunk.visitBatch(index, visit);
      if (out.length >= flushBytes) await this.flush();
    }
    await this.flush();
  }

  /**
   * Writes all formatted records.
   *
   * @throws The signal's reason, after the write.
   */
  async flush(): Promise<void> {
    if (this.#buffer.length === 0) return;
    const bytes = this.#buffer.pending();
    this.#buffer.clear();
    await untilInterrupted(this.#output.write(bytes), this.#signal);
    this.#signal.throwIfAborted();
  }
}

/** Calls `print` for the records that match; returns false if the rest of a batch cannot match. */
function filtered(
  chunk: PrintableChunk,
  filter: PrintFilter,
  print: (record: RecordView) => boolean,
): (record: RecordView) => boolean {
  const { isMerged = false } = chunk;
  let bytes: Uint8Array | undefined;
  return (record) => {
    if (!isMerged && record.bytes !== bytes) {
      bytes = record.bytes;
      if (filter.excludes?.(bytes)) return false;
    }
    return filter.matches(record, chunk) ? print(record) : true;
  };
}

/** Waits for a write; after an interrupt, for at most {@link lastWriteMs}. */
async function untilInterrupted(write: Promise<void>, signal: AbortSignal): Promise<void> {
  const stop = Promise.withResolvers<void>();
  let cancel: (() => void) | undefined;
  const limitWait = (): void => {
    cancel = after(lastWriteMs, stop.resolve);
  };
  if (signal.aborted) limitWait();
  else signal.addEventListener("abort", limitWait, { once: true });
  try {
    await Promise.race([write, stop.promise]);
  } finally {
    signal.removeEventListener("abort", limitWait);
    cancel?.();
  }
}
