import { FailedError } from "../../lib/errors.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { PartitionLag } from "../../lib/kafka/groups/group_lag.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { listFlag, switchFlag, valueFlag } from "../_shared/parser/flag.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { table, type TableOutput } from "../_shared/table.ts";
import { offsetFailure } from "./_errors.ts";
import { parsePartitionChoice } from "../_shared/partition_choice.ts";
import type { SeekStep } from "./_seek_plan.ts";

const details = `--to accepts:
  start, end     the start or the end of each partition
  42, offset:42  this offset, or the nearest that exists; a time in digits is @1700000000
  +10, -10       forward or back from the committed offset
  @TIME          the first record not older than TIME: @2026-01-31T12:00:00Z, @-1h
  group:NAME     the offsets of another group
  file:PATH      lines of TOPIC PARTITION OFFSET`;

/** `wah group seek`. */
export const groupSeekCommand = defineCommand({
  description: "Move the committed offsets of a group. The group must have no members.",
  examples: [
    ["wah group seek billing --to start", "read everything again; asks first"],
    ["wah group seek billing --to @-1h -t orders", "one hour back in one topic"],
    ["wah group seek billing --to -10 -t orders:0 --dry-run", "show ten records back"],
    ["wah group seek new --to group:billing --allow-new-topics", "start where billing is"],
  ],
  args: [{ name: "GROUP", brief: "the group", complete: "group" }],
  flags: {
    to: valueFlag("where to move the offsets", { placeholder: "TARGET", isOnlyOnce: true }),
    topic: listFlag("only this topic, or single partitions of it", {
      alias: "t",
      placeholder: "TOPIC[:PARTITION,...]",
      complete: "topic",
      parse: parsePartitionChoice,
    }),
    allowNewTopics: switchFlag("also commit offsets in topics where the group has none"),
    dryRun: switchFlag("show the new offsets; commit nothing"),
    output: outputFlag,
  },
  details,
  foreign: {
    command: ["group", "seek"],
    flags: {
      toGroup: { brief: "", placeholder: "GROUP", here: (name) => ["--to", `group:${name}`] },
      toFile: { brief: "", placeholder: "PATH", here: (path) => ["--to", `file:${path}`] },
      topics: {
        brief: "",
        placeholder: "TOPIC,...",
        here: (names) => names.split(",").flatMap((name) => ["-t", name]),
      },
    },
  },
  async run({ args: [group = ""], flags, context }): Promise<void> {
    const { dryRun = false, allowNewTopics = false, topic: choices = [], output } = flags;
    const { signal } = context;
    const { requiredTarget, seekPlan } = await loadModules();
    const target = requiredTarget(flags.to, context.now());
    if (!dryRun) await requireConsent("move offsets", context);
    await using client = await openClient(context, { readsOnly: dryRun, action: "move offsets" });
    const lags = await lagsOf(client, group, { allowNewTopics, signal });
    const request = { group, target, choices, allowNewTopics, signal };
    const steps = await seekPlan(client, lags, request);
    if (!dryRun) {
      await showPlan(await stepTable(steps, context.stderr), context);
      await confirm(`Move the offsets of group "${group}"?`, "move offsets", context);
      await commit(client, group, steps, signal);
    }
    const rows = steps.map(({ topic, partition, prior, next }) => (
      { topic, partition, prior, current: next }
    ));
    const { globals: { yes = false, quiet = false }, stdout } = context;
    // On a terminal, the plan has just been shown.
    const isShown = !dryRun && stdout.isTerminal && !(yes && quiet);
    const text = async (): Promise<string> => isShown ? "" : await stepTable(steps, stdout);
    await failAfter(printList(stdout, output, { name: "offsets", items: rows, text }), null);
  },
});

async function loadModules(): Promise<
  {
    requiredTarget: typeof import("./_seek_target.ts").requiredTarget;
    seekPlan: typeof import("./_seek_plan.ts").seekPlan;
  }
> {
  const [{ requiredTarget }, { seekPlan }] = await Promise.all([
    import("./_seek_target.ts" as string) as Promise<typeof import("./_seek_target.ts")>,
    import("./_seek_plan.ts" as string) as Promise<typeof import("./_seek_plan.ts")>,
  ]);
  return { requiredTarget, seekPlan };
}

/**
 * Returns the lags of a group without members; none if the group is new and that is allowed.
 *
 * @throws {FailedError} If it has members, or does not exist.
 */
async function lagsOf(
  client: KafkaClient,
  group: string,
  { allowNewTopics, signal }: { readonly allowNewTopics: boolean; readonly signal: AbortSignal },
): Promise<readonly PartitionLag[]> {
  const { loadGroup } = await (import("./_load.ts" as string) as Promise<
    typeof import("./_load.ts")
  >);
  const { isMissingGroup } = await (import("./_errors.ts" as string) as Promise<
    typeof import("./_errors.ts")
  >);
  try {
    const { description, lags } = await loadGroup(client, group, signal, "move offsets of");
    const count = description.members.length;
    if (count === 0) return lags;
    throw new FailedError(
      `Cannot move offsets of group "${group}": it has ${count} member${count === 1 ? "" : "s"}`,
      { hint: `Stop its members first; to see them: wah group describe ${shellQuote(group)}` },
    );
  } catch (error) {
    if (allowNewTopics && isMissingGroup(error)) return [];
    throw error;
  }
}

async function commit(
  client: KafkaClient,
  group: string,
  steps: readonly SeekStep[],
  signal: AbortSignal,
): Promise<void> {
  const { commitOffsets } =
    await (import("../../lib/kafka/groups/committed_offsets.ts" as string) as Promise<
      typeof import("../../lib/kafka/groups/committed_offsets.ts")
    >);
  const offsets = steps.map(({ topic, partition, next }) => ({ topic, partition, offset: next }));
  const results = await commitOffsets(client, group, offsets, { signal });
  const failure = offsetFailure("move", group, results);
  if (failure !== null) throw failure;
}

async function stepTable(
  steps: readonly SeekStep[],
  output: TableOutput,
): Promise<string> {
  return await table(
    ["TOPIC", "PARTITION", "PRIOR", "NEW"],
    steps.map(({ topic, partition, prior, next }) => [topic, partition, prior, next]),
    output,
  );
}
