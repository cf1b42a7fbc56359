/**
 * The flags of a command as data: help, the parser and the types of the parsed values all come
 * from it.
 */
import { UsageError } from "../../../lib/errors.ts";

/** What a shell offers for a value: names in the cluster or on this machine, commands, or files. */
export type CompletionKind =
  | "topic"
  | "group"
  | "room"
  | "user"
  | "scram-user"
  | "transactional-id"
  | "profile"
  | "command"
  | "file";

/** A flag whose parsed value is a `Value`, or undefined if it may be absent. */
export interface Flag<Value = unknown> {
  /** What it does, in lower case and without a full stop. */
  readonly brief: string;
  /** One letter, as in `-n`. */
  readonly alias?: string;
  /** What stands for its value in help, for example `COUNT`; undefined for a switch. */
  readonly placeholder?: string;
  /** Reads its value. Default: the text as typed. */
  readonly parse?: (text: string) => unknown;
  /** The values it accepts, if they are few. */
  readonly choices?: readonly string[];
  /** What a shell offers for its value, besides its choices. */
  readonly complete?: CompletionKind;
  /** The value as typed that it has if it is absent. */
  readonly default?: string;
  /** Whether it may be given several times, each for one element of its value. */
  readonly isRepeatable?: boolean;
  /** Whether the command refuses several values, so that none of them is ignored. */
  readonly isOnlyOnce?: boolean;
  /** The value of a flag that was given without one; undefined if it needs one. */
  readonly bareValue?: unknown;
  readonly isHidden?: boolean;
  /** Whether only the help of `wah` itself shows it; global flags only. */
  readonly isAdvanced?: boolean;
  /** Flags that it cannot be combined with, by their keys. */
  readonly conflicts?: readonly string[];
  /** Whether it may stand before a subcommand that has no use for it. */
  readonly isPreference?: boolean;
  /** The reason why there is no such flag: it is known only to be refused. */
  readonly refusal?: () => UsageError;
  /** Never set: it carries the type. */
  readonly value?: Value;
}

/** Flags by their names in camel case: `dryRun` is `--dry-run`. */
export type FlagTable = Readonly<Record<string, Flag>>;

type ValueOf<F> = F extends Flag<infer Value> ? Value : never;

/** The parsed values of a table; flags that may be absent are optional. */
export type FlagValues<Table extends FlagTable> =
  & {
    readonly [Key in keyof Table as undefined extends ValueOf<Table[Key]> ? never : Key]: ValueOf<
      Table[Key]
    >;
  }
  & {
    readonly [Key in keyof Table as undefined extends ValueOf<Table[Key]> ? Key : never]?: Exclude<
      ValueOf<Table[Key]>,
      undefined
    >;
  };

/** What every kind of flag may say about itself. */
export interface FlagDetails {
  readonly alias?: string;
  readonly isHidden?: boolean;
  readonly isAdvanced?: boolean;
  readonly isPreference?: boolean;
  readonly conflicts?: readonly string[];
}

interface TextDetails extends FlagDetails {
  readonly placeholder: string;
  readonly complete?: CompletionKind;
  readonly isOnlyOnce?: boolean;
}

interface ValueDetails<Value> extends TextDetails {
  readonly parse: (text: string) => Value;
}

interface Default {
  readonly default: string;
}

/** A flag without a value; its parsed value is true or absent. */
export function switchFlag(brief: string, details: FlagDetails = {}): Flag<true | undefined> {
  return { brief, ...details };
}

/** A flag with one value; the last one counts if it is given several times. Default: as typed. */
export function valueFlag<Value>(
  brief: string,
  details: ValueDetails<Value> & Default,
): Flag<Value>;
export function valueFlag<Value>(
  brief: string,
  details: ValueDetails<Value>,
): Flag<Value | undefined>;
export function valueFlag(brief: string, details: TextDetails & Default): Flag<string>;
export function valueFlag(brief: string, details: TextDetails): Flag<string | undefined>;
export function valueFlag(brief: string, details: TextDetails): Flag {
  return { brief, ...details };
}

/** A flag that may be given several times; its parsed value is the list of its values. */
export function listFlag<Value>(
  brief: string,
  details: ValueDetails<Value>,
): Flag<readonly Value[] | undefined>;
export function listFlag(
  brief: string,
  details: TextDetails,
): Flag<readonly string[] | undefined>;
export function listFlag(brief: string, details: TextDetails): Flag {
  return { brief, ...details, isRepeatable: true };
}

/** A flag whose value may be omitted; it then is `bareValue`. */
export function optionalValueFlag<Value>(
  brief: string,
  details: ValueDetails<Value> & { readonly bareValue: Value },
): Flag<Value | undefined> {
  return { brief, ...details };
}

/** A flag with one of a few values. */
export function choiceFlag<const Value extends string>(
  brief: string,
  choices: readonly Value[],
  details: FlagDetails & { readonly default: NoInfer<Value> },
): Flag<Value>;
export function choiceFlag<const Value extends string>(
  brief: string,
  choices: readonly Value[],
  details?: FlagDetails,
): Flag<Value | undefined>;
export function choiceFlag(
  brief: string,
  choices: readonly string[],
  details: FlagDetails & { readonly default?: string } = {},
): Flag {
  return { brief, choices, placeholder: choices.join("|"), ...details };
}

/**
 * A parser for a flag that takes a whole number from `min` (default 1) to `max` (default 2^31 - 1).
 *
 * @throws {UsageError} When called with anything else.
 */
export function wholeNumber(
  flag: string,
  { min = 1, max = 2 ** 31 - 1 }: { min?: number; max?: number } = {},
): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new UsageError(
      `Cannot use "${text}" for ${flag}: expected a whole number from ${min} to ${max}`,
    );
  };
}

/** `--dry-run` for the key `dryRun`. */
export function flagName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `dryRun` for `--dry-run`; empty for what is not the name of a flag, such as `--dryRun`. */
export function flagKey(name: string): string {
  const key = name.slice("--".length).replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase());
  return flagName(key) === name ? key : "";
}

/** Whether a flag is given with a value, of its own word or after `=`. */
export function takesValue({ placeholder }: Flag): boolean {
  return placeholder !== undefined;
}
