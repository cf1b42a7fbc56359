import { type CommandUnknownOpts, Help, Option } from "@commander-js/extra-typings";
import { UsageError } from "../lib/errors.ts";

/** What every command understands, wherever on the line it stands. */
export interface GlobalOptions {
  /** `host:port`, several with commas; undefined when the flag was not given. */
  readonly brokers?: string;
  readonly color?: "auto" | "always" | "never";
  /** Keep notes and progress off stderr; results and errors stay. */
  readonly quiet?: boolean;
  /** Show the causes of an error. */
  readonly verbose?: boolean;
  /** Answer yes to every question. */
  readonly yes?: boolean;
}

const heading = "Global options:";

/** Adds the global options; none has a default, which would hide what was given further up. */
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

/** The global options of a parsed command, whichever of its ancestors they were given to. */
export function globalOptions(command: CommandUnknownOpts): GlobalOptions {
  return command.optsWithGlobals();
}

/** A flag that exists only to say why there is none. */
function passwordTrap(): Option {
  return new Option("--password <word>").hideHelp().argParser(() => {
    throw new UsageError(
      'Cannot take "--password": other users of this machine can read command lines',
      { hint: "Set WAH_SASL_PASSWORD in the environment instead" },
    );
  });
}

/** Help of a subcommand stays short: its global options are one line that says where they are. */
function foldGlobalHelp(command: CommandUnknownOpts): void {
  const help = new Help();
  command.configureHelp({
    groupItems: (items, shown, groupOf) =>
      help.groupItems(items, shown.filter((item) => groupOf(item) !== heading), groupOf),
  });
  command.addHelpText("after", "\nGlobal options (-b, -y, -q, -v, --color): wah --help");
}
