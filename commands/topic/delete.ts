import type { NamePattern } from "../../lib/filter/name_pattern.ts";
import type { TopicResult } from "../../lib/kafka/admin/create_topics.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { missingTopicHint } from "../../lib/kafka/missing_topic_hint.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { failAfter } from "../_shared/print.ts";
import { markHeadings } from "../_shared/table.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { failureOf, printOutcomes, type TopicOutcome } from "./_outcome.ts";
import {
  hiddenTopics,
  namePatterns,
  selectByExpression,
  selectByName,
  type Selection,
  selectMatching,
} from "../_shared/select_topics.ts";
import { type TopicRow, topicRow, topicSize, topicTable } from "./_table.ts";

/** `wah topic delete`. */
export const topicDeleteCommand = defineCommand({
  description: "Delete topics and their records, and wait until every broker agrees. If the " +
    "profile is protected, type its name, or give it with --confirm.",
  examples: [
    ["wah topic delete orders", "asks first"],
    ["wah topic delete -y orders users", "does not ask"],
    ["wah topic delete --dry-run orders", "shows what would be deleted"],
    ["wah topic delete -r 'test-.*|tmp'", "all topics whose whole name matches"],
  ],
  args: [{
    name: "TOPIC",
    complete: "topic",
    brief: "topics to delete, or with --regex, regular expressions",
    isList: true,
  }],
  flags: {
    regex: switchFlag("treat the arguments as regular expressions for whole names", {
      alias: "r",
    }),
    ifExists: switchFlag("do not fail if a topic does not exist"),
    dryRun: switchFlag("show what would be deleted; delete nothing"),
    output: outputFlag,
  },
  async run(
    { args: names, flags: { regex, ifExists, dryRun = false, output }, context },
  ): Promise<void> {
    if (!dryRun) await requireConsent("delete topics", context);
    const patterns = regex ? await namePatterns(names) : [];
    await using client = await openClient(context, { readsOnly: dryRun, action: "delete topics" });
    const { topics } = await client.metadata({ topics: "all", signal: context.signal });
    const selection = regex ? matching(topics, patterns, ifExists) : selectByName(topics, names);
    if (selection.found.length > 0) {
      const { countOffsets } =
        await (import("../../lib/kafka/admin/count_offsets.ts" as string) as Promise<
          typeof import("../../lib/kafka/admin/count_offsets.ts")
        >);
      const { logSizes } = await (import("../../lib/kafka/admin/log_sizes.ts" as string) as Promise<
        typeof import("../../lib/kafka/admin/log_sizes.ts")
      >);
      const [counts, sizes] = await Promise.all([
        countOffsets(client, selection.found, { signal: context.signal }),
        logSizes(client, selection.found, { signal: context.signal }),
      ]);
      const rows = selection.found.map((topic) =>
        topicRow(topic, { offsets: counts.get(topic.name) ?? null, size: topicSize(topic, sizes) })
      );
      await showPlan(await planText(rows, selection.missing, context), context);
      if (!dryRun) await confirm(question(selection), "delete topics", context);
    }
    const results = await remove(client, selection, { dryRun, signal: context.signal });
    const outcomes = results.map((result) => outcomeOf(result, ifExists ?? false, dryRun));
    const stillThere = await awaitGone(client, selection, outcomes, context.signal);
    const hint = ({ topic, error }: TopicOutcome): string | undefined =>
      hintFor(topic, error, topics);
    const printed = printOutcomes(context.stdout, output, outcomes);
    await failAfter(printed, failureOf("delete", outcomes, hint) ?? stillThere);
  },
});

/** Deletes the topics found; returns a result for each, and for the missing ones. */
async function remove(
  client: KafkaClient,
  selection: Selection,
  { dryRun, signal }: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<TopicResult[]> {
  const { found, missing } = selection;
  const { deleteTopics } =
    await (import("../../lib/kafka/admin/delete_topics.ts" as string) as Promise<
      typeof import("../../lib/kafka/admin/delete_topics.ts")
    >);
  const { KafkaError } = await (import("../../lib/kafka/kafka_error.ts" as string) as Promise<
    typeof import("../../lib/kafka/kafka_error.ts")
  >);
  const { errorCodes } = await (import("../../lib/wire/errors.ts" as string) as Promise<
    typeof import("../../lib/wire/errors.ts")
  >);
  const names = found.map(({ name }) => name);
  const results = dryRun
    ? names.map((name) => ({ name, error: null }))
    : await deleteTopics(client, names, { signal });
  const hidden = await hiddenTopics(client, selection, signal);
  const unknown = missing.map((name) => ({
    name,
    error: hidden.get(name) ??
      new KafkaError(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, "there is no such topic"),
  }));
  return [...results, ...unknown];
}

/** Waits until every broker agrees; returns the error, to be thrown after the results. */
async function awaitGone(
  client: KafkaClient,
  { found }: Selection,
  outcomes: readonly TopicOutcome[],
  signal: AbortSignal,
): Promise<unknown> {
  const { awaitTopicsGone } =
    await (import("../../lib/kafka/admin/await_topics.ts" as string) as Promise<
      typeof import("../../lib/kafka/admin/await_topics.ts")
    >);
  const deleted = outcomes.filter(({ status }) => status === "deleted").map(({ topic }) => topic);
  const topicIds = new Map(found.map(({ name, topicId }) => [name, topicId]));
  if (deleted.length === 0) return null;
  try {
    await awaitTopicsGone(client, deleted, { signal, topicIds });
    return null;
  } catch (error) {
    return error;
  }
}

async function planText(
  rows: readonly TopicRow[],
  missing: readonly string[],
  context: CommandContext,
): Promise<string> {
  const { stderr } = context;
  const table = await markHeadings(await topicTable(rows, stderr, missing), stderr, context);
  return `These topics will be deleted with all records:\n${table}`;
}

function question({ found }: Selection): string {
  return found.length === 1
    ? `Delete "${found[0]!.name}"?`
    : `Delete these ${found.length} topics?`;
}

function outcomeOf(
  { name, error }: TopicResult,
  ifExists: boolean,
  dryRun: boolean,
): TopicOutcome {
  if (error === null) return { topic: name, status: dryRun ? "valid" : "deleted", error };
  if (ifExists && error.codeName === "UNKNOWN_TOPIC_OR_PARTITION") {
    return { topic: name, status: "absent", error: null };
  }
  return { topic: name, status: "failed", error };
}

function hintFor(
  name: string,
  error: KafkaError | null,
  topics: ReadonlyMap<string, TopicMetadata>,
): string | undefined {
  return error?.codeName === "UNKNOWN_TOPIC_OR_PARTITION"
    ? missingTopicHint(name, topics.keys())
    : undefined;
}

/**
 * An expression without a match stops the command before anything is deleted: the shell turns an
 * unquoted `*` into file names, and one of those may be the name of a topic.
 */
function matching(
  topics: ReadonlyMap<string, TopicMetadata>,
  patterns: readonly NamePattern[],
  ifExists = false,
): Selection {
  return ifExists
    ? { ...selectByExpression(topics, patterns), missing: [] }
    : selectMatching(topics, patterns, { verb: "delete" });
}
