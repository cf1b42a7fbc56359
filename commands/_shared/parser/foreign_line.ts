/** Reads command lines of another program, and says what they are here. */
import { UsageError } from "../../../lib/errors.ts";
import { shellQuote } from "../../../lib/text/shell_quote.ts";
import type { AnyCommand, ForeignFlag, ForeignLine } from "./command.ts";
import { bareValue, type CommandLine, readCommandLine, type TypedFlag } from "./command_line.ts";
import { flagKey } from "./flag.ts";

/**
 * Returns the line of our command that does the same.
 *
 * @throws {UsageError} If a flag means something else here; the hint is our command line.
 */
export async function ownLine(line: CommandLine, root: AnyCommand): Promise<CommandLine> {
  const { command, path, args } = line;
  const { foreign } = command;
  // An unknown flag is reported as such.
  if (foreign === undefined || line.unknownFlags.length > 0) return line;
  const flags = line.typed.map((typed) => ownFlag(typed, foreign, command));
  const keys = new Set(line.typed.map(({ key }) => key));
  const ownArgs = foreign.args?.(args, keys) ?? args;
  const words = [...foreign.command, ...argsFirst(ownArgs, flags.flatMap(({ words }) => words))];
  const missing = flags.find(({ isMissing }) => isMissing);
  const other = flags.find(({ isSame }) => !isSame);
  const found = missing !== undefined
    ? `${missing.name} has no equivalent`
    : other !== undefined
    ? `${other.name} has another name or meaning here`
    : ownArgs === args
    ? null
    : "its arguments have another meaning here";
  if (found === null) return withoutForeign(await readCommandLine(words, root));
  throw new UsageError(`Cannot run "${path}": ${found}`, {
    hint: `Run ${["wah", ...words].map(shellQuote).join(" ")}`,
  });
}

/** Arguments that look like flags have to follow the flags. */
function argsFirst(args: readonly string[], flags: readonly string[]): string[] {
  return args.some((arg) => arg.startsWith("-")) ? [...flags, "--", ...args] : [...args, ...flags];
}

function withoutForeign(line: CommandLine): CommandLine {
  const { foreign: _, ...command } = line.command;
  return { ...line, command };
}

/** A flag as it was typed, in our words. */
interface OwnFlag {
  readonly name: string;
  readonly words: readonly string[];
  /** Whether nothing here has its effect. */
  readonly isMissing: boolean;
  readonly isSame: boolean;
}

function ownFlag(
  { key, name, value }: TypedFlag,
  { flags }: ForeignLine,
  command: AnyCommand,
): OwnFlag {
  const values = value === bareValue ? [] : [value];
  const foreign = Object.hasOwn(flags, key) ? flags[key]! : undefined;
  if (foreign === undefined) {
    return { name, words: [name, ...values], isMissing: false, isSame: true };
  }
  const words = wordsOf(foreign, values);
  const [flag = "", ...rest] = words;
  const own = keyOf(flag, command);
  const isSame = own !== null && own === keyOf(name, command) &&
    rest.join("\0") === values.join("\0");
  return { name, words, isMissing: words.length === 0, isSame };
}

function wordsOf({ here }: ForeignFlag, values: readonly string[]): readonly string[] {
  if (here === null) return [];
  return typeof here === "string" ? [here, ...values] : here(values[0] ?? "");
}

/** The key of the flag here that `name` names; null if there is none. */
function keyOf(name: string, { flags }: AnyCommand): string | null {
  const key = name.startsWith("--")
    ? flagKey(name)
    : Object.keys(flags).find((key) => flags[key]!.alias === name.slice(1));
  return key !== undefined && Object.hasOwn(flags, key) ? key : null;
}
