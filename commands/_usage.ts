import type { CommanderError, CommandUnknownOpts } from "@commander-js/extra-typings";
import { UsageError } from "../lib/errors.ts";

/** The help or the version was requested and has been written; nothing is left to do. */
export class HelpShown extends Error {
  override readonly name = "HelpShown";
}

const endings = new Set(["commander.helpDisplayed", "commander.version"]);

/** Converts an error of the command line parser to {@link HelpShown} or a {@link UsageError}. */
export function usageErrorOf(error: CommanderError, command: CommandUnknownOpts): Error {
  if (endings.has(error.code)) return new HelpShown();
  const path = pathOf(command);
  if (error.code === "commander.help") return helpError(error, command, path);
  const [, found = "", suggestion] =
    /^(?:error: )?([^]*?)(?:\s*\((Did you mean [^]*)\))?$/.exec(error.message) ?? [];
  return new UsageError(`Cannot run "${path}": ${found.replaceAll("'", '"').replace(/\.$/, "")}`, {
    hint: suggestion ?? `See ${path} --help`,
  });
}

/** Handles help that was requested, or that the parser shows if a command is missing. */
function helpError(error: CommanderError, command: CommandUnknownOpts, path: string): Error {
  const [verb, name] = command.args;
  const isBareRoot = command.parent === null && verb === undefined;
  if (error.exitCode === 0 || isBareRoot) return new HelpShown();
  const names = command.commands.map((subcommand) => subcommand.name()).join(", ");
  const found = name === undefined ? "no command given" : `unknown command "${name}"`;
  return new UsageError(`Cannot run "${path}": ${found}, expected ${names}`, {
    hint: `See ${path} --help`,
  });
}

function pathOf(command: CommandUnknownOpts): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
