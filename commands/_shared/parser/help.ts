/** Prints what a command is for, examples, its arguments and flags, and the global flags. */
import { bold } from "../../../lib/text/style.ts";
import { type AnyCommand, type Argument, shownNames, type SubcommandTable } from "./command.ts";
import { type Flag, flagName, type FlagTable } from "./flag.ts";
import { globalFlags } from "./globals.ts";

/** How wide help is at most: longer lines are hard to read. */
export const maxColumns = 100;
const minTextColumns = 24;
/** A longer term has a line of its own. */
const maxTermShare = 0.62;
const gap = 3;

/** Where help is printed. */
export interface HelpSurface {
  readonly columns: number;
  /** Whether headings are bold. */
  readonly styled: boolean;
}

/** A term and its explanation. */
export type HelpRow = readonly [term: string, text: string];

/**
 * The help of a command.
 *
 * @param path For example `wah topic create`.
 */
export function helpText(command: AnyCommand, path: string, surface: HelpSurface): string {
  const { description, examples, args = [], subcommands = {}, details } = command;
  const columns = Math.min(surface.columns, maxColumns);
  const isRoot = !path.includes(" ");
  const heading = (text: string): string => surface.styled ? bold(text) : text;
  const section = (title: string, rows: readonly HelpRow[]): string[] =>
    rows.length === 0 ? [] : [[heading(`${title}:`), ...layOut(rows, columns)].join("\n")];
  const parts = [
    wrap(description, columns).join("\n"),
    [heading("Usage:"), ...usageLines(command, path)].join("\n"),
    ...section("Examples", examples.map(([line, purpose]) => [line, purpose])),
    ...section("Commands", commandRows(subcommands)),
    ...section("Arguments", args.map((arg) => [argumentTerm(arg), arg.brief])),
    ...section("Flags", flagRows(command.flags)),
    ...(details === undefined ? [] : [wrapText(details.trim(), columns)]),
    ...section("Global flags", [
      ...flagRows(globalFlags, { isRoot }),
      ...(isRoot
        ? []
        : [["    --tls, --sasl-user, ...", "TLS and login: see wah --help"]] as const),
      ["-h, --help", "show help for a command"],
      ...(isRoot
        ? [
          ["    --help-json", "print all commands, flags and exit codes as JSON"],
          ["-V, --version", "show the version"],
        ] as const
        : []),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** The lines of usage of a command. */
export function usageLines(
  { args = [], subcommands, run, usage = [] }: AnyCommand,
  path: string,
): string[] {
  const terms = args.map((arg) => arg.isOptional ? `[${argumentTerm(arg)}]` : argumentTerm(arg));
  const own = run === undefined ? [] : [[path, "[flags]", ...terms].join(" ")];
  const below = subcommands === undefined ? [] : [`${path} COMMAND [flags]`];
  return [...own, ...usage, ...below].map((line) => `  ${line}`);
}

function argumentTerm({ name, isList = false }: Argument): string {
  return isList ? `${name}...` : name;
}

function commandRows(subcommands: SubcommandTable): HelpRow[] {
  return shownNames(subcommands).map((name) => [name, subcommands[name]!.summary]);
}

function flagRows(table: FlagTable, { isRoot = false } = {}): HelpRow[] {
  const shown = Object.entries(table).filter(([, { isHidden, isAdvanced }]) =>
    !isHidden && (isRoot || !isAdvanced)
  );
  return shown.map(([key, flag]) => [flagTerm(key, flag), flagText(flag)]);
}

function flagTerm(key: string, { alias, placeholder, bareValue }: Flag): string {
  const short = alias === undefined ? "    " : `-${alias}, `;
  if (placeholder === undefined) return `${short}${flagName(key)}`;
  const value = bareValue === undefined ? placeholder : `[${placeholder}]`;
  return `${short}${flagName(key)} ${value}`;
}

function flagText({ brief, default: absent, isRepeatable, isOnlyOnce }: Flag): string {
  const facts = [
    ...(absent === undefined ? [] : [`default: ${absent}`]),
    ...(isRepeatable && !isOnlyOnce ? ["repeatable"] : []),
  ];
  if (facts.length === 0) return brief;
  const [, text = brief, ownFacts] = /^(.*) \((.*)\)$/.exec(brief) ?? [];
  return `${text} (${[...(ownFacts === undefined ? [] : [ownFacts]), ...facts].join("; ")})`;
}

/**
 * Lays out two columns; if there is too little room for the second one, it moves to its own line.
 */
export function layOut(rows: readonly HelpRow[], columns: number): string[] {
  const widest = Math.max(...rows.map(([term]) => term.length));
  const indent = 2 + Math.min(widest, Math.floor(columns * maxTermShare)) + gap;
  const room = columns - indent;
  if (room < minTextColumns) {
    return rows.flatMap(([term, text]) => [
      `  ${term}`,
      ...wrap(text, columns - 6).map((line) => `      ${line}`),
    ]);
  }
  return rows.flatMap(([term, text]) => {
    const [first = "", ...others] = wrap(text, room);
    const rest = others.map((line) => `${" ".repeat(indent)}${line}`);
    if (term.length <= indent - 2 - gap) {
      return [`  ${term.padEnd(indent - 2)}${first}`.trimEnd(), ...rest];
    }
    return [`  ${term}`, `${" ".repeat(indent)}${first}`, ...rest];
  });
}

/** Lines that begin with a term and two spaces continue below the text that follows it. */
function wrapText(text: string, columns: number): string {
  return text.split("\n").flatMap((line) => {
    const [start = ""] = /^ {0,2}\S+ {2,}|^ */.exec(line) ?? [];
    const hanging = columns - start.length < minTextColumns ? 2 : start.length;
    const [first = "", ...rest] = wrap(line.slice(start.length), columns - start.length);
    const below = wrap(rest.join(" "), columns - hanging);
    const others = rest.length === 0 ? [] : below.map((row) => `${" ".repeat(hanging)}${row}`);
    return [`${start}${first}`.trimEnd(), ...others];
  }).join("\n");
}

/** Breaks a paragraph into lines. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => line.trim());
}
