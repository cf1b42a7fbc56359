import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
import { InterruptedError, stopSignalOf } from "../../lib/errors.ts";
import type { ResetPlan } from "../../lib/kafka/admin/reset_plan.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { openClient } from "../_client.ts";
import { confirm, requireConsent, showPlan } from "../_confirm.ts";
import { examples } from "../_examples.ts";
import { globalOptions } from "../_globals.ts";
import { outputOption } from "../_options.ts";
import { failAfter, printItems, table } from "../_print.ts";

/** `wah topic reset`. */
export function topicResetCommand(context: Context): CommandUnknownOpts {
  const command = new Command("reset")
    .summary("empty topics, keeping their settings")
    .description(
      "Empty topics: delete each, wait until it is gone, and create it again with the same " +
        "partitions, replicas and configs. Offsets begin at 0 again.",
    )
    .addHelpText(
      "before",
      examples([
        ["wah topic reset orders", "after a question"],
        ["wah topic reset -y orders", "without one"],
        ["wah topic reset --keep-offsets orders", "delete only the records"],
      ]),
    )
    .argument("<name...>", "topics to empty")
    .option("--keep-offsets", "delete the records in place; offsets go on where they are")
    .addOption(outputOption());
  command.action(async (names, { keepOffsets, output }) => {
    requireConsent("reset topics", command, context);
    const { planReset } = await import("../../lib/kafka/admin/reset_plan.ts");
    await using client = await openClient(command, context);
    const { signal } = context;
    const plans: ResetPlan[] = [];
    for (const name of new Set(names)) plans.push(await planReset(client, name, { signal }));
    await showPlan(await planText(plans, keepOffsets ?? false), command, context);
    await confirm(question(plans), "reset topics", command, context);
    const empty = keepOffsets ? truncate : recreate(progressOf(command, context));
    const { rows, failure } = await resetAll(plans, (plan) => empty(client, plan, signal));
    await failAfter(printItems(context.stdout, output, rows, () => rowsText(rows)), failure);
  });
  return command;
}

/** The result for one topic. */
interface ResetRow {
  readonly topic: string;
  readonly status: "reset" | "failed" | "skipped";
  readonly partitions: number;
  readonly replicas: number;
  /** Offsets removed: at most as many records. */
  readonly removed: bigint;
}

type Empty = (client: KafkaClient, plan: ResetPlan, signal: AbortSignal) => Promise<void>;

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

function recreate(onProgress: (topic: string, step: string) => void): Empty {
  return async (client, plan, signal) => {
    const { resetTopic } = await import("../../lib/kafka/admin/reset_topic.ts");
    const { TopicLostError } = await import("../../lib/kafka/admin/topic_lost_error.ts");
    try {
      await resetTopic(client, plan, {
        signal,
        onProgress: (step) => onProgress(plan.spec.name, step),
      });
    } catch (cause) {
      if (!signal.aborted || !(cause instanceof TopicLostError)) throw cause;
      // The error says how to restore the topic, but the exit status is that of the signal.
      const { message, hint } = cause;
      throw new InterruptedError(message, {
        cause,
        signal: stopSignalOf(signal),
        ...(hint === undefined ? {} : { hint }),
      });
    }
  };
}

async function truncate(client: KafkaClient, plan: ResetPlan, signal: AbortSignal): Promise<void> {
  const { truncateTopic } = await import("../../lib/kafka/admin/truncate_topic.ts");
  const results = await truncateTopic(client, plan, { signal });
  const failed = results.find(({ error }) => error !== null);
  if (failed?.error) {
    throw failed.error.during(`truncate partition ${failed.partition} of "${plan.spec.name}"`);
  }
}

function progressOf(
  command: CommandUnknownOpts,
  context: Context,
): (topic: string, step: string) => void {
  const { quiet, verbose } = globalOptions(command);
  if (quiet || !(verbose || context.stderr.isTerminal)) return () => {};
  return (topic, step) => {
    // Ignores write errors: a reset must not stop halfway because stderr is closed.
    context.stderr.write(`${topic}: ${step.replaceAll("-", " ")}\n`).catch(() => {});
  };
}

async function planText(plans: readonly ResetPlan[], keepOffsets: boolean): Promise<string> {
  const rows = plans.map(({ spec, offsets }) => [
    spec.name,
    spec.partitions,
    spec.replicationFactor,
    offsets,
    Object.entries(spec.configs).map(([key, value]) => `${key}=${value}`).join(" ") || null,
  ]);
  const how = keepOffsets
    ? "All records of these topics will be deleted in place:"
    : "These topics will be deleted with all records and recreated as:";
  return `${how}\n${await table(["TOPIC", "PARTITIONS", "REPLICAS", "OFFSETS", "CONFIGS"], rows)}`;
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

function rowsText(rows: readonly ResetRow[]): Promise<string> {
  return table(
    ["TOPIC", "STATUS", "PARTITIONS", "REPLICAS", "REMOVED"],
    rows.map(({ topic, status, partitions, replicas, removed }) => [
      topic,
      status === "reset" ? "OK" : status,
      partitions,
      replicas,
      removed,
    ]),
  );
}
