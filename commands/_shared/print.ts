import type { Output } from "../../lib/context.ts";
import { exactNumber } from "../../lib/text/exact_number.ts";
import { visible, visibleJson } from "../../lib/text/visible.ts";

/** How a command that reports prints: for people, as one JSON value, or as one per line. */
export type OutputFormat = "text" | "json" | "jsonl";

/** A line of a table; null is printed as "-". */
export type Row = readonly (string | number | bigint | null)[];

/** A line of {@link labels}. */
export type Label = readonly [label: string, value: string];

const gap = 2;

/**
 * Formats left-aligned columns under headings, without borders, trailing spaces or color, so that
 * awk can read them. Control characters in cells are escaped.
 */
export async function table(headings: readonly string[], rows: readonly Row[]): Promise<string> {
  const lines = [headings, ...rows].map((row) =>
    row.map((cell) => cell === null ? "-" : visible(String(cell)))
  );
  const textWidth = await widthFor(lines);
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

/** Measures cells. Plain ASCII does without the library for widths, which takes time to load. */
async function widthFor(lines: readonly string[][]): Promise<(text: string) => number> {
  const isPlain = lines.every((line) => line.every((cell) => /^[ -~]*$/.test(cell)));
  return isPlain
    ? (text) => text.length
    : (await (import("../../lib/text/grapheme.ts" as string) as Promise<
      typeof import("../../lib/text/grapheme.ts")
    >)).textWidth;
}

/** Formats a label and a value per line; control characters in values are escaped. */
export function labels(lines: readonly Label[]): string {
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines
    .map(([label, value]) => `${`${label}:`.padEnd(width + gap)} ${visible(value)}\n`)
    .join("");
}

/** Prints `items` in one of three formats; `text` is called only for the first. */
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

/** Prints a single item, not a list: in JSON without brackets around it. */
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
 * Waits until a result is printed, then throws `failure` unless that is null. The failure is
 * reported even if the reader of stdout has gone away.
 */
export async function failAfter(printed: Promise<void>, failure: unknown): Promise<void> {
  await printed.catch((error) => {
    throw failure ?? error;
  });
  if (failure !== null) throw failure;
}

/** Formats JSON with bigints as plain numbers, which every reader except JavaScript's accepts. */
export function json(value: unknown, indent?: number): string {
  return visibleJson(JSON.stringify(
    value,
    (_, inner) => typeof inner === "bigint" ? exactNumber(inner) : inner,
    indent,
  ));
}
