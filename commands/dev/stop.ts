import { formatAddress } from "../../lib/text/format_address.ts";
import { note } from "../_shared/note.ts";
import { dataDirectory } from "../_shared/broker/data_directory.ts";
import { withDataHints } from "../_shared/broker/data_hints.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { memoryFlags, requireDisk } from "./_memory.ts";
import { dataFlags } from "../_shared/broker/dev_options.ts";

/** `wah dev stop`. */
export const devStopCommand = defineCommand({
  description: "Stop the broker on this data and wait until it has exited. Its data stays.",
  examples: [["wah dev stop", "the broker that wah dev start started"]],
  flags: { ...dataFlags, ...memoryFlags },
  async run({ flags, context }): Promise<void> {
    requireDisk("stop", flags);
    const { stopBroker } =
      await (import("../../lib/broker/background/stop_broker.ts" as string) as Promise<
        typeof import("../../lib/broker/background/stop_broker.ts")
      >);
    const directory = dataDirectory(flags.data, context);
    const stopped = await withDataHints(() => stopBroker(directory, context.signal));
    await note(
      stopped === null
        ? `No broker is running on "${directory}"`
        : `Stopped the broker on ${formatAddress(stopped)}; its data stays in "${directory}"`,
      context,
    );
  },
});
