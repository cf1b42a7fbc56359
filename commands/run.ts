import type { Context } from "../lib/context.ts";
import { ClosedPipeError } from "../lib/errors.ts";
import { withColorChoice } from "./_color.ts";
import { ExitStatus } from "./_exit_status.ts";
import { type GlobalOptions, globalOptions } from "./_globals.ts";
import { reportFailure } from "./_report.ts";
import { HelpShown } from "./_usage.ts";
import { programFor } from "./program.ts";

/**
 * Runs one command line and returns its exit status; never throws.
 *
 * 0 done (also when the reader of stdout went away) · 1 failed · 2 wrong usage · 3 no broker
 * reachable · 10 unhealthy · 130 interrupted (Ctrl-C) · 143 SIGTERM · 129 SIGHUP. A failure is one
 * line on stderr, and a hint line.
 * A program that was run for the user gives its own status.
 */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  let options: GlobalOptions = {};
  const chosen = withColorChoice(context, () => options.color ?? "auto");
  let text = "";
  try {
    const program = await programFor(argv, chosen, (part) => {
      text += part;
    });
    program.hook("preAction", (_, command) => {
      options = globalOptions(command);
    });
    await program.parseAsync([...argv], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof ExitStatus) return error.status;
    try {
      if (error instanceof HelpShown) {
        await chosen.stdout.write(text);
        return 0;
      }
      return await reportFailure(error, chosen, { verbose: options.verbose ?? false });
    } catch (printing) {
      if (printing instanceof ClosedPipeError) return 0;
      throw printing;
    }
  }
}
