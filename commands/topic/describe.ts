import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
import type { TopicDescription } from "../../lib/kafka/admin/describe_topics.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import { openClient } from "../_client.ts";
import { examples } from "../_examples.ts";
import { outputOption } from "../_options.ts";
import { failAfter, printItems } from "../_print.ts";
import { descriptionText, descriptionView } from "./_description.ts";
import { checkExpressions, missingFailure, selectByName, selectMatching } from "./_select.ts";

/** `wah topic describe`. */
export function topicDescribeCommand(context: Context): CommandUnknownOpts {
  const command = new Command("describe")
    .summary("describe topics: partitions, replicas, offsets, configs")
    .description(
      "Describe topics: each partition's leader, replicas, offsets and size, " +
        "and each config with who set it.",
    )
    .addHelpText(
      "before",
      examples([
        ["wah topic describe orders", "all about one topic"],
        ["wah topic describe -r 'test-.*'", "whole names that match"],
        ["wah topic describe orders -o json", "for another program"],
      ]),
    )
    .argument("<name...>", "topics to describe, or with --regex, expressions")
    .option("-r, --regex", "names are regular expressions for whole names")
    .addOption(outputOption());
  command.action(async (names, { regex, output }) => {
    if (regex) checkExpressions(names);
    const { describeTopics } = await import("../../lib/kafka/admin/describe_topics.ts");
    const { logSizes } = await import("../../lib/kafka/admin/log_sizes.ts");
    const { signal } = context;
    await using client = await openClient(command, context);
    const { topics } = await client.metadata({ topics: "all", signal });
    const selection = regex
      ? selectMatching(topics, names, { verb: "describe" })
      : selectByName(topics, names);
    const { found } = selection;
    const failure = await missingFailure(client, selection, { verb: "describe", topics, signal });
    const [described, sizes] = await Promise.all([
      describeTopics(client, found.map(({ name }) => name), { signal }),
      logSizes(client, found, { signal }),
    ]);
    const views = described.filter(({ error }) => error === null)
      .map((topic) => descriptionView(topic, sizes));
    const text = async (): Promise<string> =>
      (await Promise.all(views.map(descriptionText))).join("\n");
    const printed = printItems(context.stdout, output, views, text);
    await failAfter(printed, failure ?? refusal(described));
  });
  return command;
}

/** Why the first of the topics that cannot be described cannot. */
function refusal(described: readonly TopicDescription[]): KafkaError | null {
  const refused = described.find(({ error }) => error !== null);
  return refused?.error?.during(`describe topic "${refused.name}"`) ?? null;
}
