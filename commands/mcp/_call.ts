import { bytesText } from "../../lib/text/units.ts";
import { UsageError } from "../../lib/errors.ts";
import { innerContext } from "../_shared/inner_context.ts";
import type { App, CommandContext } from "../_shared/parser/command.ts";
import { flagName } from "../_shared/parser/flag.ts";
import type { GlobalOptions } from "../_shared/parser/globals.ts";
import { defaultLimits, type Tool, type ToolArguments, type ToolCommand } from "./_tool.ts";

/** The answer to a call: the texts of its parts. */
export interface ToolAnswer {
  readonly texts: readonly string[];
  readonly isError: boolean;
}

/** Global flags that a call does not inherit: it decides them itself. */
const ownFlags: readonly string[] = ["yes", "quiet", "verbose", "color"];

/** Runs the command of a tool in this process and returns what it printed, within limits. */
export async function callTool(
  tool: Tool,
  args: ToolArguments,
  { app, context, signal }: {
    readonly app: App;
    readonly context: CommandContext;
    readonly signal: AbortSignal;
  },
): Promise<ToolAnswer> {
  let command: ToolCommand;
  try {
    command = await tool.run(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { texts: [`error: ${error.message}`], isError: true };
  }
  const limits = { ...defaultLimits, ...command.limits };
  const { argv, input } = command;
  using inner = innerContext(context, { ...limits, signal, ...(input !== undefined && { input }) });
  const status = await app.run(
    [...argv.slice(0, 1), ...globalWords(context.globals), ...argv.slice(1)],
    inner.context,
  );
  const bounds = tool.bounds?.(args) ??
    `at most ${bytesText(limits.maxBytes)} and ${limits.timeoutMs / 1_000} s`;
  const answer = inner.isCut() ? wholeLines(inner.stdout()) : inner.stdout();
  const isError = !(tool.answers ?? [0]).includes(status) || (answer === "" && status !== 0);
  const end = inner.isCut() ? `The answer is cut. Limits: ${bounds}.` : `Limits: ${bounds}.`;
  const texts = isError
    ? [inner.stderr(), answer, `Exit code ${status}. ${end}`]
    : [answer, inner.stderr(), end];
  return { texts: texts.map((text) => text.trim()).filter((text) => text !== ""), isError };
}

/** The global flags of `wah mcp` itself, for example `--brokers=host:9092`. */
function globalWords(globals: GlobalOptions): string[] {
  return Object.entries(globals).filter(([key]) => !ownFlags.includes(key))
    .map(([key, value]) => value === true ? flagName(key) : `${flagName(key)}=${value}`);
}

/** The text without what follows its last newline; a single line is kept, cut as it is. */
function wholeLines(text: string): string {
  const end = text.lastIndexOf("\n");
  return end < 0 ? text : text.slice(0, end + 1);
}
