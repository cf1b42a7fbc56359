import { ownTopics } from "../../lib/chat/own_topics.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { loadClient, openClientAndList } from "../_shared/client.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { markHeadings } from "../_shared/table.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import {
  missingFailure,
  namePatterns,
  selectByName,
  type Selection,
  selectMatching,
} from "../_shared/select_topics.ts";
import { topicRow, topicSize, topicTable } from "./_table.ts";

/** `wah topic list`. */
export const topicListCommand = defineCommand({
  description:
    "List topics with partitions, replicas, in-sync replicas, offsets and size, sorted " +
    "by name. Internal topics, and those in which chats keep direct messages and presence, are " +
    "shown only with -i.",
  examples: [
    ["wah topic list", "all topics except Kafka's internal ones"],
    ["wah topic list -r 'test-.*'", "all topics whose whole name matches"],
    ["wah topic list -i -o jsonl", "all topics, for another program"],
  ],
  args: [{
    name: "TOPIC",
    complete: "topic",
    brief: "only these topics, or with --regex, regular expressions",
    isOptional: true,
    isList: true,
  }],
  flags: {
    regex: switchFlag("treat the arguments as regular expressions for whole names", {
      alias: "r",
    }),
    internal: switchFlag("include internal topics and those of chats", { alias: "i" }),
    output: outputFlag,
  },
  async run(
    { args: names, flags: { regex = false, internal = false, output }, context },
  ): Promise<void> {
    const patterns = regex ? await namePatterns(names) : [];
    const { signal } = context;
    await loadClient();
    const [{ client: opened, topics }, { logSizes }, { countOffsets }] = await Promise.all([
      openClientAndList(context),
      import("../../lib/kafka/admin/log_sizes.ts" as string) as Promise<
        typeof import("../../lib/kafka/admin/log_sizes.ts")
      >,
      import("../../lib/kafka/admin/count_offsets.ts" as string) as Promise<
        typeof import("../../lib/kafka/admin/count_offsets.ts")
      >,
    ]);
    await using client = opened;
    const selection = names.length === 0
      ? everything(topics, internal)
      : regex
      ? selectMatching(topics, patterns, { verb: "list", internal })
      : selectByName(topics, names);
    const failure = await missingFailure(client, selection, { verb: "list", topics, signal });
    const [counts, sizes] = await Promise.all([
      countOffsets(client, selection.found, { signal }),
      logSizes(client, selection.found, { signal }),
    ]);
    const rows = selection.found.map((topic) => (
      topicRow(topic, {
        offsets: counts.get(topic.name) ?? null,
        size: topicSize(topic, sizes),
      })
    ));
    const { stdout } = context;
    const printed = printList(stdout, output, {
      name: "topics",
      items: rows,
      text: async () => await markHeadings(await topicTable(rows, stdout), stdout, context),
    });
    await failAfter(printed, failure);
  },
});

function everything(topics: ReadonlyMap<string, TopicMetadata>, internal: boolean): Selection {
  const wanted = [...topics.values()].filter(({ name, isInternal }) =>
    internal || !(isInternal || ownTopics.has(name))
  );
  return { found: wanted.toSorted((a, b) => a.name < b.name ? -1 : 1), missing: [] };
}
