import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
import { FailedError } from "../../lib/errors.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { examples } from "../_examples.ts";
import { note } from "../_note.ts";
import { banner } from "./_banner.ts";
import { dataDirectory } from "./_data_directory.ts";
import { addBrokerOptions, type DevOptions, devOptions } from "./_options.ts";

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
    if (!isNew) requireSameAddress(options, state, directory);
    await context.stdout.write(`ready ${formatAddress(state)}\n`);
    await note(
      isNew
        ? banner({
          host: state.host,
          port: state.port,
          directory,
          sync: options.sync ?? "full",
          stop: stopCommand(options),
        }).trimEnd()
        : `It runs already, as process ${state.pid} since ${state.startedAt}`,
      command,
      context,
    );
  });
  return command;
}

/** @throws {FailedError} When another address was asked for than the one that it listens on. */
function requireSameAddress(
  { listen }: DevOptions,
  state: { readonly host: string; readonly port: number; readonly pid: number },
  directory: string,
): void {
  if (listen === undefined || listen.port === 0 || listen.port === state.port) return;
  throw new FailedError(
    `Cannot start a broker on ${formatAddress(listen)}: process ${state.pid} has the data in ` +
      `"${directory}", and listens on ${formatAddress(state)}`,
    { hint: "Stop that broker with wah dev stop, or give another directory with --data" },
  );
}

function stopCommand({ data }: DevOptions): string {
  return data === undefined ? "wah dev stop" : `wah dev stop --data ${shellQuote(data)}`;
}
