import type { Output } from "../../lib/context.ts";
import { FailedError } from "../../lib/errors.ts";
import { printRecords } from "../../lib/format/print_records.ts";
import type { RecordWriter } from "../../lib/format/record_writer.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { OffsetRange } from "../../lib/kafka/offset_range.ts";
import { CorruptRecordError } from "../../lib/kafka/reader/corrupt_record_error.ts";
import { readPartitions } from "../../lib/kafka/reader/read_partitions.ts";
import type { Isolation, ReaderNotice } from "../../lib/kafka/reader/read_target.ts";
import { consumeTargets } from "./targets.ts";
import { noticeText, planText, Talk } from "./talk.ts";

/** What a command line asks of `wah consume`. */
export interface ConsumeRequest {
  readonly topics: readonly string[];
  /** The offset expression as it was typed. */
  readonly offsets: string;
  readonly range: OffsetRange;
  /** Only these; all when undefined. */
  readonly partitions: readonly number[] | undefined;
  /** End after so many records; 0 is no end. */
  readonly limit: number;
  readonly write: RecordWriter;
  readonly isolation: Isolation;
  readonly onCorrupt: "stop" | "skip";
}

/** Where the records, and what is said beside them, go. */
export interface ConsumeWorld {
  readonly output: Output;
  readonly signal: AbortSignal;
  note(text: string): Promise<void>;
  /** Whether a person watches, who should be told what is going on before anything comes. */
  readonly isWatched: boolean;
}

/**
 * Most bytes of one answer of a leader. Larger ones are no faster, since the next is fetched while
 * one is printed, but cost several times their size in memory.
 */
const maxFetchBytes = 2 * 1024 * 1024;

/** Reads what was asked for and prints it. */
export async function consume(
  client: KafkaClient,
  request: ConsumeRequest,
  world: ConsumeWorld,
): Promise<void> {
  const { topics, range, isolation, limit, partitions, onCorrupt, write } = request;
  const { output, signal, note } = world;
  await using talk = new Talk(note);
  const onNotice = (notice: ReaderNotice): void => talk.say(noticeText(notice));
  const targets = await consumeTargets(client, {
    topics,
    range,
    isolation,
    signal,
    onNotice,
    ...(partitions && { partitions }),
  });
  const follows = range.stop === null;
  if (world.isWatched) await note(planText({ ...request, targets, follows }));
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
      hint: "Go on after such records with --on-corrupt skip",
    });
  }
}
