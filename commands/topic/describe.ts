import type { TopicDescription } from "../../lib/kafka/admin/describe_topics.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import { openClient } from "../_shared/client.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { descriptionText, descriptionView } from "./_description.ts";
import {
  missingFailure,
  namePatterns,
  selectByName,
  selectMatching,
} from "../_shared/select_topics.ts";

/** `wah topic describe`. */
export const topicDescribeCommand = defineCommand({
  description: "Describe topics: the leader, replicas, offsets and size of each partition, and " +
    "the configs that differ from their defaults, with the source of each.",
  examples: [
    ["wah topic describe orders", "one topic in detail"],
    ["wah topic describe -r 'test-.*'", "all topics whose whole name matches"],
    ["wah topic describe orders -a", "with all configs"],
    ["wah topic describe orders -o json", "for another program"],
  ],
  args: [{
    name: "TOPIC",
    complete: "topic",
    brief: "topics to describe, or with --regex, regular expressions",
    isList: true,
  }],
  flags: {
    regex: switchFlag("treat the arguments as regular expressions for whole names", {
      alias: "r",
    }),
    all: switchFlag("show also the configs that have their default", { alias: "a" }),
    output: outputFlag,
  },
  async run({ args: names, flags: { regex, all = false, output }, context }): Promise<void> {
    const patterns = regex ? await namePatterns(names) : [];
    const { describeTopics } =
      await (import("../../lib/kafka/admin/describe_topics.ts" as string) as Promise<
        typeof import("../../lib/kafka/admin/describe_topics.ts")
      >);
    const { logSizes } = await (import("../../lib/kafka/admin/log_sizes.ts" as string) as Promise<
      typeof import("../../lib/kafka/admin/log_sizes.ts")
    >);
    const { signal } = context;
    await using client = await openClient(context, { readsOnly: true });
    const { topics } = await client.metadata({ topics: "all", signal });
    const selection = regex
      ? selectMatching(topics, patterns, { verb: "describe" })
      : selectByName(topics, names);
    const { found } = selection;
    const failure = await missingFailure(client, selection, { verb: "describe", topics, signal });
    const [described, sizes] = await Promise.all([
      describeTopics(client, found.map(({ name }) => name), { signal }),
      logSizes(client, found, { signal }),
    ]);
    const views = described.filter(({ error }) => error === null)
      .map((topic) => descriptionView(topic, sizes, { all }));
    const text = async (): Promise<string> =>
      (await Promise.all(views.map((view) => descriptionText(view, context.stdout)))).join("\n");
    const printed = printList(context.stdout, output, { name: "topics", items: views, text });
    await failAfter(printed, failure ?? refusal(described));
  },
});

/** Why the first of the topics that cannot be described cannot. */
function refusal(described: readonly TopicDescription[]): KafkaError | null {
  const refused = described.find(({ error }) => error !== null);
  return refused?.error?.during(`describe topic "${refused.name}"`) ?? null;
}
