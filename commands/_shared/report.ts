import type { Context } from "../../lib/context.ts";
import {
  ClosedPipeError,
  type FailureKind,
  InterruptedError,
  SeveralFailedError,
  WahError,
} from "../../lib/errors.ts";
import type { ExpressionPlace } from "../../lib/text/expression_error.ts";
import { visible } from "../../lib/text/visible.ts";
import { stopStatuses } from "./exit_status.ts";

const statusOf: Readonly<Record<Exclude<FailureKind, "interrupted">, number>> = {
  failed: 1,
  usage: 2,
  unreachable: 3,
  unhealthy: 10,
};

/** More causes than this are a cycle or noise. */
const maxCauses = 16;

/**
 * Prints an error on stderr, one line and a hint, and returns its exit status.
 *
 * An interrupt without a message prints nothing. With `verbose`, the causes follow, and the stack
 * if the error is a bug in the program.
 */
export async function reportFailure(
  error: unknown,
  context: Context,
  { verbose }: { verbose: boolean },
): Promise<number> {
  if (error instanceof ClosedPipeError) return 0;
  const failure = settle(error, context.signal);
  const failures = failure instanceof SeveralFailedError ? failure.failures : [failure];
  const lines: string[] = [];
  for (const one of failures) {
    const place = placeOf(one);
    const marked = place === undefined ? [] : await excerptOf(place, context);
    lines.push(...linesOf(one, { hint: await hintOf(one), verbose, place, marked }));
  }
  const shown = isStyled(context) ? await styledLines(lines) : lines;
  if (shown.length > 0) await writeQuietly(context, shown.map((line) => `${line}\n`).join(""));
  return exitStatusOf(failure);
}

/** Whether stderr is styled; not if wah is not allowed to read the variables that say so. */
function isStyled({ stderr }: Context): boolean {
  try {
    return stderr.styled;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return false;
  }
}

async function styledLines(lines: readonly string[]): Promise<string[]> {
  const { markedLine } = await (import("../../lib/text/style.ts" as string) as Promise<
    typeof import("../../lib/text/style.ts")
  >);
  return lines.map(markedLine);
}

function exitStatusOf(failure: unknown): number {
  if (failure instanceof InterruptedError) return stopStatuses[failure.signal];
  if (!(failure instanceof WahError) || failure.kind === "interrupted") return 1;
  return statusOf[failure.kind];
}

/** After an interrupt, an error that it caused counts as the interrupt. */
function settle(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted || error instanceof WahError) return error;
  return signal.reason instanceof InterruptedError
    ? new InterruptedError(undefined, { cause: error, signal: signal.reason.signal })
    : signal.reason;
}

/** The hint of the error. If it is about a connection, the hint that names the settings for it. */
async function hintOf(error: unknown): Promise<string | undefined> {
  if (!(error instanceof WahError)) return undefined;
  const finding = findingOf(error) ?? findingOf(error.cause);
  if (finding === undefined) return error.hint;
  const { settingHint, withDoctor } = await (import("./setting_hints.ts" as string) as Promise<
    typeof import("./setting_hints.ts")
  >);
  const hint = settingHint(finding) ?? error.hint;
  return error.kind === "unreachable" && finding !== "token" ? withDoctor(hint) : hint;
}

function findingOf(error: unknown): string | undefined {
  if (!(error instanceof WahError) || !("finding" in error)) return undefined;
  return typeof error.finding === "string" ? error.finding : undefined;
}

/** Where the problem is, if the error is an `ExpressionError`. */
function placeOf(error: unknown): ExpressionPlace | undefined {
  if (!(error instanceof WahError) || !("place" in error)) return undefined;
  return error.place as ExpressionPlace;
}

/** The expression with a mark under the problem, as lines. */
async function excerptOf(place: ExpressionPlace, { stderr }: Context): Promise<string[]> {
  const { expressionExcerpt } =
    await (import("../../lib/text/expression_excerpt.ts" as string) as Promise<
      typeof import("../../lib/text/expression_excerpt.ts")
    >);
  return expressionExcerpt(place, stderr.columns);
}

/** What is printed besides the message of an error. */
interface Details {
  readonly hint: string | undefined;
  readonly verbose: boolean;
  readonly place: ExpressionPlace | undefined;
  /** Lines that show the place; empty to print the message with the expression in it. */
  readonly marked: readonly string[];
}

function linesOf(error: unknown, { hint, verbose, place, marked }: Details): string[] {
  const causes = verbose ? causeLines(error) : [];
  if (error instanceof WahError) {
    const quiet = error instanceof InterruptedError && error.message === "Interrupted";
    const message = place !== undefined && marked.length > 0 ? place.message : error.message;
    return [
      ...(quiet ? [] : [`error: ${visible(message)}`]),
      ...marked,
      ...(hint === undefined ? [] : [`hint: ${visible(hint)}`]),
      ...causes,
    ];
  }
  if (error instanceof Deno.errors.NotCapable) {
    const [, path] = /^Requires all access to (".*"), /.exec(error.message) ?? [];
    if (path !== undefined) {
      return [
        `error: Cannot use ${visible(path)}: wah has no access to device and system files`,
        "hint: Use a regular file or directory",
        ...causes,
      ];
    }
    return [
      `error: ${visible(error.message)}`,
      "hint: Run wah through its tasks, for example deno task wah health",
      ...causes,
    ];
  }
  return [
    `error: Internal error: ${visible(describe(error))}`,
    "hint: This is a bug in wah; report it with the output of -v",
    ...(verbose && error instanceof Error ? [visible(error.stack ?? "", { multiline: true })] : []),
    ...causes,
  ];
}

function causeLines(error: unknown): string[] {
  const lines: string[] = [];
  const visit = (inner: unknown): void => {
    if (inner === undefined || lines.length >= maxCauses) return;
    lines.push(`cause: ${visible(describe(inner))}`);
    for (const below of causesOf(inner)) visit(below);
  };
  for (const below of causesOf(error)) visit(below);
  return lines;
}

function causesOf(error: unknown): unknown[] {
  if (error instanceof AggregateError) return error.errors;
  return error instanceof Error ? [error.cause] : [];
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

async function writeQuietly(context: Context, text: string): Promise<void> {
  try {
    await context.stderr.write(text);
  } catch {
    // If stderr is closed or the disk is full, the exit status still reports the failure.
  }
}
