import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../lib/context.ts";
import { globalOptions } from "./_globals.ts";

/** Prints a note on stderr; with `--quiet`, prints nothing. */
export async function note(
  text: string,
  command: CommandUnknownOpts,
  context: Context,
): Promise<void> {
  if (!globalOptions(command).quiet) await context.stderr.write(`${text}\n`);
}
