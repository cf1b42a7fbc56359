import { FailedError } from "../../lib/errors.ts";
import type { NamePattern } from "../../lib/filter/name_pattern.ts";
import { printRecords } from "../../lib/format/print_records.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { CorruptRecordError } from "../../lib/kafka/reader/corrupt_record_error.ts";
import { type ReadOptions, readPartitions } from "../../lib/kafka/reader/read_partitions.ts";
import type { ReaderNotice } from "../../lib/kafka/reader/read_target.ts";
import type { RangeTarget } from "../../lib/kafka/offsets/resolve_range.ts";
import { NoteWriter, noticeText, planText } from "../_shared/records/read_notes.ts";
import type { ConsumeContext, ConsumeRequest, FoundTopics, ReadContext } from "./_request.ts";
import { consumeTargets } from "./_targets.ts";
import type { TopicSelection } from "./_topic_selection.ts";

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
  const { group, range, filter, decoding } = request;
  const { signal } = context;
  await using notes = new NoteWriter(context.note);
  const selection = request.patterns === null
    ? null
    : await selectTopics(client, request.patterns, { follows: range.stop === null, signal });
  const topics = selection?.names ?? request.topics;
  const found = { ...request, topics, selection, maxBytes: maxFetchBytes, newTopicsMs };
  try {
    if (group === null) await readDirectly(client, found, { ...context, notes });
    else {
      const { readInGroup } = await (import("./_group.ts" as string) as Promise<
        typeof import("./_group.ts")
      >);
      await readInGroup(client, { ...found, group }, { ...context, notes });
    }
  } catch (cause) {
    if (!(cause instanceof CorruptRecordError)) throw cause;
    throw new FailedError(cause.message, {
      cause: cause.cause,
      hint: "Add --on-corrupt skip to skip such records",
    });
  } finally {
    for (const part of [decoding, filter]) {
      const summary = part?.summary() ?? null;
      if (summary !== null) notes.add(summary);
    }
  }
}

async function readDirectly(
  client: KafkaClient,
  request: FoundTopics,
  context: ReadContext,
): Promise<void> {
  const { topics, selection, range, isolation, partitions, maxBytes } = request;
  const { signal, notes } = context;
  const onNotice = (notice: ReaderNotice): void => notes.add(noticeText(notice));
  const follows = range.stop === null;
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
    : { everyMs: request.newTopicsMs, wantedTopics: selection.wantedTopics };
  await read(client, { ...request, targets }, context, {
    isolation,
    onCorrupt: request.onCorrupt,
    onNotice,
    signal,
    maxBytes,
    ...(follows && partitions === undefined && { newPartitions }),
  });
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
  patterns: readonly NamePattern[],
  options: { readonly follows: boolean; readonly signal: AbortSignal },
): Promise<TopicSelection> {
  const { selectTopics } = await (import("./_topic_selection.ts" as string) as Promise<
    typeof import("./_topic_selection.ts")
  >);
  return await selectTopics(client, patterns, options);
}
