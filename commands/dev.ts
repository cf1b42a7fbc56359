import { UsageError } from "../lib/errors.ts";
import { shellQuote } from "../lib/text/shell_quote.ts";
import { type CommandContext, defineCommand } from "./_shared/parser/command.ts";
import { switchFlag } from "./_shared/parser/flag.ts";
import { brokerFlags, type DevOptions } from "./_shared/broker/dev_options.ts";

/** `wah dev`: the embedded broker, in the foreground, in the background or with a program. */
export const devCommand = defineCommand({
  description: "Run a single-node broker for development: until Ctrl-C, in the background, or " +
    "while PROGRAM runs. Prints `ready HOST:PORT` once it accepts connections. PROGRAM gets a " +
    "free port and data in memory, and finds the address in WAH_BROKERS, RPK_BROKERS and " +
    "KAFKA_BROKERS.",
  usage: ["wah dev [flags] -- PROGRAM..."],
  examples: [
    ["wah dev", "a broker on localhost:9092, until Ctrl-C"],
    ["wah dev --memory --listen localhost:0", "on a free port, in memory"],
    ["wah dev start --topic orders:3", "in the background, with a topic"],
    ["wah dev -- npm test", "only while the tests run"],
  ],
  flags: {
    ...brokerFlags,
    memory: switchFlag("keep data in memory only", { conflicts: ["data"] }),
    background: switchFlag("", { isHidden: true }),
  },
  subcommands: {
    start: {
      summary: "start a broker in the background",
      load: async () =>
        (await import("./dev/start.ts" as string) as typeof import("./dev/start.ts"))
          .devStartCommand,
    },
    status: {
      summary: "show whether a broker is running on this data",
      load: async () =>
        (await import("./dev/status.ts" as string) as typeof import("./dev/status.ts"))
          .devStatusCommand,
    },
    stop: {
      summary: "stop the broker on this data",
      load: async () =>
        (await import("./dev/stop.ts" as string) as typeof import("./dev/stop.ts"))
          .devStopCommand,
    },
  },
  runsProgram: true,
  unknownWordHint: (words) =>
    `To run ${words[0]} with a broker: wah dev -- ${words.map(shellQuote).join(" ")}`,
  run: runBroker,
});

async function runBroker(
  { flags, program, context }: {
    readonly flags: DevOptions;
    readonly program?: readonly string[];
    readonly context: CommandContext;
  },
): Promise<void> {
  const { quiet = false, verbose = false } = context.globals;
  if (program === undefined) {
    const { runInForeground } = await (import("./dev/_foreground.ts" as string) as Promise<
      typeof import("./dev/_foreground.ts")
    >);
    await runInForeground(flags, context, { quiet });
    return;
  }
  if (program.length === 0) {
    throw new UsageError('Cannot run "wah dev --": no program given', {
      hint: "Give one, for example wah dev -- npm test",
    });
  }
  const { runWithBroker } = await (import("./dev/_with_program.ts" as string) as Promise<
    typeof import("./dev/_with_program.ts")
  >);
  await runWithBroker(program, flags, context, { verbose });
}
