import { UsageError } from "../../lib/errors.ts";
import type { AnyCommand, Argument } from "../_shared/parser/command.ts";
import { type CommandLine, readCommandLine } from "../_shared/parser/command_line.ts";
import { type Flag, flagName, type FlagTable, takesValue } from "../_shared/parser/flag.ts";
import { globalFlags } from "../_shared/parser/globals.ts";

/** What stands at the cursor of a command line. */
export interface Cursor {
  readonly command: AnyCommand;
  /** The names of the command and its parents, without `wah`. */
  readonly path: readonly string[];
  /** The part of the word before the cursor, without the flag that it is the value of. */
  readonly word: string;
  readonly target:
    | { readonly kind: "flag-value"; readonly key: string; readonly flag: Flag }
    | { readonly kind: "flag-name" }
    /** The argument is undefined if the command accepts no more of them. */
    | { readonly kind: "argument"; readonly argument: Argument | undefined }
    | { readonly kind: "command" };
  /** The flags before the cursor, by key, as typed. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

/** Stands for the word at the cursor while the line is read: no argument can hold a NUL. */
const cursorWord = "\0cursor";

/**
 * Finds out what stands at the cursor: the grammar is that of {@link readCommandLine}.
 *
 * @param words The words of the line after `wah`; the last one ends at the cursor.
 * @returns Null if nothing can be offered: the line is invalid, or another program follows.
 */
export async function findCursor(
  words: readonly string[],
  root: AnyCommand,
): Promise<Cursor | null> {
  const before = words.slice(0, -1);
  const word = words.at(-1) ?? "";
  const line = await readOrNull(before, root);
  const filled = await readOrNull([...before, cursorWord], root);
  const key = filled && valueKey(filled);
  if (filled && key) return flagValue(filled, key, word);
  if (line === null || line.program !== undefined) return null;
  const place = placeOf(line);
  if (word.startsWith("-") && !before.includes("--")) return flagWord(place, word);
  if (line.command.subcommands !== undefined && line.args.length === 0) {
    return { ...place, word, target: { kind: "command" } };
  }
  if (filled === null) return null;
  const argument = argumentAt(line.command.args ?? [], line.args.length);
  return { ...place, word, target: { kind: "argument", argument } };
}

async function readOrNull(
  words: readonly string[],
  root: AnyCommand,
): Promise<CommandLine | null> {
  try {
    return await readCommandLine(words, root);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

/** The key of the flag whose value the cursor stands for. */
function valueKey({ flags }: CommandLine): string | undefined {
  return [...flags].find(([, values]) => values.includes(cursorWord))?.[0];
}

function placeOf(
  { command, path, flags }: CommandLine,
): Pick<Cursor, "command" | "path" | "flags"> {
  return { command, path: path.split(" ").slice(1), flags };
}

function tableOf({ flags }: AnyCommand): FlagTable {
  return { ...globalFlags, ...flags };
}

function flagValue(line: CommandLine, key: string, word: string): Cursor {
  const flags = new Map([...line.flags].filter(([name]) => name !== key));
  const flag = tableOf(line.command)[key]!;
  return { ...placeOf(line), flags, word, target: { kind: "flag-value", key, flag } };
}

/** A word that begins with a dash: a flag, or with `=` its value. */
function flagWord(place: ReturnType<typeof placeOf>, word: string): Cursor {
  const [, name, value] = /^(--?[^=]+)=([^]*)$/.exec(word) ?? [];
  const found = Object.entries(tableOf(place.command)).find(([key, flag]) =>
    takesValue(flag) && (flagName(key) === name || `-${flag.alias}` === name)
  );
  if (value === undefined || found === undefined) {
    return { ...place, word, target: { kind: "flag-name" } };
  }
  const [key, flag] = found;
  return { ...place, word: value, target: { kind: "flag-value", key, flag } };
}

function argumentAt(args: readonly Argument[], index: number): Argument | undefined {
  return args[index] ?? (args.at(-1)?.isList ? args.at(-1) : undefined);
}
