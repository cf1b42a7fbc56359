import type { BrokerState } from "../../lib/broker/background/broker_state.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { note } from "../_shared/note.ts";
import { banner } from "./_banner.ts";
import { dataDirectory } from "../_shared/broker/data_directory.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { memoryFlags, requireDisk } from "./_memory.ts";
import { brokerFlags, type DevOptions } from "../_shared/broker/dev_options.ts";
import { createMissing, flagsTooLate, requireSameAddress } from "./_running.ts";

/** `wah dev start`. */
export const devStartCommand = defineCommand({
  description:
    "Start a broker in the background and wait until it accepts connections. If one is " +
    "already running on this data, it is used.",
  examples: [
    ["wah dev start", "on localhost:9092"],
    ["wah dev start --listen localhost:9192 --data ./kafka", "a second one"],
  ],
  flags: { ...brokerFlags, ...memoryFlags },
  async run({ flags: options, context }): Promise<void> {
    requireDisk("start", options);
    const { startInBackground } =
      await (import("../_shared/broker/background_broker.ts" as string) as Promise<
        typeof import("../_shared/broker/background_broker.ts")
      >);
    const directory = dataDirectory(options.data, context);
    const { state, isNew } = await startInBackground(options, directory, context);
    if (!isNew) {
      requireSameAddress(options, state, directory);
      await createMissing(options.topic ?? [], state, context.signal);
    }
    await context.stdout.write(`ready ${formatAddress(state)}\n`);
    await note(
      isNew
        ? banner({
          host: options.listen?.host ?? state.host,
          port: state.port,
          directory,
          sync: options.sync ?? "full",
          stop: stopCommand(options),
        }).trimEnd()
        : alreadyRunning(state, options),
      context,
    );
  },
});

function alreadyRunning({ pid, startedAt }: BrokerState, options: DevOptions): string {
  const late = flagsTooLate(options);
  const note = late.length === 0
    ? ""
    : `; ${late.join(", ")} only apply when it starts, so stop it first with ${
      stopCommand(options)
    }`;
  return `Already running as process ${pid} since ${startedAt}${note}`;
}

function stopCommand({ data }: DevOptions): string {
  return data === undefined ? "wah dev stop" : `wah dev stop --data ${shellQuote(data)}`;
}
