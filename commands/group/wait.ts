import { delay } from "../../lib/async/delay.ts";
import { FailedError, UsageError } from "../../lib/errors.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { totalLag } from "../../lib/kafka/groups/group_lag.ts";
import { openClient } from "../_shared/client.ts";
import { note } from "../_shared/note.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { switchFlag, valueFlag, wholeNumber } from "../_shared/parser/flag.ts";
import { isMissingGroup } from "./_errors.ts";

const pollMs = 500;
const defaultTimeoutSeconds = 60;

/** `wah group wait`. */
export const groupWaitCommand = defineCommand({
  description: "Wait until a group is stable, or until its lag is at most a number of records. " +
    "Exits with 1 if that takes longer than --timeout.",
  examples: [
    ["wah group wait billing --stable", "until members have their partitions"],
    ["wah group wait billing --lag 0", "until everything is consumed"],
    ["wah group wait billing --lag 100 --timeout 10", "fail after 10 seconds"],
  ],
  args: [{ name: "GROUP", brief: "the group; it may not exist yet", complete: "group" }],
  flags: {
    stable: switchFlag("until the group has members and is stable"),
    lag: valueFlag("until the total lag is at most this many records", {
      placeholder: "COUNT",
      parse: wholeNumber("--lag", { min: 0 }),
    }),
    timeout: valueFlag("fail after this many seconds", {
      placeholder: "SECONDS",
      parse: wholeNumber("--timeout", { max: 86_400 }),
      default: String(defaultTimeoutSeconds),
    }),
  },
  async run({ args: [group = ""], flags, context }): Promise<void> {
    const { stable = false, lag, timeout: timeoutSeconds } = flags;
    if (!stable && lag === undefined) {
      throw new UsageError('Cannot run "wah group wait": expected --stable, --lag COUNT, or both');
    }
    await using client = await openClient(context, { readsOnly: true });
    const deadlineMs = performance.now() + timeoutSeconds * 1_000;
    while (true) {
      const missing = await missingCondition(client, group, { stable, lag, context });
      if (missing === null) return await note(`Group "${group}" is ready`, context);
      if (performance.now() + pollMs > deadlineMs) {
        throw new FailedError(
          `Cannot wait longer for group "${group}": ${missing} after ${timeoutSeconds} s`,
          { hint: "Use --timeout SECONDS to wait longer" },
        );
      }
      await delay(pollMs, context.signal);
    }
  },
});

/** Returns which condition the group does not meet yet, as a clause; null if it meets all. */
async function missingCondition(
  client: KafkaClient,
  group: string,
  { stable, lag, context }: {
    readonly stable: boolean;
    readonly lag: number | undefined;
    readonly context: CommandContext;
  },
): Promise<string | null> {
  const { loadGroup } = await (import("./_load.ts" as string) as Promise<
    typeof import("./_load.ts")
  >);
  try {
    const { description, lags } = await loadGroup(client, group, context.signal);
    if (stable && description.state !== "Stable") return `its state is ${description.state}`;
    if (lag === undefined) return null;
    const total = totalLag(lags);
    if (total === null) return "it has no partition with a known lag";
    return total <= BigInt(lag) ? null : `its lag is ${total}`;
  } catch (error) {
    if (isMissingGroup(error)) return "it does not exist";
    throw error;
  }
}
