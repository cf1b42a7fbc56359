import type { Output } from "../lib/context.ts";
import { textWidth } from "../lib/text/grapheme.ts";
import { visible, visibleJson } from "../lib/text/visible.ts";

/** How a command that reports prints: for people, as one JSON value, or as one per line. */
export type OutputFormat = "text" | "json" | "jsonl";

/** A line of a table; null is printed as "-". */
export type Row = readonly (string | number | bigint | null)[];

/** A line of {@link labels}. */
export type Label = readonly [label: string, value: string];

const gap = 2;

/**
 * Left-aligned columns under headings, without borders, trailing spaces or colour, so that awk can
 * read it. Control characters in cells are shown, not obeyed.
 */
export function table(headings: readonly string[], rows: readonly Row[]): string {
  const lines = [headings, ...rows].map((row) =>
    row.map((cell) => cell === null ? "-" : visible(String(cell)))
  );
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((line) => textWidth(line[column] ?? "")))
  );
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - textWidth(cell) + gap))
      .join("")
      .trimEnd();
  return lines.map((line) => `${lineOf(line)}\n`).join("");
}

/** A label and a value per line, for one thing; control characters in values are shown. */
export function labels(lines: readonly Label[]): string {
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines
    .map(([label, value]) => `${`${label}:`.padEnd(width + gap)} ${visible(value)}\n`)
    .join("");
}

/** Prints `items` in one of three forms; `text` is asked only for the first. */
export async function printItems(
  output: Output,
  format: OutputFormat,
  items: readonly unknown[],
  text: () => string | Promise<string>,
): Promise<void> {
  if (format === "text") await output.write(await text());
  else if (format === "json") await output.write(`${json(items, 2)}\n`);
  else await output.write(items.map((item) => `${json(item)}\n`).join(""));
}

/** Prints what is one thing by nature, not a list: in JSON without brackets around it. */
export async function printItem(
  output: Output,
  format: OutputFormat,
  item: unknown,
  text: () => string | Promise<string>,
): Promise<void> {
  if (format === "text") await output.write(await text());
  else await output.write(`${json(item, format === "json" ? 2 : undefined)}\n`);
}

/**
 * Waits for a result to be printed, then throws `failure` unless that is null: what went wrong
 * counts, and is said, also when nobody reads stdout any more.
 */
export async function failAfter(printed: Promise<void>, failure: unknown): Promise<void> {
  await printed.catch((error) => {
    throw failure ?? error;
  });
  if (failure !== null) throw failure;
}

/** JSON with bigints as plain numbers, as every reader but JavaScript's takes them. */
export function json(value: unknown, indent?: number): string {
  return visibleJson(JSON.stringify(
    value,
    (_, inner) => typeof inner === "bigint" ? rawJson(String(inner)) : inner,
    indent,
  ));
}

/** A stage 4 proposal that TypeScript's own library does not declare yet. */
function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
