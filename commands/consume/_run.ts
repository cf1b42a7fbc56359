import type { Output } from "../../lib/context.ts";
import { FailedError } from "../../lib/errors.ts";
import { printRecords } from "../../lib/format/print_records.ts";
import type { RecordWriter } from "../../lib/format/record_writer.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { OffsetRange } from "../../lib/kafka/offsets/range_point.ts";
import { CorruptRecordError } from "../../lib/kafka/reader/corrupt_record_error.ts";
import { type ReadOptions, readPartitions } from "../../lib/kafka/reader/read_partitions.ts";
import type { Isolation, ReaderNotice } from "../../lib/kafka/reader/read_target.ts";
import type { RangeTarget } from "../../lib/kafka/offsets/resolve_range.ts";
import type { Decoding } from "./_decoding.ts";
import type { ConsumeFilter } from "./_filters.ts";
import type { TopicSelection } from "./_topic_selection.ts";
import { consumeTargets } from "./_targets.ts";
import { NoteWriter, noticeText, planText } from "./_note_writer.ts";

/** The options of `wah consume`. */
export interface ConsumeRequest {
  /** Names of topics, or expressions that match whole names. */
  readonly topics: readonly string[];
  readonly areExpressions: boolean;
  /** The offset expression of the user. */
  readonly offsets: string;
  readonly range: OffsetRange;
  /** Only these; undefined for all. */
  readonly partitions: readonly number[] | undefined;
  /** Stop after this many records; 0 for no limit. */
  readonly limit: number;
  /** Null for all records. */
  readonly filter: ConsumeFilter | null;
  /** Null if keys and values are not decoded. */
  readonly decoding: Decoding | null;
  /** Null to print only how many records there are. */
  readonly write: RecordWriter | null;
  /** Whether the partitions are merged by timestamp; for a range with a stop only. */
  readonly isSorted: boolean;
  /** Stop if no record arrives for this long; null to wait. */
  readonly untilIdleMs: number | null;
  readonly isolation: Isolation;
  readonly onCorrupt: "stop" | "skip";
}

/** Where records and notes go. */
export interface ConsumeContext {
  readonly output: Output;
  readonly signal: AbortSignal;
  note(text: string): Promise<void>;
  /** A terminal on which to state what is read, and how far; null for none. */
  readonly screen: Output | null;
}

/**
 * Most bytes of one response. Larger ones are no faster, because the next one is fetched while one
 * is printed, but cost several times their size in memory.
 */
const maxFetchBytes = 2 * 1024 * 1024;
/** How often to look for new topics that match an expression. */
const newTopicsMs = 5_000;

/** Reads the requested records and prints them. */
export async function consume(
  client: KafkaClient,
  request: ConsumeRequest,
  context: ConsumeContext,
): Promise<void> {
  const { range, isolation, partitions, filter } = request;
  const { signal } = context;
  await using notes = new NoteWriter(context.note);
  const onNotice = (notice: ReaderNotice): void => notes.add(noticeText(notice));
  const follows = range.stop === null;
  const selection = request.areExpressions
    ? await selectTopics(client, request.topics, { follows, signal })
    : null;
  const topics = selection?.names ?? request.topics;
  const targets = topics.length === 0 ? [] : await consumeTargets(client, {
    topics,
    range,
    isolation,
    signal,
    onNotice,
    ...(partitions && { partitions }),
  });
  if (context.screen !== null) await context.note(planText({ ...request, targets, follows }));
  const newPartitions = selection === null
    ? {}
    : { everyMs: newTopicsMs, wantedTopics: selection.wantedTopics };
  try {
    await read(client, { ...request, targets }, context, {
      isolation,
      onCorrupt: request.onCorrupt,
      onNotice,
      signal,
      maxBytes: maxFetchBytes,
      ...(follows && partitions === undefined && { newPartitions }),
    });
  } catch (cause) {
    if (!(cause instanceof CorruptRecordError)) throw cause;
    throw new FailedError(cause.message, {
      cause: cause.cause,
      hint: "Add --on-corrupt skip to skip such records",
    });
  } finally {
    for (const part of [request.decoding, filter]) {
      const summary = part?.summary() ?? null;
      if (summary !== null) notes.add(summary);
    }
  }
}

/** The partitions that were found for a request. */
interface FoundRequest extends ConsumeRequest {
  readonly targets: readonly RangeTarget[];
}

async function read(
  client: KafkaClient,
  request: FoundRequest,
  context: ConsumeContext,
  options: ReadOptions,
): Promise<void> {
  const { write, limit, filter, targets, range, isSorted, untilIdleMs, decoding } = request;
  const limits = { ...(limit > 0 && { limit }), ...(filter && { filter: filter.filter }) };
  const hasProgress = context.screen !== null && range.stop !== null && targets.length > 0;
  if (!hasProgress && untilIdleMs === null && write !== null && !isSorted) {
    const { output, signal } = context;
    const read = readPartitions(client, targets, options);
    const chunks = decoding?.decoder.loaded(read) ?? read;
    await printRecords(chunks, { write, output, signal, ...limits });
    return;
  }
  const { readWithExtras } = await (import("./_extras.ts" as string) as Promise<
    typeof import("./_extras.ts")
  >);
  await readWithExtras(client, targets, {
    ...limits,
    write,
    isSorted,
    untilIdleMs,
    ...(decoding && { decoder: decoding.decoder }),
    output: context.output,
    progressOn: hasProgress ? context.screen : null,
    options: { ...options, signal: context.signal },
  });
}

async function selectTopics(
  client: KafkaClient,
  expressions: readonly string[],
  options: { readonly follows: boolean; readonly signal: AbortSignal },
): Promise<TopicSelection> {
  const { selectTopics } = await (import("./_topic_selection.ts" as string) as Promise<
    typeof import("./_topic_selection.ts")
  >);
  return await selectTopics(client, expressions, options);
}
