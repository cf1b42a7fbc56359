import type { Output } from "../../lib/context.ts";
import type { RecordDecoder } from "../../lib/decode/record_decoder.ts";
import { countRecords } from "../../lib/filter/count_records.ts";
import type { RecordFilter } from "../../lib/filter/record_filter.ts";
import { type PrintableChunk, printRecords } from "../../lib/format/print_records.ts";
import type { RecordWriter } from "../../lib/format/record_writer.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { readByTime } from "../../lib/kafka/reader/read_by_time.ts";
import { type ReadOptions, readPartitions } from "../../lib/kafka/reader/read_partitions.ts";
import type { RecordChunk } from "../../lib/kafka/reader/record_chunk.ts";
import type { RangeTarget } from "../../lib/kafka/offsets/resolve_range.ts";
import { Progress } from "../_shared/progress.ts";
import { IdleStop } from "./_idle_stop.ts";
import { ReadProgress } from "./_read_progress.ts";

/** What to do with the records of some partitions. */
export interface ExtrasRequest {
  /** Null to print only how many records there are. */
  readonly write: RecordWriter | null;
  readonly output: Output;
  readonly filter?: RecordFilter;
  /** Decodes the records. Default: they are not decoded. */
  readonly decoder?: RecordDecoder;
  /** Default: no limit. */
  readonly limit?: number;
  readonly isSorted: boolean;
  readonly untilIdleMs: number | null;
  /** A terminal for a progress line; null for none. */
  readonly progressOn: Output | null;
  readonly options: ExtrasReadOptions;
  /** Reads the records, unless they are sorted. Default: directly from the targets. */
  readonly read?: (options: ExtrasReadOptions) => AsyncIterable<RecordChunk>;
}

/** How to read records. */
export interface ExtrasReadOptions extends ReadOptions {
  readonly signal: AbortSignal;
  /** Called when no record can arrive for now, and when that is over. */
  readonly onHold?: (isHeld: boolean) => void;
}

/** Reads partitions with what most reads do without: a count, an order, an idle time, progress. */
export async function readWithExtras(
  client: KafkaClient,
  targets: readonly RangeTarget[],
  request: ExtrasRequest,
): Promise<void> {
  const { write, isSorted, untilIdleMs, progressOn, options, decoder } = request;
  const idle = untilIdleMs === null ? null : new IdleStop(untilIdleMs);
  const reading = idle === null ? options : {
    ...options,
    signal: AbortSignal.any([options.signal, idle.signal]),
    onNotice: (notice: Parameters<NonNullable<ReadOptions["onNotice"]>>[0]): void => {
      idle.notice(notice);
      options.onNotice?.(notice);
    },
    onHold: (isHeld: boolean): void => idle.hold(isHeld),
  };
  const readProgress = new ReadProgress(targets);
  await using progress = progressOn === null
    ? null
    : new Progress({ stderr: progressOn, state: () => readProgress.state });
  const output = progress?.guard(request.output) ?? request.output;
  const watched = <T>(chunks: AsyncIterable<T>): AsyncIterable<T> => idle?.watch(chunks) ?? chunks;
  if (isSorted && write !== null) {
    const onChunk = async (chunk: RecordChunk): Promise<void> => {
      await decoder?.load(chunk);
      readProgress.add(chunk);
    };
    const chunks = readByTime(client, targets, { ...reading, onChunk });
    return await print(watched(chunks), { ...request, output, write });
  }
  const read = request.read ?? ((options) => readPartitions(client, targets, options));
  const records = read(reading);
  const chunks = watched(readProgress.count(decoder?.loaded(records) ?? records));
  if (write !== null) return await print(chunks, { ...request, output, write });
  await printCount(chunks, { ...request, output });
}

async function print(
  chunks: AsyncIterable<PrintableChunk>,
  { write, output, filter, limit, options: { signal } }: ExtrasRequest & {
    readonly write: RecordWriter;
  },
): Promise<void> {
  await printRecords(chunks, { write, output, filter, signal, ...(limit && { limit }) });
}

/** Prints the count; after an interrupt, that of the records so far. */
async function printCount(
  chunks: AsyncIterable<RecordChunk>,
  { output, filter, limit, options: { signal } }: ExtrasRequest,
): Promise<void> {
  let counted = 0;
  try {
    const onCount = (count: number): number => counted = count;
    await countRecords(chunks, { filter, onCount, ...(limit && { limit }) });
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    await output.write(`${counted}\n`);
    throw error;
  }
  await output.write(`${counted}\n`);
}
