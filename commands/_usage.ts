import type { CommanderError, CommandUnknownOpts } from "@commander-js/extra-typings";
import { UsageError } from "../lib/errors.ts";

/** Help or the version was asked for and has been written; nothing is left to do. */
export class HelpShown extends Error {
  override readonly name = "HelpShown";
}

const endings = new Set(["commander.helpDisplayed", "commander.version"]);

/** What the command line parser throws, in our terms: {@link HelpShown} or a {@link UsageError}. */
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

/** Help that was asked for, or that the parser gives where it misses a command. */
function helpError(error: CommanderError, command: CommandUnknownOpts, path: string): Error {
  const [verb, name] = command.args;
  const isBareRoot = command.parent === null && verb === undefined;
  if (error.exitCode === 0 || isBareRoot) return new HelpShown();
  const names = command.commands.map((subcommand) => subcommand.name()).join(", ");
  const found = name === undefined ? "no command given" : `unknown command "${name}"`;
  return new UsageError(`Cannot run "${path}": ${found}, accepted are ${names}`, {
    hint: `See ${path} --help`,
  });
}

function pathOf(command: CommandUnknownOpts): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
