/** Reads the values of the flags and arguments of one command. */
import { UsageError } from "../../../lib/errors.ts";
import { listed } from "../../../lib/text/listed.ts";
import type { AnyCommand } from "./command.ts";
import { bareValue, type CommandLine } from "./command_line.ts";
import { type Flag, flagName, type FlagTable } from "./flag.ts";
import { globalFlags } from "./globals.ts";
import { unknownFlag } from "./usage_errors.ts";

/** The values of a command line. */
export interface ParsedValues {
  readonly globals: Readonly<Record<string, unknown>>;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
}

/**
 * Reads the values of a command line; flags that are absent and have no default are left out.
 *
 * @throws {UsageError} If a flag is unknown or cannot be combined with another one, or a value is
 * missing, superfluous or invalid.
 */
export async function parseValues(line: CommandLine): Promise<ParsedValues> {
  const { command } = line;
  await refuseUnknown(line);
  refuseConflicts(command, line);
  refuseSurplus(line);
  const globals: Record<string, unknown> = {};
  const flags: Record<string, unknown> = {};
  const table: FlagTable = { ...globalFlags, ...command.flags };
  for (const [key, flag] of Object.entries(table)) {
    const value = valueOf(flag, key, line.flags.get(key));
    if (value === undefined) continue;
    if (Object.hasOwn(globalFlags, key)) globals[key] = value;
    else flags[key] = value;
  }
  refuseMissing(line);
  return { globals, flags, args: line.args };
}

function valueOf(flag: Flag, key: string, given: readonly string[] | undefined): unknown {
  const texts = given ?? (flag.default === undefined ? [] : [flag.default]);
  if (texts.length === 0) return undefined;
  const values = texts.map((text) => readValue(flag, key, text));
  return flag.isRepeatable ? values : values[0];
}

function readValue(flag: Flag, key: string, text: string): unknown {
  const { placeholder, choices, parse, bareValue: bare } = flag;
  if (placeholder === undefined) return true;
  if (text === bareValue) return bare;
  if (choices === undefined || choices.includes(text)) {
    return parse === undefined ? text : parse(text);
  }
  throw new UsageError(`Cannot use "${text}" for ${flagName(key)}: expected ${listed(choices)}`);
}

async function refuseUnknown({ command, path, unknownFlags }: CommandLine): Promise<void> {
  const [name] = unknownFlags;
  if (name === undefined) return;
  const { nearestNames } = await import(
    "../../../lib/text/nearest.ts" as string
  ) as typeof import("../../../lib/text/nearest.ts");
  const shown = Object.entries<Flag>({ ...command.flags, ...globalFlags })
    .filter(([, { isHidden }]) => !isHidden)
    .map(([key]) => flagName(key).slice("--".length));
  const nearest = nearestNames(name.replace(/^-+/, ""), shown);
  throw unknownFlag(path, name, nearest.map((near) => `--${near}`));
}

function refuseConflicts({ flags }: AnyCommand, line: CommandLine): void {
  for (const [key, { conflicts = [] }] of Object.entries<Flag>(flags)) {
    const other = conflicts.find((name) => line.flags.has(key) && line.flags.has(name));
    if (other === undefined) continue;
    const found = `${flagName(key)} cannot be combined with ${flagName(other)}`;
    throw unusableLine(line.path, found);
  }
}

function refuseSurplus({ command, path, args }: CommandLine): void {
  const { args: known = [] } = command;
  const surplus = args[known.length];
  if (surplus === undefined || known.at(-1)?.isList) return;
  if (command.surplusError !== undefined) throw command.surplusError();
  const most = known.length === 0 ? "none" : `at most ${known.length}`;
  throw unusableLine(path, `unexpected argument "${surplus}", expected ${most}`);
}

/** The last check: an invalid value says more than a missing argument. */
function refuseMissing({ command, path, args }: CommandLine): void {
  const missing = command.args?.[args.length];
  if (missing === undefined || missing.isOptional) return;
  throw unusableLine(path, `missing argument ${missing.name}`);
}

function unusableLine(path: string, found: string): UsageError {
  return new UsageError(`Cannot run "${path}": ${found}`, { hint: `See ${path} --help` });
}
