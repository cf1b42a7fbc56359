import type { Context } from "../lib/context.ts";
import { withColorChoice } from "./_shared/color.ts";
import { ExitStatus } from "./_shared/exit_status.ts";
import { reportFailure } from "./_shared/report.ts";
import { type CommandContext, shownNames } from "./_shared/parser/command.ts";
import { type CommandLine, readCommandLine } from "./_shared/parser/command_line.ts";
import { globalFlags, type GlobalOptions } from "./_shared/parser/globals.ts";
import { parseValues } from "./_shared/parser/parse_values.ts";
import { missingCommand } from "./_shared/parser/usage_errors.ts";
import { version } from "./_shared/version.ts";
import { program } from "./program.ts";

/**
 * Runs one command line and returns its exit status; never throws.
 *
 * 0 success (also if the reader of stdout went away) · 1 failure · 2 usage error · 3 no broker
 * reachable · 10 unhealthy · 130 Ctrl-C · 143 SIGTERM · 129 SIGHUP. An error is one line on stderr,
 * and a hint line. If wah ran a program for the user, the status is that program's.
 */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  let globals: GlobalOptions = {};
  const chosen = withColorChoice(context, () => globals.color ?? "auto");
  try {
    const line = await readCommandLine(argv, program);
    globals = unparsedGlobals(line);
    if (line.wants === "run") {
      await runCommand(line, chosen, (options) => {
        globals = options;
      });
    } else {
      await chosen.stdout.write(await textOf(line, chosen));
    }
    return 0;
  } catch (error) {
    if (error instanceof ExitStatus) return error.status;
    return await reportFailure(error, chosen, { verbose: globals.verbose ?? false });
  }
}

/** The global flags that help and usage errors respect. */
function unparsedGlobals({ flags }: CommandLine): GlobalOptions {
  const color = globalFlags.color.choices?.find((name) => flags.get("color")?.includes(name));
  return {
    ...(flags.has("verbose") ? { verbose: true } : {}),
    ...(color === undefined ? {} : { color: color as NonNullable<GlobalOptions["color"]> }),
  };
}

async function runCommand(
  typed: CommandLine,
  context: Context,
  onGlobals: (globals: GlobalOptions) => void,
): Promise<void> {
  const line = typed.command.foreign === undefined ? typed : await translated(typed);
  const { command, path, program: words } = line;
  const { globals, flags, args } = await parseValues(line);
  onGlobals(globals);
  if (command.run === undefined) {
    if (command !== program) throw missingCommand(path, shownNames(command.subcommands));
    return await context.stdout.write(await textOf({ ...line, wants: "help" }, context));
  }
  const commandContext: CommandContext = { ...context, globals };
  await command.run({
    flags,
    args,
    context: commandContext,
    app: { root: program, run },
    ...(words === undefined ? {} : { program: words }),
  });
}

/** A line in the words of another program, in ours. */
async function translated(line: CommandLine): Promise<CommandLine> {
  const { ownLine } = await import(
    "./_shared/parser/foreign_line.ts" as string
  ) as typeof import("./_shared/parser/foreign_line.ts");
  return await ownLine(line, program);
}

async function textOf({ command, path, wants }: CommandLine, context: Context): Promise<string> {
  if (wants === "version") return `${version}\n`;
  if (wants === "help-json") {
    const { helpJson } = await import(
      "./help/_help_json.ts" as string
    ) as typeof import("./help/_help_json.ts");
    return await helpJson(command, path);
  }
  const { helpText } = await import(
    "./_shared/parser/help.ts" as string
  ) as typeof import("./_shared/parser/help.ts");
  return helpText(command, path, context.stdout);
}
