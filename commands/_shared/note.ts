import type { CommandContext } from "./parser/command.ts";

/** Prints a note on stderr; with `--quiet`, prints nothing. */
export async function note(text: string, { globals, stderr }: CommandContext): Promise<void> {
  if (!globals.quiet) await stderr.write(`${text}\n`);
}
