import type { TopicResult, TopicSpec } from "../../lib/kafka/admin/create_topics.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { topicNameFault } from "../../lib/wire/topic_name.ts";
import { openClient } from "../_shared/client.ts";
import { failAfter } from "../_shared/print.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { listFlag, switchFlag, valueFlag, wholeNumber } from "../_shared/parser/flag.ts";
import { keyAndValue } from "../_shared/key_and_value.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { failureOf, printOutcomes, type TopicOutcome } from "./_outcome.ts";

/** Kafka counts replicas in 16 bits. */
const maxReplicas = 2 ** 15 - 1;

/** `wah topic create`. */
export const topicCreateCommand = defineCommand({
  description: "Create topics, and wait until every broker knows them. Omitted settings use the " +
    "broker's defaults.",
  examples: [
    ["wah topic create orders", "with the broker's defaults"],
    ["wah topic create orders -p 6 -r 3", "6 partitions with 3 replicas each"],
    ["wah topic create last -c cleanup.policy=compact", "with a config"],
  ],
  args: [{ name: "TOPIC", brief: "topics to create, all with the same settings", isList: true }],
  flags: {
    partitions: valueFlag("number of partitions", {
      alias: "p",
      placeholder: "COUNT",
      parse: wholeNumber("--partitions"),
    }),
    replicas: valueFlag("replicas of each partition", {
      alias: "r",
      placeholder: "COUNT",
      parse: wholeNumber("--replicas", { max: maxReplicas }),
    }),
    config: listFlag("set a topic config", {
      alias: "c",
      placeholder: "KEY=VALUE",
      parse: keyAndValue("--config"),
    }),
    ifNotExists: switchFlag("do not fail if a topic already exists"),
    dryRun: switchFlag("validate only; create nothing"),
    output: outputFlag,
  },
  async run({ args, flags: { output, ifNotExists, dryRun, ...settings }, context }): Promise<void> {
    const { createTopics } =
      await (import("../../lib/kafka/admin/create_topics.ts" as string) as Promise<
        typeof import("../../lib/kafka/admin/create_topics.ts")
      >);
    const specs = [...new Set(args)].map((name) => specOf(name, settings));
    await using client = await openClient(context, { action: "create topics" });
    const results = await createTopics(client, specs, {
      validateOnly: dryRun ?? false,
      signal: context.signal,
    });
    const outcomes = results.map((result) => outcomeOf(result, { ifNotExists, dryRun }));
    const notReady = await awaitReady(client, outcomes, context.signal);
    const hint = (outcome: TopicOutcome): string | undefined =>
      hintFor(outcome, client.nodes.length);
    const printed = printOutcomes(context.stdout, output, outcomes);
    await failAfter(printed, failureOf("create", outcomes, hint) ?? notReady);
  },
});

/**
 * Waits until every broker knows the topics that were created, so that the next command can use
 * them; returns the error, to be thrown after the results.
 */
async function awaitReady(
  client: KafkaClient,
  outcomes: readonly TopicOutcome[],
  signal: AbortSignal,
): Promise<unknown> {
  const created = outcomes.filter(({ status }) => status === "created").map(({ topic }) => topic);
  if (created.length === 0) return null;
  const { awaitTopicsReady } =
    await (import("../../lib/kafka/admin/await_topics.ts" as string) as Promise<
      typeof import("../../lib/kafka/admin/await_topics.ts")
    >);
  try {
    await awaitTopicsReady(client, created, { signal });
    return null;
  } catch (error) {
    return error;
  }
}

interface TopicSettings {
  readonly partitions?: number | undefined;
  readonly replicas?: number | undefined;
  readonly config?: readonly (readonly [key: string, value: string])[] | undefined;
}

function specOf(name: string, { partitions, replicas, config }: TopicSettings): TopicSpec {
  return {
    name,
    ...(partitions === undefined ? {} : { partitions }),
    ...(replicas === undefined ? {} : { replicationFactor: replicas }),
    ...(config === undefined ? {} : { configs: Object.fromEntries(config) }),
  };
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
