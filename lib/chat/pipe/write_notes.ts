import type { Output } from "../../context.ts";

/** Writes notes on stderr, one line each, unless they are turned off. */
export async function writeNotes(
  { stderr, quiet }: { readonly stderr: Output; readonly quiet: boolean },
  ...texts: readonly string[]
): Promise<void> {
  if (!quiet) await stderr.write(texts.map((text) => `note: ${text}\n`).join(""));
}
