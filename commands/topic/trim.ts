import { UsageError } from "../../lib/errors.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { choiceFlag, switchFlag, valueFlag } from "../_shared/parser/flag.ts";
import { partitionList } from "../_shared/records/record_flags.ts";
import { failuresByReason, outcomeState } from "../_shared/failures.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { table, type TableOutput } from "../_shared/table.ts";
import { missingFailure, selectByName } from "../_shared/select_topics.ts";
import type { TrimResult, TrimStep } from "./_trim_plan.ts";

/** `wah topic trim`. */
export const topicTrimCommand = defineCommand({
  description: "Delete the records before an offset or a time. Shows the new start of each " +
    "partition and asks.",
  examples: [
    ["wah topic trim orders -o end", "delete all records; offsets continue"],
    ["wah topic trim orders -o @-7d", "delete what is older than a week"],
    ["wah topic trim orders -o 1000 -p 0,2 -y", "two partitions; does not ask"],
  ],
  args: [{ name: "TOPIC", brief: "topics to trim", complete: "topic", isList: true }],
  flags: {
    offset: valueFlag("the new start: OFFSET, @TIME or end", {
      alias: "o",
      placeholder: "OFFSET",
      isOnlyOnce: true,
    }),
    partitions: valueFlag("only these partitions, separated by commas", {
      alias: "p",
      placeholder: "LIST",
      parse: partitionList,
    }),
    dryRun: switchFlag("show the plan; delete nothing"),
    output: choiceFlag("output format", ["text", "json", "jsonl", "yaml"], { default: "text" }),
  },
  async run({ args, flags, context }): Promise<void> {
    const { dryRun = false, output, partitions } = flags;
    if (flags.offset === undefined) {
      throw new UsageError('Cannot run "wah topic trim": expected -o OFFSET, -o @TIME or -o end');
    }
    const { parseTrimTarget, trim, trimPlan } =
      await (import("./_trim_plan.ts" as string) as Promise<typeof import("./_trim_plan.ts")>);
    const target = parseTrimTarget(flags.offset, context.now());
    if (!dryRun) await requireConsent("delete records", context);
    const { signal, stdout, stderr } = context;
    await using client = await openClient(context, { readsOnly: dryRun, action: "delete records" });
    const { topics } = await client.metadata({ topics: "all", signal });
    const selection = selectByName(topics, args);
    const missing = await missingFailure(client, selection, { verb: "trim", topics, signal });
    if (missing !== null) throw missing;
    const steps = await trimPlan(client, selection.found, { target, partitions, signal });
    if (!dryRun) {
      await showPlan(await planTable(steps, stderr), context);
      await confirm("Delete the records before the new starts?", "delete records", context);
    }
    const results = dryRun ? steps.map(unchanged) : await trim(client, steps, signal);
    const printed = printList(stdout, output, {
      name: "partitions",
      items: results.map(({ topic, partition, before, after, error }) => (
        { topic, partition, before, after, error: error?.codeName ?? null }
      )),
      text: () => dryRun ? planTable(steps, stdout) : resultTable(results, stdout),
    });
    const refused = results.flatMap(({ error, ...rest }) =>
      error === null ? [] : [{ ...rest, error }]
    );
    const failure = failuresByReason(refused, ({ topic, partition }) => ({
      action: `trim topic "${topic}" partition ${partition}`,
    }));
    await failAfter(printed, failure);
  },
});

function unchanged({ topic, partition, before, after }: TrimStep): TrimResult {
  return { topic, partition, before, after, error: null };
}

function planTable(steps: readonly TrimStep[], output: TableOutput): Promise<string> {
  return table(
    ["TOPIC", "PARTITION", "START", "NEW START", "DELETED"],
    steps.map((
      { topic, partition, before, after },
    ) => [topic, partition, before, after, after - before]),
    output,
  );
}

function resultTable(results: readonly TrimResult[], output: TableOutput): Promise<string> {
  return table(
    ["TOPIC", "PARTITION", "START", "STATUS"],
    results.map((
      { topic, partition, after, error },
    ) => [topic, partition, after, outcomeState(error?.codeName ?? null)]),
    output,
  );
}
