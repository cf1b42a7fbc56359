import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
import { FailedError } from "../../lib/errors.ts";
import type { TopicResult } from "../../lib/kafka/admin/create_topics.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { openClient } from "../_client.ts";
import { confirm, requireConsent } from "../_confirm.ts";
import { examples } from "../_examples.ts";
import { outputOption } from "../_options.ts";
import { table } from "../_print.ts";
import { printOutcomes, throwIfAnyFailed, type TopicOutcome } from "./_outcome.ts";
import { missingTopicHint, selectByExpression, selectByName, type Selection } from "./_select.ts";

/** `wah topic delete`. */
export function topicDeleteCommand(context: Context): CommandUnknownOpts {
  const command = new Command("delete")
    .summary("delete topics and all that is in them")
    .description("Delete topics and all that is in them, and wait until every broker agrees.")
    .addHelpText(
      "before",
      examples([
        ["wah topic delete orders", "after a question"],
        ["wah topic delete -y orders users", "without one"],
        ["wah topic delete -r 'test-.*|tmp'", "whole names that match"],
      ]),
    )
    .argument("<name...>", "topics to delete, or with --regex, expressions")
    .option("-r, --regex", "names are regular expressions for whole names")
    .option("--if-exists", "a topic that is not there is no failure")
    .addOption(outputOption());
  command.action(async (names, { regex, ifExists, output }) => {
    requireConsent("delete topics", command, context);
    await using client = await openClient(command, context);
    const { topics } = await client.metadata({ topics: "all", signal: context.signal });
    const selection = regex ? selectByExpression(topics, names) : selectByName(topics, names);
    if (regex && !ifExists && selection.found.length === 0) throw nothingMatches(names);
    if (selection.found.length > 0) {
      await context.stderr.write(planText(selection));
      await confirm(question(selection), "delete topics", command, context);
    }
    const results = await remove(client, selection, context.signal);
    const outcomes = results.map((result) => outcomeOf(result, ifExists ?? false));
    await printOutcomes(context.stdout, output, outcomes);
    throwIfAnyFailed("delete", outcomes, ({ topic, error }) => hintFor(topic, error, topics));
  });
  return command;
}

/** Deletes what was found, waits until it is gone, and says so of each, the missing ones too. */
async function remove(
  client: KafkaClient,
  { found, missing }: Selection,
  signal: AbortSignal,
): Promise<TopicResult[]> {
  const { deleteTopics } = await import("../../lib/kafka/admin/delete_topics.ts");
  const { awaitTopicsGone } = await import("../../lib/kafka/admin/await_topics.ts");
  const { KafkaError } = await import("../../lib/kafka/kafka_error.ts");
  const { errorCodes } = await import("../../lib/wire/errors.ts");
  const results = await deleteTopics(client, found.map(({ name }) => name), { signal });
  const deleted = results.filter(({ error }) => error === null).map(({ name }) => name);
  await awaitTopicsGone(client, deleted, { signal });
  const unknown = missing.map((name) => ({
    name,
    error: new KafkaError(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, "there is no such topic"),
  }));
  return [...results, ...unknown];
}

function planText({ found, missing }: Selection): string {
  const rows = found.map((topic) => [
    topic.isInternal ? `${topic.name} (internal)` : topic.name,
    topic.partitions.length,
    replicasOf(topic),
  ]);
  const absent = missing.map((name) => [name, null, null]);
  return `To be deleted, with every record in it:\n${
    table(["TOPIC", "PARTITIONS", "REPLICAS"], [...rows, ...absent])
  }`;
}

function replicasOf({ partitions }: TopicMetadata): number | null {
  return partitions[0]?.replicas.length ?? null;
}

function question({ found }: Selection): string {
  return found.length === 1
    ? `Delete "${found[0]!.name}"?`
    : `Delete these ${found.length} topics?`;
}

function outcomeOf({ name, error }: TopicResult, ifExists: boolean): TopicOutcome {
  if (error === null) return { topic: name, status: "deleted", error };
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
    ? missingTopicHint(name, topics)
    : undefined;
}

function nothingMatches(expressions: readonly string[]): FailedError {
  const list = expressions.map((expression) => `"${expression}"`).join(", ");
  return new FailedError(`Cannot delete topics that match ${list}: there are none`, {
    hint: "An expression has to match a whole name; internal topics match only by their own",
  });
}
