import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../lib/context.ts";
import { examples } from "./_examples.ts";
import { addGlobalOptions } from "./_globals.ts";
import { usageErrorOf } from "./_usage.ts";
import { version } from "./_version.ts";

/** Builds a command with its flags and its action; called only when the command runs. */
type CommandFactory = (context: Context) => CommandUnknownOpts;

/** The part of a command that the root command needs before it is loaded. */
interface CommandRow {
  readonly summary: string;
  readonly load: () => Promise<CommandFactory>;
}

/**
 * Every command of `wah`; a module is imported when its command runs or its help is shown.
 *
 * `as string` hides the import from Deno, which would otherwise read the files of every command
 * before the first line runs. `deno bundle` still follows it; `deno compile` needs `--include`.
 */
const commandTable: Readonly<Record<string, CommandRow>> = {
  chat: {
    summary: "talk in a room, or send, and read its log",
    load: async () =>
      ((await import("./chat.ts" as string)) as typeof import("./chat.ts")).chatCommand,
  },
  topic: {
    summary: "create, delete, reset, list and describe topics",
    load: async () =>
      ((await import("./topic.ts" as string)) as typeof import("./topic.ts")).topicCommand,
  },
  consume: {
    summary: "print the records of topics",
    load: async () =>
      ((await import("./consume.ts" as string)) as typeof import("./consume.ts")).consumeCommand,
  },
  health: {
    summary: "say whether the cluster is well, and why not",
    load: async () =>
      ((await import("./health.ts" as string)) as typeof import("./health.ts")).healthCommand,
  },
  dev: {
    summary: "run a broker on this machine",
    load: async () =>
      ((await import("./dev.ts" as string)) as typeof import("./dev.ts")).devCommand,
  },
};

const rootExamples = examples([
  ["wah chat -u bob", "talk in the room chat-room"],
  ["wah topic create orders -p 3", "create a topic"],
  ["wah consume orders -o :end", "print what is in it, and stop"],
  ["wah health", "say whether the cluster is well"],
  ["wah dev", "run a broker here, for development"],
]);

/**
 * Builds the program for one command line: the root, the command that the line names with all its
 * flags, and the name and summary of every other command.
 *
 * @param writeOut Receives the text of help and of `--version`.
 * @throws {UsageError} If a global option lacks its value.
 */
export async function programFor(
  argv: readonly string[],
  context: Context,
  writeOut: (text: string) => void,
): Promise<CommandUnknownOpts> {
  const outline = buildProgram({}, context, writeOut);
  const [first, second] = outline.parseOptions([...argv]).operands;
  const name = first === "help" ? second : first;
  if (name === undefined || !Object.hasOwn(commandTable, name)) return outline;
  const factory = await commandTable[name]!.load();
  return buildProgram({ [name]: factory(context) }, context, writeOut);
}

function buildProgram(
  loaded: Readonly<Record<string, CommandUnknownOpts>>,
  context: Context,
  writeOut: (text: string) => void,
): CommandUnknownOpts {
  const root = new Command("wah")
    .description("Chat and everyday operations for Kafka and Redpanda.")
    .version(version)
    .addHelpText("before", rootExamples);
  for (const [name, row] of Object.entries(commandTable)) {
    root.addCommand((loaded[name] ?? new Command(name)).summary(row.summary));
  }
  // The other commands appear only in the help of the root and never run.
  applyHouseRules(root, Object.values(loaded), context, writeOut);
  return root;
}

/** Sets up what every command shares: global options, thrown errors, and the output. */
function applyHouseRules(
  command: CommandUnknownOpts,
  subcommands: readonly CommandUnknownOpts[],
  context: Context,
  writeOut: (text: string) => void,
): void {
  addGlobalOptions(command);
  command
    .enablePositionalOptions(command.commands.length > 0)
    .configureHelp({
      ...command.configureHelp(),
      subcommandTerm: (subcommand) => subcommand.name(),
    })
    .exitOverride((error) => {
      throw usageErrorOf(error, command);
    })
    .configureOutput({
      writeOut,
      // Help that is shown instead of an error; the errors themselves are thrown.
      writeErr: writeOut,
      outputError: () => {},
      getOutHelpWidth: () => context.stdout.columns,
      getOutHasColors: () => context.stdout.styled,
      getErrHasColors: () => context.stderr.styled,
    });
  for (const subcommand of subcommands) {
    applyHouseRules(subcommand, subcommand.commands, context, writeOut);
  }
}
