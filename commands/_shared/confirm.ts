import { abortable } from "../../lib/async/abortable.ts";
import type { Terminal } from "../../lib/context.ts";
import { FailedError, UsageError, WahError } from "../../lib/errors.ts";
import type { CommandContext } from "./parser/command.ts";

/**
 * Checks, before anything is done, that the user can be asked.
 *
 * @throws {UsageError} If there is neither a terminal nor `--yes`.
 */
export function requireConsent(action: string, context: CommandContext): void {
  if (context.globals.yes || context.terminal !== undefined) return;
  throw new UsageError(`Cannot ${action}: confirmation is required, but there is no terminal`, {
    hint: "Add --yes to skip the confirmation",
  });
}

/**
 * Prints the plan on stderr before asking. With `--yes` it counts as a note, so `--quiet` hides it.
 */
export async function showPlan(text: string, { globals, stderr }: CommandContext): Promise<void> {
  if (!globals.yes || !globals.quiet) await stderr.write(text);
}

/**
 * Asks on the terminal; only y or yes means yes. With `--yes`, asks nothing.
 *
 * @throws {FailedError} If the answer is anything else, or the input ends without one.
 */
export async function confirm(
  question: string,
  action: string,
  context: CommandContext,
): Promise<void> {
  if (context.globals.yes) return;
  requireConsent(action, context);
  await context.stderr.write(`${question} [y/N] `);
  let answer = "";
  try {
    answer = await readLine(context.terminal!, context.signal);
  } finally {
    if (!answer.endsWith("\n")) await endLine(context);
  }
  if (/^\s*(y|yes)\s*$/i.test(answer)) return;
  throw new FailedError(`Cannot ${action}: not confirmed`);
}

/** Ends the line of the question, so that wah or the shell does not continue it. */
async function endLine({ stderr }: CommandContext): Promise<void> {
  try {
    await stderr.write("\n");
  } catch (error) {
    // The terminal is gone, which the error of the command reports.
    if (!(error instanceof WahError)) throw error;
  }
}

/** Reads a line, which the terminal itself lets the user edit; without `\n` if the input ends. */
async function readLine(terminal: Terminal, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes("\n")) {
    const bytes = await abortable(terminal.read(), signal);
    if (bytes === null) return text;
    text += decoder.decode(bytes, { stream: true });
  }
  return text.slice(0, text.indexOf("\n") + 1);
}
