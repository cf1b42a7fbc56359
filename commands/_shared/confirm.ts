import { abortable } from "../../lib/async/abortable.ts";
import type { Output, Terminal } from "../../lib/context.ts";
import { FailedError, UsageError, WahError } from "../../lib/errors.ts";
import type { ClusterMark, Settings } from "../../lib/settings/settings.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { colored } from "../../lib/text/style.ts";
import { visible } from "../../lib/text/visible.ts";
import type { CommandContext } from "./parser/command.ts";

/**
 * Checks, before anything is done, that the settings allow the action and that the user can confirm
 * it: with `--yes` or on a terminal, and if the cluster is protected, with `--confirm` or on a
 * terminal.
 *
 * @param action For example `delete topics`.
 * @throws {UsageError} If they do not, or `--confirm` names another cluster.
 */
export async function requireConsent(action: string, context: CommandContext): Promise<void> {
  const { yes, confirm } = context.globals;
  const { protectedName } = await writableSettings(action, context);
  if (context.terminal !== undefined) return;
  if (protectedName !== undefined && confirm === undefined) {
    throw new UsageError(`Cannot ${action}: "${protectedName}" is protected`, {
      hint: `Add --confirm ${shellQuote(protectedName)}`,
    });
  }
  if (protectedName === undefined && !yes) throw noTerminal(action);
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
 * If the cluster is protected, the user has to type its name instead, or give it with `--confirm`;
 * `--yes` does not count.
 *
 * @throws {FailedError} If the answer is anything else, or the input ends without one.
 * @throws {UsageError} If there is no terminal to ask on.
 */
export async function confirm(
  question: string,
  action: string,
  context: CommandContext,
): Promise<void> {
  await requireConsent(action, context);
  const { mark, protectedName } = await settingsOf(context);
  if (protectedName === undefined) {
    if (!context.globals.yes) await askYes(question, action, { mark, context });
    return;
  }
  if (context.globals.confirm !== undefined) return;
  const answer = await ask(`${question} Type ${visible(protectedName)} to confirm:`, {
    mark,
    context,
  });
  if (answer.trim() !== protectedName) throw new FailedError(`Cannot ${action}: not confirmed`);
}

/**
 * Asks once, if the cluster is protected, before something is written to it that destroys nothing.
 * `--yes` and `--confirm` answer the question.
 *
 * @throws {FailedError} If the answer is not y or yes.
 * @throws {UsageError} If there is no terminal to ask on, or the settings are read-only.
 */
export async function confirmProtected(
  question: string,
  action: string,
  context: CommandContext,
): Promise<void> {
  const { mark, protectedName } = await writableSettings(action, context);
  const { yes, confirm } = context.globals;
  if (protectedName === undefined || yes || confirm !== undefined) return;
  if (context.terminal === undefined) throw noTerminal(action);
  await askYes(question, action, { mark, context });
}

/**
 * Asks about something on this machine, which no setting of a cluster protects. With `--yes`, asks
 * nothing.
 *
 * @throws {FailedError} If the answer is not y or yes.
 * @throws {UsageError} If there is no terminal to ask on.
 */
export async function confirmLocally(
  question: string,
  action: string,
  context: CommandContext,
): Promise<void> {
  if (context.globals.yes) return;
  if (context.terminal === undefined) throw noTerminal(action);
  await askYes(question, action, { mark: undefined, context });
}

/** The settings, if they allow writing and `--confirm` names this cluster. */
async function writableSettings(action: string, context: CommandContext): Promise<Settings> {
  const { requireWritable } = await loadSettings();
  const settings = await settingsOf(context);
  requireWritable(settings, action);
  const { confirm } = context.globals;
  if (confirm === undefined || confirm === settings.mark?.name) return settings;
  const found = settings.mark === undefined
    ? "no profile is in use"
    : `"${settings.mark.name}" is in use`;
  throw new UsageError(`Cannot ${action}: --confirm names "${confirm}", but ${found}`);
}

async function settingsOf(context: CommandContext): Promise<Settings> {
  return await (await loadSettings()).commandSettings(context);
}

function loadSettings(): Promise<typeof import("./settings.ts")> {
  return import("./settings.ts" as string) as Promise<typeof import("./settings.ts")>;
}

function noTerminal(action: string): UsageError {
  return new UsageError(`Cannot ${action}: confirmation is required, but there is no terminal`, {
    hint: "Add --yes to skip the confirmation",
  });
}

/** Where a question is asked, and what marks the cluster that it is about. */
interface Asking {
  readonly mark: ClusterMark | undefined;
  readonly context: CommandContext;
}

async function askYes(question: string, action: string, asking: Asking): Promise<void> {
  const answer = await ask(`${question} [y/N]`, asking);
  if (/^\s*(y|yes)\s*$/i.test(answer)) return;
  throw new FailedError(`Cannot ${action}: not confirmed`);
}

/** Asks a question on the terminal; returns the line typed, without `\n` if the input ends. */
async function ask(question: string, { mark, context }: Asking): Promise<string> {
  await context.stderr.write(`${markText(mark, context.stderr)}${question} `);
  let answer = "";
  try {
    answer = await readLine(context.terminal!, context.signal);
  } finally {
    if (!answer.endsWith("\n")) await endLine(context);
  }
  return answer;
}

/** `[prod] `, in its color on a terminal; empty without a mark. */
function markText(mark: ClusterMark | undefined, { styled }: Output): string {
  if (mark === undefined) return "";
  const text = `[${visible(mark.name)}]`;
  return `${styled ? colored(text, mark.color) : text} `;
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
