import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context, Terminal } from "../lib/context.ts";
import { FailedError, UsageError } from "../lib/errors.ts";
import { globalOptions } from "./_globals.ts";

/**
 * Checks, before anything is done, that the user can be asked.
 *
 * @throws {UsageError} If there is neither a terminal nor `--yes`.
 */
export function requireConsent(
  action: string,
  command: CommandUnknownOpts,
  context: Context,
): void {
  if (globalOptions(command).yes || context.terminal !== undefined) return;
  throw new UsageError(`Cannot ${action}: confirmation is required, but there is no terminal`, {
    hint: "Add --yes to skip the confirmation",
  });
}

/**
 * Prints the plan on stderr before asking. With `--yes` it counts as a note, so `--quiet` hides it.
 */
export async function showPlan(
  text: string,
  command: CommandUnknownOpts,
  context: Context,
): Promise<void> {
  const { yes, quiet } = globalOptions(command);
  if (!yes || !quiet) await context.stderr.write(text);
}

/**
 * Asks on the terminal; only y or yes means yes. With `--yes`, asks nothing.
 *
 * @throws {FailedError} If the answer is anything else, or the input ends without one.
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
  throw new FailedError(`Cannot ${action}: not confirmed`);
}

/** Reads a line, which the terminal itself lets the user edit; null at the end of input. */
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
