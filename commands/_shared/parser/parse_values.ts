/** Reads the flags and arguments of one command, by the parser that the project uses. */
import {
  ArgumentParseError,
  buildApplication,
  buildCommand,
  EnumValidationError,
  run,
  text_en,
  UnexpectedPositionalError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { UsageError, WahError } from "../../../lib/errors.ts";
import { listed } from "../../../lib/text/listed.ts";
import type { AnyCommand, Argument } from "./command.ts";
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

/** Hides a value that begins with a dash, which the parser would take for a flag. */
const dashGuard = "\0";

/**
 * Reads the values of a command line; flags that are absent and have no default are left out.
 *
 * @throws {UsageError} If a flag is unknown or cannot be combined with another one, or a value is
 * missing, superfluous or invalid.
 */
export async function parseValues(line: CommandLine): Promise<ParsedValues> {
  const { command, path } = line;
  await refuseUnknown(line);
  refuseConflicts(command, line);
  let parsed: { flags: object; args: readonly string[] } | undefined;
  const errors: unknown[] = [];
  const application = buildApplication(
    buildCommand<Record<string, unknown>, string[]>({
      parameters: parametersOf(command) as never,
      docs: { brief: "" },
      func: (flags, ...args) => {
        parsed = { flags, args };
      },
    }),
    {
      name: "wah",
      scanner: {
        caseStyle: "allow-kebab-for-camel",
        allowArgumentEscapeSequence: true,
      },
      localization: {
        text: {
          ...text_en,
          exceptionWhileParsingArguments: (error) => {
            errors.push(error);
            return "";
          },
        },
      },
    },
    {},
  );
  const silent = { write: (): void => {} };
  await run(application, wordsOf(line), { process: { stdout: silent, stderr: silent } });
  if (parsed === undefined) throw usageErrorOf(errors, command, path);
  const given = Object.entries(parsed.flags).filter(([, value]) => value !== undefined);
  const isGlobal = (key: string): boolean => Object.hasOwn(globalFlags, key);
  return {
    globals: Object.fromEntries(given.filter(([key]) => isGlobal(key))),
    flags: Object.fromEntries(given.filter(([key]) => !isGlobal(key))),
    args: parsed.args,
  };
}

function wordsOf({ flags, args, command }: CommandLine): string[] {
  const table: FlagTable = { ...globalFlags, ...command.flags };
  const words = [...flags].flatMap(([key, values]) =>
    table[key]!.placeholder === undefined ? [flagName(key)] : values.flatMap((value) => [
      flagName(key),
      value.startsWith("-") ? `${dashGuard}${value}` : value,
    ])
  );
  return [...words, "--", ...args];
}

function parametersOf({ flags, args = [] }: AnyCommand): object {
  const table: FlagTable = { ...globalFlags, ...flags };
  const last = args.at(-1);
  return {
    flags: Object.fromEntries(
      Object.entries(table).map(([key, flag]) => [key, parameterOf(flag)]),
    ),
    positional: {
      kind: "array",
      parameter: { brief: "", parse: String, placeholder: last?.name ?? "ARGUMENT" },
      minimum: args.filter(({ isOptional }) => !isOptional).length,
      ...(last?.isList ? {} : { maximum: args.length }),
    },
  };
}

function parameterOf(flag: Flag): object {
  const { brief, choices, isRepeatable, bareValue: bare, default: absent, parse = String } = flag;
  if (flag.placeholder === undefined) {
    return { kind: "boolean", brief, optional: true, withNegated: false };
  }
  const presence = absent === undefined ? { optional: true } : { default: absent };
  if (choices !== undefined) return { kind: "enum", values: choices, brief, ...presence };
  return {
    kind: "parsed",
    brief,
    ...presence,
    ...(isRepeatable ? { variadic: true } : {}),
    parse: (text: string): unknown => text === bareValue ? bare : parse(withoutGuard(text)),
  };
}

function withoutGuard(text: string): string {
  return text.startsWith(dashGuard) ? text.slice(dashGuard.length) : text;
}

/** The parser does not see unknown flags: it accepts `---raw` and `--readCommitted`. */
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
    throw new UsageError(
      `Cannot run "${line.path}": ${flagName(key)} cannot be combined with ${flagName(other)}`,
      { hint: `See ${line.path} --help` },
    );
  }
}

/** The parser reports all errors at once; an invalid value says more than a missing argument. */
function usageErrorOf(errors: readonly unknown[], command: AnyCommand, path: string): Error {
  const error = errors.find((one) => !(one instanceof UnsatisfiedPositionalError)) ?? errors[0];
  if (error instanceof ArgumentParseError && error.exception instanceof WahError) {
    return error.exception;
  }
  if (error instanceof EnumValidationError) {
    const { input, externalFlagName, values } = error;
    return new UsageError(
      `Cannot use "${withoutGuard(input)}" for --${externalFlagName}: expected ${listed(values)}`,
    );
  }
  const found = argumentProblem(error, command.args ?? []);
  if (found === undefined) return error instanceof Error ? error : new Error(String(error));
  return new UsageError(`Cannot run "${path}": ${found}`, { hint: `See ${path} --help` });
}

function argumentProblem(error: unknown, args: readonly Argument[]): string | undefined {
  if (error instanceof UnsatisfiedPositionalError) {
    const given = error.limit?.[1] ?? 0;
    return `missing argument ${args[given]?.name ?? ""}`;
  }
  if (error instanceof UnexpectedPositionalError) {
    const most = error.expectedCount === 0 ? "none" : `at most ${error.expectedCount}`;
    return `unexpected argument "${error.input}", expected ${most}`;
  }
  return undefined;
}
