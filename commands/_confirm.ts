import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context, Terminal } from "../lib/context.ts";
import { FailedError, UsageError } from "../lib/errors.ts";
import { globalOptions } from "./_globals.ts";

/**
 * Makes sure that somebody can be asked, before anything is done.
 *
 * @throws {UsageError} When there is neither a terminal nor `--yes`.
 */
export function requireConsent(
  action: string,
  command: CommandUnknownOpts,
  context: Context,
): void {
  if (globalOptions(command).yes || context.terminal !== undefined) return;
  throw new UsageError(`Cannot ${action}: there is no terminal to ask on`, {
    hint: "Add --yes to go on without a question",
  });
}

/** Shows on stderr what a question is about; with `--yes` it is a note, as `--quiet` has none. */
export async function showPlan(
  text: string,
  command: CommandUnknownOpts,
  context: Context,
): Promise<void> {
  const { yes, quiet } = globalOptions(command);
  if (!yes || !quiet) await context.stderr.write(text);
}

/**
 * Asks on the terminal, where only y or yes means yes; with `--yes`, asks nothing.
 *
 * @throws {FailedError} When the answer is no, or the input ends without one.
 */
export async function confirm(
  question: string,
  action: string,
  command: CommandUnknownOpts,
  context: Context,
): Promise<void> {
  if (globalOptions(command).yes) return;
  requireConsent(action, command, context);
  await context.stderr.write(`${question} [y/N] `);
  const answer = await readLine(context.terminal!, context.signal);
  if (answer === null) await context.stderr.write("\n");
  if (/^\s*(y|yes)\s*$/i.test(answer ?? "")) return;
  throw new FailedError(`Cannot ${action}: the answer was no`);
}

/** One line as the terminal itself lets it be typed and corrected; null at the end of input. */
async function readLine({ input }: Terminal, signal: AbortSignal): Promise<string | null> {
  const { createInterface } = await import("node:readline");
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<string | null>();
  const lines = createInterface({ input, terminal: false });
  const stop = (): void => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  lines.once("line", resolve);
  lines.once("close", () => resolve(null));
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", stop);
    lines.close();
  }
}
