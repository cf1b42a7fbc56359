import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { Context } from "../lib/context.ts";
import { UsageError } from "../lib/errors.ts";
import { examples } from "./_examples.ts";
import { globalOptions } from "./_globals.ts";
import { addBrokerOptions, devOptions } from "./dev/_options.ts";
import { devStartCommand } from "./dev/start.ts";
import { devStatusCommand } from "./dev/status.ts";
import { devStopCommand } from "./dev/stop.ts";

/** A command that keeps what stands behind `--` out of its own words, subcommands included. */
class CommandBeforeAnother extends Command {
  /** The words behind `--`; undefined where there is none. */
  other: readonly string[] | undefined;

  override parseOptions(argv: string[]): ReturnType<Command["parseOptions"]> {
    const at = argv.indexOf("--");
    if (at < 0) return super.parseOptions(argv);
    this.other = argv.slice(at + 1);
    return super.parseOptions(argv.slice(0, at));
  }
}

/** `wah dev`: this program's broker, in the foreground, in the background or beside a program. */
export function devCommand(context: Context): CommandUnknownOpts {
  const command = new CommandBeforeAnother("dev");
  command
    .usage("[options] [start|status|stop]\n       wah dev [options] -- COMMAND...")
    .description(
      "Run a broker on this machine, one node for development: until Ctrl-C, or in the " +
        "background, or as long as COMMAND runs. Prints `ready HOST:PORT` when it takes " +
        "connections. COMMAND gets a free port and data in memory, and finds the address in " +
        "WAH_BROKERS, RPK_BROKERS and KAFKA_BROKERS.",
    )
    .addHelpText(
      "before",
      examples([
        ["wah dev", "a broker on localhost:9092, until Ctrl-C"],
        ["wah dev --memory --listen localhost:0", "on a free port, keeping nothing"],
        ["wah dev start --topic orders:3", "in the background, with a topic"],
        ["wah dev -- npm test", "only while the tests run"],
      ]),
    )
    .allowExcessArguments();
  addBrokerOptions(command);
  command
    .addOption(new Option("--memory", "keep nothing").conflicts("data"))
    .addOption(new Option("--background").hideHelp())
    .addCommand(devStartCommand(context))
    .addCommand(devStatusCommand(context))
    .addCommand(devStopCommand(context))
    .hook("preSubcommand", (_, subcommand) => {
      if (command.other !== undefined) throw nothingBeside(subcommand.name());
      if (devOptions(command).memory) throw nothingKept(subcommand.name());
    });
  command.action(async () => {
    if (command.args.length > 0) throw await unknownWord(command);
    const options = devOptions(command);
    const { quiet = false, verbose = false } = globalOptions(command);
    if (command.other === undefined) {
      const { runInForeground } = await import("./dev/_foreground.ts");
      await runInForeground(options, context, { quiet });
      return;
    }
    if (command.other.length === 0) throw nothingBehind();
    const { runBeside } = await import("./dev/_beside.ts");
    await runBeside(command.other, options, context, { verbose });
  });
  return command;
}

async function unknownWord({ args, commands }: CommandUnknownOpts): Promise<UsageError> {
  const { nearestNames } = await import("../lib/text/nearest.ts");
  const [word = ""] = args;
  const names = commands.map((subcommand) => subcommand.name());
  const [nearest] = nearestNames(word, names);
  return new UsageError(
    `Cannot run "wah dev": unknown command "${word}", expected ${names.join(", ")}`,
    {
      hint: nearest === undefined
        ? `To run ${word} with a broker: wah dev -- ${args.join(" ")}`
        : `Did you mean ${nearest}?`,
    },
  );
}

function nothingBeside(name: string): UsageError {
  return new UsageError(`Cannot run "wah dev ${name}" with a command after --`, {
    hint: "Remove -- and everything after it",
  });
}

function nothingKept(name: string): UsageError {
  return new UsageError(`Cannot run "wah dev ${name}" with --memory: it needs data on disk`, {
    hint: "Remove --memory",
  });
}

function nothingBehind(): UsageError {
  return new UsageError('Cannot run "wah dev --": no command given', {
    hint: "Add one, for example wah dev -- npm test",
  });
}
