import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import type { TopicResult, TopicSpec } from "../../lib/kafka/admin/create_topics.ts";
import { topicNameFault } from "../../lib/wire/topic_name.ts";
import { openClient } from "../_client.ts";
import { examples } from "../_examples.ts";
import { outputOption, wholeNumber } from "../_options.ts";
import { failAfter } from "../_print.ts";
import { failureOf, printOutcomes, type TopicOutcome } from "./_outcome.ts";

/** Kafka counts replicas in 16 bits. */
const maxReplicas = 2 ** 15 - 1;

/** `wah topic create`. */
export function topicCreateCommand(context: Context): CommandUnknownOpts {
  const command = new Command("create")
    .summary("create topics")
    .description("Create topics; what is left out is the broker's default.")
    .addHelpText(
      "before",
      examples([
        ["wah topic create orders", "with the broker's defaults"],
        ["wah topic create orders -p 6 -r 3", "6 partitions, 3 replicas each"],
        ["wah topic create last -c cleanup.policy=compact", "with a config"],
      ]),
    )
    .argument("<name...>", "topics to create, all alike")
    .option("-p, --partitions <count>", "partitions of each", wholeNumber("--partitions"))
    .option(
      "-r, --replicas <count>",
      "replicas of each partition",
      wholeNumber("--replicas", { max: maxReplicas }),
    )
    .option("-c, --config <key=value>", "a config, as often as needed", addConfig)
    .option("--if-not-exists", "a topic that is there already is no failure")
    .option("--dry-run", "let the broker check, create nothing")
    .addOption(outputOption());
  command.action(async (names, { output, ifNotExists, dryRun, ...settings }) => {
    const { createTopics } = await import("../../lib/kafka/admin/create_topics.ts");
    const specs = [...new Set(names)].map((name) => specOf(name, settings));
    await using client = await openClient(command, context);
    const results = await createTopics(client, specs, {
      validateOnly: dryRun ?? false,
      signal: context.signal,
    });
    const outcomes = results.map((result) => outcomeOf(result, { ifNotExists, dryRun }));
    const hint = (outcome: TopicOutcome): string | undefined =>
      hintFor(outcome, client.nodes.length);
    const printed = printOutcomes(context.stdout, output, outcomes);
    await failAfter(printed, failureOf("create", outcomes, hint));
  });
  return command;
}

interface Settings {
  readonly partitions?: number | undefined;
  readonly replicas?: number | undefined;
  readonly config?: Readonly<Record<string, string>> | undefined;
}

function specOf(name: string, { partitions, replicas, config }: Settings): TopicSpec {
  return {
    name,
    ...(partitions === undefined ? {} : { partitions }),
    ...(replicas === undefined ? {} : { replicationFactor: replicas }),
    ...(config === undefined ? {} : { configs: config }),
  };
}

function addConfig(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  const key = text.slice(0, at).trim();
  if (at < 0 || key === "") {
    throw new UsageError(`Cannot use "${text}" for --config: expected key=value`);
  }
  return { ...earlier, [key]: text.slice(at + 1).trim() };
}

function outcomeOf(
  { name, error }: TopicResult,
  { ifNotExists, dryRun }: { ifNotExists?: true | undefined; dryRun?: true | undefined },
): TopicOutcome {
  if (error === null) return { topic: name, status: dryRun ? "valid" : "created", error };
  if (ifNotExists && error.codeName === "TOPIC_ALREADY_EXISTS") {
    return { topic: name, status: "exists", error: null };
  }
  return { topic: name, status: "failed", error };
}

function hintFor({ topic, error }: TopicOutcome, brokerCount: number): string | undefined {
  switch (error?.codeName) {
    case "TOPIC_ALREADY_EXISTS":
      return "Add --if-not-exists to accept an existing topic";
    case "INVALID_REPLICATION_FACTOR":
      return `The cluster has ${brokerCount} broker${
        brokerCount === 1 ? "" : "s"
      } up; use -r ${brokerCount} or less`;
    case "INVALID_TOPIC_EXCEPTION":
      // A valid name may still collide with another one, which the broker names.
      return topicNameFault(topic) === null
        ? "The broker treats dots and underscores as the same; choose another name"
        : "Use 1 to 249 of the characters a-z, A-Z, 0-9, dot, underscore and hyphen";
    case "INVALID_CONFIG":
      return "The message above names the config; use -c key=value";
    default:
      return undefined;
  }
}
