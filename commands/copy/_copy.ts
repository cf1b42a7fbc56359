import { FailedError, UsageError } from "../../lib/errors.ts";
import { toTopic, toTopicInHeader } from "../../lib/copy/destination.ts";
import { parseTransform } from "../../lib/copy/transform.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { ClusterMetadata, TopicMetadata } from "../../lib/kafka/metadata.ts";
import { missingTopicHint } from "../../lib/kafka/missing_topic_hint.ts";
import { parseOffsetRange } from "../../lib/kafka/offsets/offset_range.ts";
import type { OffsetRange } from "../../lib/kafka/offsets/range_point.ts";
import { resolveRange } from "../../lib/kafka/offsets/resolve_range.ts";
import { errorCodes } from "../../lib/wire/errors.ts";
import { openClient } from "../_shared/client.ts";
import { confirmProtected } from "../_shared/confirm.ts";
import { note } from "../_shared/note.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { NoteWriter, noticeText } from "../_shared/records/read_notes.ts";
import { loadDecoding, loadSelection } from "../_shared/records/record_flags.ts";
import { partDecoder } from "../_shared/records/record_selection.ts";
import type { CopyFlags } from "./_flags.ts";
import { resume } from "./_resume.ts";
import { type CopyJob, type JobSelection, runJob } from "./_run.ts";
import { findTarget, requirePartitions, targetContext } from "./_target.ts";

/** The command line of `wah copy`. */
export interface CopyWords {
  readonly source: string;
  readonly target: string | undefined;
  readonly flags: CopyFlags;
}

/** The words of the command line, checked as far as that needs no broker. */
interface CopyPlan extends JobSelection {
  readonly source: string;
  /** Undefined with `--to-header`. */
  readonly target: string | undefined;
  readonly range: OffsetRange;
  readonly flags: CopyFlags;
  readonly isDryRun: boolean;
  readonly mode: "keep" | "rehash";
}

/**
 * Runs `wah copy`.
 *
 * @throws {UsageError} If the command line is invalid.
 * @throws {FailedError} If a topic does not exist, or a record was not copied.
 */
export async function copy(words: CopyWords, context: CommandContext): Promise<void> {
  const plan = await planOf(words, context);
  const { flags, isDryRun } = plan;
  const writing = targetContext(flags, context);
  const action = "copy records";
  if (!isDryRun) await confirmProtected("Copy records?", action, writing);
  const isOneCluster = writing === context;
  await using source = await openClient(context, {
    readsOnly: isDryRun || !isOneCluster,
    action,
  });
  await using other = isOneCluster
    ? null
    : await openClient(writing, { readsOnly: isDryRun, action });
  await using notes = new NoteWriter((text) => note(text, context));
  await runJob(await jobOf(plan, { source, target: other ?? source, notes }, context), context);
}

/** @throws {UsageError} If the words are invalid. */
async function planOf(
  { source, target, flags }: CopyWords,
  context: CommandContext,
): Promise<CopyPlan> {
  const { toHeader, transform, where, strict, key, header, grep } = flags;
  if ((target === undefined) === (toHeader === undefined)) {
    throw new UsageError('Cannot run "wah copy": expected TARGET or --to-header', {
      hint: "See wah copy --help",
    });
  }
  const isUsed = [where, transform, toHeader].some((flag) => flag !== undefined);
  if (strict && !isUsed) {
    throw new UsageError("Cannot use --strict: it is for --where, --transform and --to-header");
  }
  const range = parseOffsetRange(flags.offset, { now: context.now() });
  const isRead = [key, grep, where, transform].some((flag) => flag !== undefined);
  const decoding = isRead ? await loadDecoding(flags, [source], context) : null;
  const selection = await loadSelection({
    ...(key === undefined ? {} : { key }),
    ...(header === undefined ? {} : { header }),
    ...(grep === undefined ? {} : { grep }),
    ...(where === undefined ? {} : { where, ...(strict && { strict }) }),
  }, decoding);
  const decode = decoding === null ? undefined : partDecoder(decoding);
  return {
    source,
    target,
    // The end is fixed, so that a topic can be copied to itself.
    range: { start: range.start, stop: range.stop ?? { kind: "end" } },
    flags,
    isDryRun: flags.dryRun ?? false,
    selection,
    decoding,
    transform: transform === undefined ? null : await parseTransform(transform, decode),
    mode: flags.partitions ?? (toHeader === undefined ? "keep" : "rehash"),
  };
}

/** The connections of a copy, and where its notes go. */
interface CopyConnections {
  readonly source: KafkaClient;
  readonly target: KafkaClient;
  readonly notes: NoteWriter;
}

/** Looks up what the plan names. */
async function jobOf(
  plan: CopyPlan,
  connections: CopyConnections,
  context: CommandContext,
): Promise<CopyJob> {
  const { flags, range, selection, decoding, transform, isDryRun } = plan;
  const { source, target, notes } = connections;
  const { signal } = context;
  const { topic: from, cluster } = await findSource(source, plan.source, signal);
  const end = await findEnd(plan, from, connections, context);
  const isolation = flags.readCommitted ? "committed" : "uncommitted";
  const onNotice: CopyJob["onNotice"] = (notice) => notes.add(noticeText(notice));
  const found = await resolveRange(source, {
    topics: [from.name],
    range,
    isolation,
    signal,
    onNotice,
    ...(flags.fromPartitions && { partitions: flags.fromPartitions }),
  });
  const ends = {
    source: { cluster: cluster.clusterId, topic: from.name, topicId: from.topicId },
    target: end.identity,
  };
  const ranges = found.map(({ partition, start, stop }) => ({ partition, start, stop: stop! }));
  return {
    source,
    target,
    from,
    to: plan.target ?? null,
    ends,
    destination: end.destination,
    resumption: await resume(flags.resume, ends, ranges),
    selection,
    decoding,
    transform,
    isDryRun,
    isolation,
    flags,
    notes,
    onNotice,
  };
}

async function findSource(
  client: KafkaClient,
  name: string,
  signal: AbortSignal,
): Promise<{ topic: TopicMetadata; cluster: ClusterMetadata }> {
  const cluster = await client.metadata({ topics: [name], signal });
  const topic = cluster.topics.get(name)!;
  const { error } = topic;
  if (error === null) return { topic, cluster };
  const action = `read topic "${name}"`;
  if (error.code !== errorCodes.UNKNOWN_TOPIC_OR_PARTITION) throw error.during(action);
  const { topics } = await client.metadata({ topics: "all", signal });
  throw new FailedError(`Cannot ${action}: there is no such topic`, {
    hint: missingTopicHint(name, topics.keys()),
    cause: error,
  });
}

async function findEnd(
  plan: CopyPlan,
  from: TopicMetadata,
  { source, target }: CopyConnections,
  context: CommandContext,
): Promise<Pick<CopyJob, "destination"> & { identity: CopyJob["ends"]["target"] }> {
  const { flags, isDryRun, mode } = plan;
  const { signal } = context;
  if (plan.target === undefined) {
    const { topics, clusterId: cluster } = await target.metadata({ topics: "all", signal });
    const header = flags.toHeader!;
    return {
      destination: toTopicInHeader(header, { topics, mode }),
      identity: { cluster, header },
    };
  }
  const name = plan.target;
  const creates = flags.create ?? false;
  const to = await findTarget({ source, target, from, name, creates, isDryRun }, context);
  if (mode === "keep") requirePartitions(from, to, flags.fromPartitions);
  return {
    destination: toTopic(name, {
      mode,
      partitionCount: to?.partitions.length ?? from.partitions.length,
    }),
    identity: { cluster: target.clusterId, topic: name, topicId: to?.topicId ?? null },
  };
}
