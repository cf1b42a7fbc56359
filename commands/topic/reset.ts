import type { ResetPlan } from "../../lib/kafka/admin/reset_plan.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { failAfter, type OutputFormat, printList } from "../_shared/print.ts";
import { outcomeState } from "../_shared/failures.ts";
import type { State } from "../../lib/text/style.ts";
import { markHeadings, table, type TableOutput } from "../_shared/table.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { outputFlag } from "../_shared/output_flag.ts";

/** `wah topic reset`. */
export const topicResetCommand = defineCommand({
  description:
    "Empty topics: delete and recreate each one with the same partitions, replicas and " +
    "configs. Offsets restart at 0. If the profile is protected, type its name, or " +
    "give it with --confirm.",
  examples: [
    ["wah topic reset orders", "asks first"],
    ["wah topic reset -y orders", "does not ask"],
    ["wah topic reset --keep-offsets orders", "delete only the records"],
  ],
  args: [{ name: "TOPIC", brief: "topics to empty", complete: "topic", isList: true }],
  flags: {
    keepOffsets: switchFlag("delete the records in place; offsets continue"),
    dryRun: switchFlag("show what would be done; change nothing"),
    output: outputFlag,
  },
  async run(
    { args: names, flags: { keepOffsets, dryRun = false, output }, context },
  ): Promise<void> {
    if (!dryRun) await requireConsent("reset topics", context);
    const { planReset } = await (import("../../lib/kafka/admin/reset_plan.ts" as string) as Promise<
      typeof import("../../lib/kafka/admin/reset_plan.ts")
    >);
    await using client = await openClient(context, { readsOnly: dryRun, action: "reset topics" });
    const { signal } = context;
    const plans: ResetPlan[] = [];
    const isInPlace = keepOffsets ?? false;
    for (const name of new Set(names)) {
      plans.push(await planReset(client, name, { signal, isInPlace }));
    }
    await showPlan(await planText(plans, isInPlace, context), context);
    if (dryRun) return await printRows(plans.map((plan) => rowOf(plan, "valid")), output, context);
    await confirm(question(plans), "reset topics", context);
    const { recreateOne, truncateOne } = await (import("./_reset_one.ts" as string) as Promise<
      typeof import("./_reset_one.ts")
    >);
    const report = progressOf(context);
    const empty = (plan: ResetPlan): Promise<void> =>
      isInPlace ? truncateOne(client, plan, signal) : recreateOne(client, plan, {
        signal,
        onProgress: (step) => report(plan.spec.name, step),
      });
    const { rows, failure } = await resetAll(plans, empty);
    await failAfter(printRows(rows, output, context), failure);
  },
});

async function printRows(
  items: readonly ResetRow[],
  output: OutputFormat,
  { stdout }: CommandContext,
): Promise<void> {
  await printList(stdout, output, { name: "topics", items, text: () => rowsText(items, stdout) });
}

/** The result for one topic. */
interface ResetRow {
  readonly topic: string;
  readonly status: "reset" | "failed" | "skipped" | "valid";
  readonly partitions: number;
  readonly replicas: number;
  /** Offsets removed: at most as many records. */
  readonly removed: bigint;
}

const states: Readonly<Record<ResetRow["status"], State>> = {
  reset: outcomeState(null),
  valid: outcomeState(null, "OK (dry run)"),
  failed: outcomeState("failed"),
  skipped: { state: "skipped", tone: "busy" },
};

/** Empties one topic after the other; after a failure the rest is skipped. */
async function resetAll(
  plans: readonly ResetPlan[],
  empty: (plan: ResetPlan) => Promise<void>,
): Promise<{ rows: ResetRow[]; failure: unknown }> {
  const rows: ResetRow[] = [];
  let failure: unknown = null;
  for (const plan of plans) {
    if (failure !== null) {
      rows.push(rowOf(plan, "skipped"));
      continue;
    }
    try {
      await empty(plan);
      rows.push(rowOf(plan, "reset"));
    } catch (error) {
      failure = error;
      rows.push(rowOf(plan, "failed"));
    }
  }
  return { rows, failure };
}

function progressOf(context: CommandContext): (topic: string, step: string) => void {
  const { quiet, verbose } = context.globals;
  if (quiet || !(verbose || context.stderr.isTerminal)) return () => {};
  return (topic, step) => {
    // Ignores write errors: a reset must not stop halfway because stderr is closed.
    context.stderr.write(`${topic}: ${step.replaceAll("-", " ")}\n`).catch(() => {});
  };
}

async function planText(
  plans: readonly ResetPlan[],
  isInPlace: boolean,
  context: CommandContext,
): Promise<string> {
  const rows = plans.map(({ spec, offsets }) => [
    spec.name,
    spec.partitions,
    spec.replicationFactor,
    offsets,
    // A topic that is emptied in place keeps its configs, so the plan has none.
    ...(isInPlace ? [] : [configsText(spec.configs)]),
  ]);
  const how = isInPlace
    ? "All records of these topics will be deleted in place:"
    : "These topics will be deleted with all records and recreated as:";
  const headings = ["TOPIC", "PARTITIONS", "REPLICAS", "OFFSETS", ...isInPlace ? [] : ["CONFIGS"]];
  const { stderr } = context;
  const text = await markHeadings(await table(headings, rows, stderr), stderr, context);
  return `${how}\n${text}`;
}

function configsText(configs: Readonly<Record<string, string>>): string | null {
  return Object.entries(configs).map(([key, value]) => `${key}=${value}`).join(" ") || null;
}

function question(plans: readonly ResetPlan[]): string {
  return plans.length === 1
    ? `Reset "${plans[0]!.spec.name}"?`
    : `Reset these ${plans.length} topics?`;
}

function rowOf({ spec, offsets }: ResetPlan, status: ResetRow["status"]): ResetRow {
  return {
    topic: spec.name,
    status,
    partitions: spec.partitions,
    replicas: spec.replicationFactor,
    removed: status === "reset" ? offsets : 0n,
  };
}

function rowsText(rows: readonly ResetRow[], output: TableOutput): Promise<string> {
  return table(
    ["TOPIC", "STATUS", "PARTITIONS", "REPLICAS", "REMOVED"],
    rows.map(({ topic, status, partitions, replicas, removed }) => [
      topic,
      states[status],
      partitions,
      replicas,
      removed,
    ]),
    output,
  );
}
