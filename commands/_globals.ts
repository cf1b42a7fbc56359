import { type CommandUnknownOpts, Help, Option } from "@commander-js/extra-typings";
import { UsageError } from "../lib/errors.ts";

/** The options of every command, anywhere on the command line. */
export interface GlobalOptions {
  /** `host:port`, several with commas; undefined if the flag was not given. */
  readonly brokers?: string;
  readonly color?: "auto" | "always" | "never";
  /** Hide notes and progress; results and errors are still printed. */
  readonly quiet?: boolean;
  /** Show the causes of an error. */
  readonly verbose?: boolean;
  /** Answer yes to every question. */
  readonly yes?: boolean;
}

const heading = "Global options:";

/** Adds the global options; none has a default, which would hide the value of a parent command. */
export function addGlobalOptions(command: CommandUnknownOpts): void {
  const options = [
    new Option("-b, --brokers <list>", "host:port of the brokers, comma-separated"),
    new Option("-y, --yes", "answer yes to every question"),
    new Option("-q, --quiet", "no notes and no progress on stderr"),
    new Option("-v, --verbose", "show what caused an error"),
    new Option("--color <when>", "colours").choices(["auto", "always", "never"]),
    passwordTrap(),
  ];
  for (const option of options) command.addOption(option.helpGroup(heading));
  if (command.parent !== null) foldGlobalHelp(command);
}

/** The global options of a parsed command, including those that were given to its parents. */
export function globalOptions(command: CommandUnknownOpts): GlobalOptions {
  return command.optsWithGlobals();
}

/** A flag that exists only to explain why wah has no such flag. */
function passwordTrap(): Option {
  return new Option("--password <word>").hideHelp().argParser(() => {
    throw new UsageError(
      'Cannot use "--password": other users of this machine can read command lines',
      { hint: "Set WAH_SASL_PASSWORD in the environment instead" },
    );
  });
}

/** Replaces the global options in the help of a subcommand by one line. */
function foldGlobalHelp(command: CommandUnknownOpts): void {
  const help = new Help();
  command.configureHelp({
    groupItems: (items, shown, groupOf) =>
      help.groupItems(items, shown.filter((item) => groupOf(item) !== heading), groupOf),
  });
  command.addHelpText("after", "\nGlobal options (-b, -y, -q, -v, --color): wah --help");
}
