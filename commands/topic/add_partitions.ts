import { FailedError, UsageError } from "../../lib/errors.ts";
import { openClient } from "../_shared/client.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { switchFlag, valueFlag, wholeNumber } from "../_shared/parser/flag.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";
import { failureOf, type TopicOutcome } from "./_outcome.ts";
import { missingFailure, selectByName } from "../_shared/select_topics.ts";

/** `wah topic add-partitions`. */
export const topicAddPartitionsCommand = defineCommand({
  description:
    "Add partitions to topics. Records stay where they are, but from then on a key may " +
    "map to another partition.",
  examples: [
    ["wah topic add-partitions orders -n 2", "two more"],
    ["wah topic add-partitions orders users --to 12", "12 each, however many there are"],
  ],
  args: [{ name: "TOPIC", brief: "topics to extend", complete: "topic", isList: true }],
  flags: {
    num: valueFlag("number of partitions to add", {
      alias: "n",
      placeholder: "COUNT",
      parse: wholeNumber("--num"),
      conflicts: ["to"],
    }),
    to: valueFlag("number of partitions afterwards", {
      placeholder: "COUNT",
      parse: wholeNumber("--to"),
    }),
    dryRun: switchFlag("let the broker check the request; add nothing"),
    output: outputFlag,
  },
  foreign: {
    command: ["topic", "add-partitions"],
    flags: { force: { brief: "", alias: "f", here: null } },
  },
  async run({ args, flags: { num, to, dryRun = false, output }, context }): Promise<void> {
    if (num === undefined && to === undefined) {
      throw new UsageError(
        'Cannot run "wah topic add-partitions": expected -n COUNT or --to COUNT',
      );
    }
    const { createPartitions } =
      await (import("../../lib/kafka/admin/create_partitions.ts" as string) as Promise<
        typeof import("../../lib/kafka/admin/create_partitions.ts")
      >);
    const { signal, stdout } = context;
    await using client = await openClient(context, { readsOnly: dryRun, action: "add partitions" });
    const { topics } = await client.metadata({ topics: "all", signal });
    const selection = selectByName(topics, args);
    const missing = await missingFailure(client, selection, { verb: "extend", topics, signal });
    if (missing !== null) throw missing;
    const wanted = selection.found.map(({ name, partitions: { length } }) => (
      { name, before: length, count: to ?? length + num! }
    ));
    const smaller = wanted.find(({ before, count }) => count < before);
    if (smaller !== undefined) throw cannotShrink(smaller);
    const growing = wanted.filter(({ before, count }) => count > before);
    const results = growing.length === 0
      ? []
      : await createPartitions(client, growing, { validateOnly: dryRun, signal });
    const errors = new Map(results.map(({ name, error }) => [name, error]));
    const rows = wanted.map(({ name, before, count }) => ({
      topic: name,
      before,
      after: errors.get(name) ? before : count,
      error: errors.get(name)?.codeName ?? null,
    }));
    const text = (): Promise<string> =>
      table(
        ["TOPIC", "BEFORE", dryRun ? "AFTER (DRY RUN)" : "AFTER"],
        rows.map(({ topic, before, after }) => [topic, before, after]),
        stdout,
      );
    const outcomes = results.map(({ name, error }): TopicOutcome => (
      { topic: name, status: error === null ? "valid" : "failed", error }
    ));
    const printed = printList(stdout, output, { name: "topics", items: rows, text });
    await failAfter(printed, failureOf("extend", outcomes, () => undefined));
  },
});

function cannotShrink(
  { name, before, count }: {
    readonly name: string;
    readonly before: number;
    readonly count: number;
  },
): FailedError {
  return new FailedError(
    `Cannot reduce topic "${name}" to ${count} partitions: it has ${before}, ` +
      "and Kafka removes none",
  );
}
