import { FailedError } from "../../lib/errors.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { listFlag, switchFlag } from "../_shared/parser/flag.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";
import { offsetFailure } from "./_errors.ts";
import { isChosen, parsePartitionChoice } from "../_shared/partition_choice.ts";

/** `wah group delete-offsets`. */
export const groupDeleteOffsetsCommand = defineCommand({
  description: "Delete the offsets that a group has committed for topics or single partitions.",
  examples: [
    ["wah group delete-offsets billing -t orders", "all partitions of a topic; asks first"],
    ["wah group delete-offsets billing -t orders:0,2 --dry-run", "show two partitions"],
  ],
  args: [{ name: "GROUP", brief: "the group", complete: "group" }],
  flags: {
    topic: listFlag("topic, or single partitions of it", {
      alias: "t",
      placeholder: "TOPIC[:PARTITION,...]",
      complete: "topic",
      parse: parsePartitionChoice,
    }),
    dryRun: switchFlag("show what would be deleted; delete nothing"),
    output: outputFlag,
  },
  async run({ args: [group = ""], flags, context }): Promise<void> {
    const { topic: choices = [], dryRun = false, output } = flags;
    if (!dryRun) await requireConsent("delete offsets", context);
    const { signal } = context;
    const { loadGroup } = await (import("./_load.ts" as string) as Promise<
      typeof import("./_load.ts")
    >);
    const { deleteOffsets } =
      await (import("../../lib/kafka/groups/committed_offsets.ts" as string) as Promise<
        typeof import("../../lib/kafka/groups/committed_offsets.ts")
      >);
    await using client = await openClient(context, { readsOnly: dryRun, action: "delete offsets" });
    const { lags } = await loadGroup(client, group, signal, "delete offsets of");
    const chosen = lags.filter((lag) => lag.committed !== null && isChosen(lag, choices));
    if (chosen.length === 0) {
      throw new FailedError(
        `Cannot delete offsets of group "${group}": it has committed none there`,
        {
          hint: `See them: wah group describe ${shellQuote(group)}`,
        },
      );
    }
    const rows = chosen.map(({ topic, partition, committed }) => ({ topic, partition, committed }));
    const planned = await table(
      ["TOPIC", "PARTITION", "COMMITTED"],
      rows.map(({ topic, partition, committed }) => [topic, partition, committed]),
      dryRun ? context.stdout : context.stderr,
    );
    if (!dryRun) {
      await showPlan(planned, context);
      await confirm("Delete these committed offsets?", "delete offsets", context);
    }
    const results = dryRun ? [] : await deleteOffsets(client, group, chosen, { signal });
    const printed = printList(context.stdout, output, {
      name: "offsets",
      items: rows,
      text: () => dryRun ? planned : "",
    });
    await failAfter(printed, offsetFailure("delete", group, results));
  },
});
