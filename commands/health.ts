import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { Context } from "../lib/context.ts";
import { examples } from "./_examples.ts";
import { note } from "./_note.ts";
import { outputOption, wholeNumber } from "./_options.ts";
import { failAfter, type OutputFormat, printItem } from "./_print.ts";
import type { HealthReport } from "./health/check.ts";

const defaultWaitSeconds = 60;
const defaultIntervalSeconds = 2;

/** `wah health`. */
export function healthCommand(context: Context): CommandUnknownOpts {
  const command = new Command("health")
    .description(
      "Say whether the cluster is well: brokers, controller, leaders, replicas of every " +
        "partition, and Redpanda's own overview where its admin API answers. " +
        "Exits with 0 when it is, 10 when it is not, 3 when no broker answers.",
    )
    .addHelpText(
      "before",
      examples([
        ["wah health", "look once"],
        ["wah health --wait 30", "until it is well, at most 30 seconds"],
        ["wah health --watch", "print whenever something changes"],
      ]),
    )
    .option("--admin-url <url>", "Redpanda's admin API; port 9644 of the brokers is tried anyway")
    .addOption(
      new Option(
        "--wait [seconds]",
        `wait until the cluster is healthy, for ${defaultWaitSeconds} s when left out`,
      ).argParser(wholeNumber("--wait", { min: 0 })).conflicts("watch"),
    )
    .option("--watch", "look again and again, until interrupted")
    .option(
      "--interval <seconds>",
      "time between two looks",
      wholeNumber("--interval"),
      defaultIntervalSeconds,
    )
    .addOption(outputOption());
  command.action(async ({ adminUrl, wait, watch, interval, output }) => {
    const { checkHealth } = await import("./health/check.ts");
    const { awaitHealthy, unhealthyError, watchHealth } = await import("./health/poll.ts");
    const { signal } = context;
    const intervalMs = interval * 1000;
    const look = (signal: AbortSignal): Promise<HealthReport> =>
      checkHealth(adminUrl, command, context, signal);
    const onReport = (report: HealthReport): Promise<void> => print(report, output, context);
    if (watch) {
      const onChange = async (report: HealthReport): Promise<void> => {
        if (output === "text") await context.stdout.write(`${timeLine(context.now())}\n`);
        await onReport(report);
      };
      const onFailure = ({ message }: Error): Promise<void> =>
        note(`${message}; checking again every ${interval} s`, command, context);
      await watchHealth(look, { onReport: onChange, onFailure }, { intervalMs, signal });
    }
    const report = wait === undefined
      ? await look(signal)
      : await awaitHealthy(look, { intervalMs, signal, timeoutMs: secondsOf(wait) * 1000 });
    await failAfter(onReport(report), report.healthy ? null : unhealthyError(report));
  });
  return command;
}

function secondsOf(wait: number | true): number {
  return wait === true ? defaultWaitSeconds : wait;
}

function timeLine(timeMs: number): string {
  return `--- ${new Date(timeMs).toISOString()}`;
}

async function print(
  report: HealthReport,
  output: OutputFormat,
  context: Context,
): Promise<void> {
  const { healthJson, healthText } = await import("./health/view.ts");
  await printItem(context.stdout, output, healthJson(report), () => healthText(report));
}
