import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { BrokerState } from "../../lib/broker/background/broker_state.ts";
import type { Context } from "../../lib/context.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { examples } from "../_examples.ts";
import { note } from "../_note.ts";
import { banner } from "./_banner.ts";
import { dataDirectory } from "./_data_directory.ts";
import { addBrokerOptions, type DevOptions, devOptions } from "./_options.ts";
import { createMissing, flagsTooLate, requireSameAddress } from "./_running.ts";

/** `wah dev start`. */
export function devStartCommand(context: Context): CommandUnknownOpts {
  const command = new Command("start")
    .summary("start one in the background")
    .description(
      "Start a broker in the background and wait until it takes connections. One that runs on " +
        "this data already will do.",
    )
    .addHelpText(
      "before",
      examples([
        ["wah dev start", "on localhost:9092"],
        ["wah dev start --listen localhost:9192 --data ./kafka", "a second one"],
      ]),
    );
  addBrokerOptions(command);
  command.action(async () => {
    const { startInBackground } = await import("./_background.ts");
    const options = devOptions(command);
    const directory = dataDirectory(options.data, context);
    const { state, isNew } = await startInBackground(options, directory, context.signal);
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
        : runsAlready(state, options),
      command,
      context,
    );
  });
  return command;
}

function runsAlready({ pid, startedAt }: BrokerState, options: DevOptions): string {
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
