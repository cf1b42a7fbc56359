import type { UsageError } from "../../../lib/errors.ts";
import type { Context } from "../../../lib/context.ts";
import type { CompletionKind, Flag, FlagTable, FlagValues } from "./flag.ts";
import type { GlobalOptions } from "./globals.ts";

/** The context of a command, with the global flags of its command line. */
export interface CommandContext extends Context {
  readonly globals: GlobalOptions;
}

/** A command line and what it does. */
export type Example = readonly [command: string, purpose: string];

/** One or several arguments of a command that are not flags. */
export interface Argument {
  /** For example `TOPIC`. */
  readonly name: string;
  readonly brief: string;
  readonly isOptional?: boolean;
  /** Whether it takes all the words that follow; the last argument only. */
  readonly isList?: boolean;
  /** Words that it accepts, if they are few. They are for shells and agents; the command checks. */
  readonly choices?: readonly string[];
  /** What a shell offers for it, besides its choices. */
  readonly complete?: CompletionKind;
}

/** A subcommand as its parent's help shows it; it is imported when it is run. */
export interface Subcommand {
  readonly summary: string;
  /** Whether help omits it: it is for programs, or stands for another command. */
  readonly isHidden?: boolean;
  readonly load: () => Promise<AnyCommand>;
}

/** Subcommands by name, in the order of help. */
export type SubcommandTable = Readonly<Record<string, Subcommand>>;

/** A flag of another program, and the words that say the same here. */
export interface ForeignFlag extends Flag {
  /**
   * The flag here, for example `--output-format`, or all words for a value of the foreign flag.
   * Null if nothing here has its effect.
   */
  readonly here: string | null | ((value: string) => readonly string[]);
}

/**
 * The command line of another program that a command understands. It runs if every flag, as typed,
 * means the same here; otherwise the error shows the command line that does it here.
 */
export interface ForeignLine {
  /** Our command, for example `["topic", "alter"]`. */
  readonly command: readonly string[];
  /** The flags that the command does not have, or that mean something else here. */
  readonly flags: Readonly<Record<string, ForeignFlag>>;
  /** Changes arguments that mean something else with these flags, by the keys of the flags. */
  readonly args?: (args: readonly string[], keys: ReadonlySet<string>) => readonly string[];
}

/** The program that a command belongs to, for commands that are about others. */
export interface App {
  readonly root: AnyCommand;
  /** Runs a command line and returns its exit status; never throws. */
  readonly run: (argv: readonly string[], context: Context) => Promise<number>;
}

/** The parsed command line of one command. */
export interface Invocation<Table extends FlagTable> {
  readonly flags: FlagValues<Table>;
  readonly args: readonly string[];
  /** The words after `--`, if the command keeps them apart and there is a `--`. */
  readonly program?: readonly string[];
  readonly context: CommandContext;
  readonly app: App;
}

/** A command: its help, its flags and arguments, and what it does. */
export interface Command<Table extends FlagTable = FlagTable> {
  /** What it is for: one or a few sentences. */
  readonly description: string;
  /** Further lines of usage, without the program's name. */
  readonly usage?: readonly string[];
  readonly examples: readonly Example[];
  readonly flags: Table;
  /** Default: none. */
  readonly args?: readonly Argument[];
  /** Text of help that follows the flags. */
  readonly details?: string;
  readonly subcommands?: SubcommandTable;
  /** Whether the words after `--` are a program to run, and not arguments. */
  readonly runsProgram?: boolean;
  /** The error for arguments beyond {@link args}, if it must not contain them. */
  readonly surplusError?: () => UsageError;
  /** The hint if its first word is not a subcommand and resembles none. */
  readonly unknownWordHint?: (words: readonly string[]) => string;
  /** The command line of another program that it understands as well. */
  readonly foreign?: ForeignLine;
  /** Undefined if it does nothing without a subcommand. */
  readonly run?: (invocation: Invocation<Table>) => Promise<void>;
}

/** A command of whatever flags. */
// deno-lint-ignore no-explicit-any -- a function of specific flags is not one of any table
export type AnyCommand = Command<any>;

/** Gives a command the types of its flags. */
export function defineCommand<const Table extends FlagTable>(
  command: Command<Table>,
): Command<Table> {
  return command;
}

/** The words of another program for `command`: the same, with the flags of that program. */
export function defineAlias(command: AnyCommand, foreign: ForeignLine): AnyCommand {
  return { ...command, foreign };
}

/** The names of the subcommands that help shows. */
export function shownNames(table: SubcommandTable = {}): string[] {
  return Object.entries(table).filter(([, { isHidden }]) => !isHidden).map(([name]) => name);
}
