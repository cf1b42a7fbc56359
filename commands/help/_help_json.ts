import type { AnyCommand, Argument } from "../_shared/parser/command.ts";
import { type Flag, flagName, type FlagTable } from "../_shared/parser/flag.ts";
import { globalFlags } from "../_shared/parser/globals.ts";
import { usageLines } from "../_shared/parser/help.ts";
import { version } from "../_shared/version.ts";
import { exitCodes } from "./_exit_codes.ts";
import { helpPages } from "./_pages.ts";

/** Version of the shape; it changes when a field changes its meaning. */
const documentVersion = 1;

/** A flag in the document. */
export interface FlagDocument {
  /** For example `--dry-run`. */
  readonly name: string;
  /** For example `-n`; null if it has none. */
  readonly alias: string | null;
  readonly brief: string;
  /** What stands for its value; null for a switch. */
  readonly value: string | null;
  readonly value_optional: boolean;
  readonly choices: readonly string[] | null;
  /** As typed; null if it has none. */
  readonly default: string | null;
  readonly repeatable: boolean;
  /** Flags that it cannot be combined with. */
  readonly conflicts: readonly string[];
  /** What a shell completes it with, for example `topic`; null if nothing but its choices. */
  readonly completes: string | null;
}

/** An argument in the document. */
export interface ArgumentDocument {
  readonly name: string;
  readonly brief: string;
  readonly optional: boolean;
  /** Whether it takes all the words that follow. */
  readonly list: boolean;
  readonly choices: readonly string[] | null;
  readonly completes: string | null;
}

/** A command in the document. */
export interface CommandDocument {
  /** For example `wah topic create`. */
  readonly name: string;
  readonly description: string;
  readonly usage: readonly string[];
  readonly examples: readonly { readonly command: string; readonly purpose: string }[];
  readonly arguments: readonly ArgumentDocument[];
  readonly flags: readonly FlagDocument[];
  readonly details: string | null;
  /** The names of its subcommands, which follow in the list. */
  readonly subcommands: readonly string[];
}

/** What `--help-json` prints. */
export interface HelpDocument {
  readonly version: number;
  readonly program: { readonly name: string; readonly version: string };
  readonly commands: readonly CommandDocument[];
  readonly global_flags: readonly FlagDocument[];
  readonly exit_codes: typeof exitCodes;
  readonly pages: readonly { readonly name: string; readonly summary: string }[];
}

/** Prints a command and all below it as one JSON document. */
export async function helpJson(command: AnyCommand, path: string): Promise<string> {
  return `${JSON.stringify(await helpDocument(command, path), null, 2)}\n`;
}

/**
 * Describes a command and all below it.
 *
 * @param path For example `wah topic`.
 */
export async function helpDocument(command: AnyCommand, path: string): Promise<HelpDocument> {
  return {
    version: documentVersion,
    program: { name: "wah", version },
    commands: await commandDocuments(command, path),
    global_flags: flagDocuments(globalFlags),
    exit_codes: exitCodes,
    pages: helpPages.map(({ name, summary }) => ({ name, summary })),
  };
}

async function commandDocuments(command: AnyCommand, path: string): Promise<CommandDocument[]> {
  const { description, examples, args = [], flags, details, subcommands = {} } = command;
  const shown = Object.entries(subcommands).filter(([, { isHidden }]) => !isHidden);
  const below = await Promise.all(
    shown.map(async ([name, { load }]) => await commandDocuments(await load(), `${path} ${name}`)),
  );
  const own: CommandDocument = {
    name: path,
    description,
    usage: usageLines(command, path).map((line) => line.trim()),
    examples: examples.map(([line, purpose]) => ({ command: line, purpose })),
    arguments: args.map(argumentDocument),
    flags: flagDocuments(flags),
    details: details?.trim() ?? null,
    subcommands: shown.map(([name]) => `${path} ${name}`),
  };
  return [own, ...below.flat()];
}

function argumentDocument(argument: Argument): ArgumentDocument {
  const { name, brief, isOptional = false, isList = false, choices, complete } = argument;
  return {
    name,
    brief,
    optional: isOptional,
    list: isList,
    choices: choices ?? null,
    completes: complete ?? null,
  };
}

function flagDocuments(table: FlagTable): FlagDocument[] {
  return Object.entries<Flag>(table).filter(([, { isHidden }]) => !isHidden)
    .map(([key, flag]) => ({
      name: flagName(key),
      alias: flag.alias === undefined ? null : `-${flag.alias}`,
      brief: flag.brief,
      value: flag.placeholder ?? null,
      value_optional: flag.bareValue !== undefined,
      choices: flag.choices ?? null,
      default: flag.default ?? null,
      repeatable: (flag.isRepeatable ?? false) && !flag.isOnlyOnce,
      conflicts: (flag.conflicts ?? []).map(flagName),
      completes: flag.complete ?? null,
    }));
}
