import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { examples } from "../_examples.ts";
import { note } from "../_note.ts";
import { dataDirectory } from "./_data_directory.ts";
import { dataOption, devOptions } from "./_options.ts";

/** `wah dev stop`. */
export function devStopCommand(context: Context): CommandUnknownOpts {
  const command = new Command("stop")
    .summary("stop the broker on this data")
    .description("Stop the broker on this data, and wait until it is gone. Its data stays.")
    .addHelpText("before", examples([["wah dev stop", "the one that wah dev start started"]]))
    .addOption(dataOption());
  command.action(async () => {
    const { stopBroker } = await import("../../lib/broker/background/stop_broker.ts");
    const directory = dataDirectory(devOptions(command).data, context);
    const stopped = await stopBroker(directory, context.signal);
    await note(
      stopped === null
        ? `No broker is running on "${directory}"`
        : `Stopped the broker on ${formatAddress(stopped)}; its data stays in "${directory}"`,
      command,
      context,
    );
  });
  return command;
}
