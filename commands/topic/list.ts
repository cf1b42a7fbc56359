import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { openClient } from "../_client.ts";
import { examples } from "../_examples.ts";
import { outputOption } from "../_options.ts";
import { failAfter, printItems } from "../_print.ts";
import {
  checkExpressions,
  missingFailure,
  selectByName,
  type Selection,
  selectMatching,
} from "./_select.ts";
import { topicRow, topicTable } from "./_table.ts";

/** `wah topic list`. */
export function topicListCommand(context: Context): CommandUnknownOpts {
  const command = new Command("list")
    .summary("list topics")
    .description("List topics with their partitions, replicas and records, sorted by name.")
    .addHelpText(
      "before",
      examples([
        ["wah topic list", "all but Kafka's internal ones"],
        ["wah topic list -r 'test-.*'", "whole names that match"],
        ["wah topic list -i -o jsonl", "all, for another program"],
      ]),
    )
    .argument("[name...]", "only these topics, or with --regex, expressions")
    .option("-r, --regex", "names are regular expressions for whole names")
    .option("-i, --internal", "internal topics too")
    .addOption(outputOption());
  command.action(async (names, { regex = false, internal = false, output }) => {
    if (regex) checkExpressions(names);
    const { countOffsets } = await import("../../lib/kafka/admin/count_offsets.ts");
    const { signal } = context;
    await using client = await openClient(command, context);
    const { topics } = await client.metadata({ topics: "all", signal });
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
  });
  return command;
}

function everything(topics: ReadonlyMap<string, TopicMetadata>, internal: boolean): Selection {
  const wanted = [...topics.values()].filter(({ isInternal }) => internal || !isInternal);
  return { found: wanted.toSorted((a, b) => a.name < b.name ? -1 : 1), missing: [] };
}
