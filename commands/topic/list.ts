import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { loadClient, openClientAndList } from "../_shared/client.ts";
import { failAfter, printItems } from "../_shared/print.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import {
  checkExpressions,
  missingFailure,
  selectByName,
  type Selection,
  selectMatching,
} from "./_select.ts";
import { topicRow, topicTable } from "./_table.ts";

/** `wah topic list`. */
export const topicListCommand = defineCommand({
  description: "List topics with their partitions, replicas and offsets, sorted by name.",
  examples: [
    ["wah topic list", "all topics except Kafka's internal ones"],
    ["wah topic list -r 'test-.*'", "all topics whose whole name matches"],
    ["wah topic list -i -o jsonl", "all topics, for another program"],
  ],
  args: [{
    name: "TOPIC",
    brief: "only these topics, or with --regex, regular expressions",
    isOptional: true,
    isList: true,
  }],
  flags: {
    regex: switchFlag("treat the arguments as regular expressions for whole names", {
      alias: "r",
    }),
    internal: switchFlag("include internal topics", { alias: "i" }),
    output: outputFlag,
  },
  async run(
    { args: names, flags: { regex = false, internal = false, output }, context },
  ): Promise<void> {
    if (regex) checkExpressions(names);
    const { signal } = context;
    await loadClient();
    const [{ client: opened, topics }, { countOffsets }] = await Promise.all([
      openClientAndList(context),
      import("../../lib/kafka/admin/count_offsets.ts" as string) as Promise<
        typeof import("../../lib/kafka/admin/count_offsets.ts")
      >,
    ]);
    await using client = opened;
    const selection = names.length === 0
      ? everything(topics, internal)
      : regex
      ? selectMatching(topics, names, { verb: "list", internal })
      : selectByName(topics, names);
    const failure = await missingFailure(client, selection, { verb: "list", topics, signal });
    const counts = await countOffsets(client, selection.found, { signal });
    const rows = selection.found.map((topic) => topicRow(topic, counts.get(topic.name) ?? null));
    const printed = printItems(context.stdout, output, rows, () => topicTable(rows));
    await failAfter(printed, failure);
  },
});

function everything(topics: ReadonlyMap<string, TopicMetadata>, internal: boolean): Selection {
  const wanted = [...topics.values()].filter(({ isInternal }) => internal || !isInternal);
  return { found: wanted.toSorted((a, b) => a.name < b.name ? -1 : 1), missing: [] };
}
