import { note } from "./_shared/note.ts";
import { failAfter, printItem } from "./_shared/print.ts";
import { defineCommand } from "./_shared/parser/command.ts";
import { optionalValueFlag, switchFlag, valueFlag, wholeNumber } from "./_shared/parser/flag.ts";
import { outputFlag } from "./_shared/output_flag.ts";
import type { HealthReport } from "./health/_check.ts";

const defaultWaitSeconds = 60;
const defaultIntervalSeconds = 2;

/** `wah health`. */
export const healthCommand = defineCommand({
  description:
    "Check cluster health: brokers, controller, leaders, replicas of every partition, and " +
    "Redpanda's own overview if its admin API answers. Exits with 0 if healthy, 10 if not, 3 if " +
    "no broker answers.",
  examples: [
    ["wah health", "check once"],
    ["wah health --wait 30", "wait until healthy, for at most 30 seconds"],
    ["wah health --watch", "print a report whenever something changes"],
  ],
  flags: {
    adminUrl: valueFlag("address of Redpanda's admin API (default: port 9644 of each broker)", {
      placeholder: "URL",
    }),
    wait: optionalValueFlag(
      `wait until healthy, for at most this many seconds (default: ${defaultWaitSeconds})`,
      {
        placeholder: "SECONDS",
        parse: wholeNumber("--wait", { min: 0 }),
        bareValue: defaultWaitSeconds,
        conflicts: ["watch"],
      },
    ),
    watch: switchFlag("keep checking until interrupted"),
    interval: valueFlag("seconds between checks", {
      placeholder: "SECONDS",
      parse: wholeNumber("--interval"),
      default: String(defaultIntervalSeconds),
    }),
    output: outputFlag,
  },
  async run({ flags: { adminUrl, wait, watch, interval, output }, context }): Promise<void> {
    const [{ checkHealth, unhealthyError }, view] = await Promise.all([
      import("./health/_check.ts" as string) as Promise<typeof import("./health/_check.ts")>,
      import("./health/_view.ts" as string) as Promise<typeof import("./health/_view.ts")>,
    ]);
    const { signal } = context;
    const intervalMs = interval * 1000;
    const look = (signal: AbortSignal): Promise<HealthReport> =>
      checkHealth(adminUrl, context, signal);
    const onReport = (report: HealthReport): Promise<void> =>
      printItem(
        context.stdout,
        output,
        view.healthJson(report),
        () => view.healthText(report, context.stdout),
      );
    if (watch) {
      const onChange = async (report: HealthReport): Promise<void> => {
        if (output === "text") await context.stdout.write(`${timeLine(context.now())}\n`);
        await onReport(report);
      };
      const onFailure = ({ message }: Error): Promise<void> =>
        note(`${message}; checking again every ${interval} s`, context);
      const { watchHealth } = await loadPoll();
      await watchHealth(look, { onReport: onChange, onFailure }, { intervalMs, signal });
    }
    const report = wait === undefined
      ? await look(signal)
      : await (await loadPoll()).awaitHealthy(look, { intervalMs, signal, timeoutMs: wait * 1000 });
    await failAfter(onReport(report), report.healthy ? null : unhealthyError(report));
  },
});

function timeLine(timeMs: number): string {
  return `--- ${new Date(timeMs).toISOString()}`;
}

async function loadPoll(): Promise<typeof import("./health/_poll.ts")> {
  return await import("./health/_poll.ts" as string);
}
