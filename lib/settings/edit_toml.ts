import { isTable } from "./read_value.ts";

/** A value that settings have in a file. */
export type TomlValue = string | boolean | number | readonly string[];

/** A change of one value, or of a whole table. */
export interface TomlEdit {
  /** The names of the tables on the way, and of the value. */
  readonly path: readonly string[];
  /** Undefined removes the value, or the table with all that it contains. */
  readonly value: TomlValue | undefined;
}

/** An empty table that is created if it does not exist. */
export interface TomlTable {
  readonly path: readonly string[];
  readonly isTable: true;
}

type Edit = TomlEdit | TomlTable;

/** One `[header]` and what follows it; the header of the first section is empty. */
interface Section {
  readonly path: readonly string[];
  readonly lines: string[];
}

/**
 * Changes values in the text of a TOML file, line by line, so that comments and order stay.
 *
 * It reads only the usual layout, so the caller has to parse the result and compare it.
 */
export function editToml(text: string, edits: readonly Edit[]): string {
  const sections = sectionsOf(text);
  for (const edit of edits) {
    if ("isTable" in edit) findOrAddSection(sections, edit.path);
    else if (edit.value === undefined) remove(sections, edit.path);
    else set(sections, edit.path, tomlText(edit.value));
  }
  return `${sections.flatMap(({ lines }) => lines).join("\n").trimEnd()}\n`;
}

/** A copy of parsed data with the changes. */
export function editData(
  data: Record<string, unknown>,
  edits: readonly Edit[],
): Record<string, unknown> {
  const copy = copyTables(data);
  for (const edit of edits) {
    const names = edit.path.slice(0, -1);
    const last = edit.path.at(-1)!;
    let table = copy;
    for (const name of names) {
      const inner = Object.hasOwn(table, name) ? table[name] : undefined;
      table = isTable(inner) ? inner : define(table, name, {}) as Record<string, unknown>;
    }
    if ("isTable" in edit) {
      if (!Object.hasOwn(table, last)) define(table, last, {});
    } else if (edit.value === undefined) delete table[last];
    else define(table, last, edit.value);
  }
  return copy;
}

/** Whether two parsed files mean the same; empty tables do not count, except profiles. */
export function isSameData(one: unknown, other: unknown): boolean {
  return JSON.stringify(canonical(one, 0)) === JSON.stringify(canonical(other, 0));
}

/** The depth of a profile's table: an empty one is a profile, an empty one elsewhere is nothing. */
const profileDepth = 2;

function canonical(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return value.map((each) => canonical(each, profileDepth));
  if (!isTable(value)) return typeof value === "bigint" ? String(value) : value;
  const entries = Object.entries(value)
    .map(([name, inner]) => [name, canonical(inner, depth + 1)] as const)
    .filter(([, inner]) => depth + 1 === profileDepth || !isEmptyTable(inner))
    .toSorted(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries);
}

function isEmptyTable(value: unknown): boolean {
  return isTable(value) && Object.keys(value).length === 0;
}

function copyTables(table: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(table)) {
    define(copy, name, isTable(value) ? copyTables(value) : value);
  }
  return copy;
}

/** Sets a property, also one called `__proto__`. */
function define(table: Record<string, unknown>, name: string, value: unknown): unknown {
  Object.defineProperty(table, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return value;
}

const headerLine = /^\s*\[\s*([^[\]]+?)\s*\]\s*(?:#.*)?$/;
const keyPart = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+))\s*(?:\.|$)/y;

function sectionsOf(text: string): Section[] {
  const sections: Section[] = [{ path: [], lines: [] }];
  for (const line of text === "" ? [] : text.trimEnd().split(/\r?\n/)) {
    const header = headerLine.exec(line)?.[1];
    const path = header === undefined ? undefined : keyPath(header);
    if (path !== undefined) sections.push({ path, lines: [] });
    sections.at(-1)!.lines.push(line);
  }
  return sections;
}

/** The names of a dotted key; undefined if it is not one. */
function keyPath(text: string): string[] | undefined {
  const names: string[] = [];
  keyPart.lastIndex = 0;
  while (keyPart.lastIndex < text.length) {
    const match = keyPart.exec(text);
    if (match === null) return undefined;
    names.push(match[1] ?? match[2] ?? match[3]!);
  }
  return names;
}

function set(sections: Section[], path: readonly string[], value: string): void {
  const found = findLine(sections, path);
  if (found !== undefined) {
    const { section, index } = found;
    const line = section.lines[index]!;
    const [, start = "", comment = ""] =
      /^([^=]*=\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]#]*\]|[^#\s"'[{]+)(\s*#.*)?\s*$/.exec(line) ??
        [];
    section.lines[index] = start === ""
      ? `${keyText(path.slice(section.path.length))} = ${value}`
      : start + value + comment;
    return;
  }
  const isTop = path.length === 1;
  const section = isTop ? sections[0]! : deepest(sections, path);
  const name = keyText(path.slice(section.path.length));
  const last = section.lines.findLastIndex((line) => line.trim() !== "");
  section.lines.splice(last + 1, 0, `${name} = ${value}`);
}

/** The section of the deepest table that has one; that of the profile is added if it has none. */
function deepest(sections: Section[], path: readonly string[]): Section {
  for (let depth = path.length - 1; depth > 1; depth--) {
    const found = sections.find((section) => isSamePath(section.path, path.slice(0, depth)));
    if (found !== undefined) return found;
  }
  return findOrAddSection(sections, path.slice(0, 2));
}

function findOrAddSection(sections: Section[], path: readonly string[]): Section {
  const found = sections.find((section) => isSamePath(section.path, path));
  if (found !== undefined) return found;
  const section = { path, lines: ["", `[${keyText(path)}]`] };
  sections.push(section);
  return section;
}

function remove(sections: Section[], path: readonly string[]): void {
  const found = findLine(sections, path);
  if (found !== undefined) found.section.lines.splice(found.index, 1);
  for (let index = sections.length - 1; index > 0; index--) {
    if (startsWith(sections[index]!.path, path)) sections.splice(index, 1);
  }
}

function findLine(
  sections: readonly Section[],
  path: readonly string[],
): { readonly section: Section; readonly index: number } | undefined {
  for (const section of sections) {
    if (!startsWith(path, section.path)) continue;
    const rest = path.slice(section.path.length);
    const index = section.lines.findIndex((line) => {
      const name = /^\s*([^=#[]+?)\s*=/.exec(line)?.[1];
      const names = name === undefined ? undefined : keyPath(name);
      return names !== undefined && isSamePath(names, rest);
    });
    if (index >= 0) return { section, index };
  }
  return undefined;
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((name, index) => path[index] === name) && path.length >= start.length;
}

function isSamePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && startsWith(one, other);
}

/** A dotted key, with quotes where TOML wants them. */
function keyText(path: readonly string[]): string {
  return path.map((name) => /^[\w-]+$/.test(name) ? name : JSON.stringify(name)).join(".");
}

function tomlText(value: TomlValue): string {
  return typeof value === "object"
    ? `[${value.map((each) => JSON.stringify(each)).join(", ")}]`
    : JSON.stringify(value);
}
