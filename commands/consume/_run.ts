import type { Output } from "../../lib/context.ts";
import { FailedError } from "../../lib/errors.ts";
import { printRecords } from "../../lib/format/print_records.ts";
import type { RecordWriter } from "../../lib/format/record_writer.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { OffsetRange } from "../../lib/kafka/offsets/range_point.ts";
import { CorruptRecordError } from "../../lib/kafka/reader/corrupt_record_error.ts";
import { readPartitions } from "../../lib/kafka/reader/read_partitions.ts";
import type { Isolation, ReaderNotice } from "../../lib/kafka/reader/read_target.ts";
import { consumeTargets } from "./_targets.ts";
import { NoteWriter, noticeText, planText } from "./_note_writer.ts";

/** The options of `wah consume`. */
export interface ConsumeRequest {
  readonly topics: readonly string[];
  /** The offset expression of the user. */
  readonly offsets: string;
  readonly range: OffsetRange;
  /** Only these; undefined for all. */
  readonly partitions: readonly number[] | undefined;
  /** Stop after this many records; 0 for no limit. */
  readonly limit: number;
  readonly write: RecordWriter;
  readonly isolation: Isolation;
  readonly onCorrupt: "stop" | "skip";
}

/** Where records and notes go. */
export interface ConsumeContext {
  readonly output: Output;
  readonly signal: AbortSignal;
  note(text: string): Promise<void>;
  /** Whether stderr is a terminal: a note then states what is read. */
  readonly isWatched: boolean;
}

/**
 * Most bytes of one response. Larger ones are no faster, because the next one is fetched while one
 * is printed, but cost several times their size in memory.
 */
const maxFetchBytes = 2 * 1024 * 1024;

/** Reads the requested records and prints them. */
export async function consume(
  client: KafkaClient,
  request: ConsumeRequest,
  context: ConsumeContext,
): Promise<void> {
  const { topics, range, isolation, limit, partitions, onCorrupt, write } = request;
  const { output, signal, note } = context;
  await using notes = new NoteWriter(note);
  const onNotice = (notice: ReaderNotice): void => notes.add(noticeText(notice));
  const targets = await consumeTargets(client, {
    topics,
    range,
    isolation,
    signal,
    onNotice,
    ...(partitions && { partitions }),
  });
  const follows = range.stop === null;
  if (context.isWatched) await note(planText({ ...request, targets, follows }));
  const chunks = readPartitions(client, targets, {
    isolation,
    onCorrupt,
    onNotice,
    signal,
    maxBytes: maxFetchBytes,
    ...(follows && partitions === undefined && { newPartitions: {} }),
  });
  try {
    await printRecords(chunks, { write, output, signal, ...(limit > 0 && { limit }) });
  } catch (cause) {
    if (!(cause instanceof CorruptRecordError)) throw cause;
    throw new FailedError(cause.message, {
      cause: cause.cause,
      hint: "Add --on-corrupt skip to skip such records",
    });
  }
}
