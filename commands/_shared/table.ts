import type { Output } from "../../lib/context.ts";
import { bold, inTone, type State, type Tone } from "../../lib/text/style.ts";
import { visible } from "../../lib/text/visible.ts";
import type { CommandContext } from "./parser/command.ts";

/** A number with its unit, for example `1.5 MiB`; it is aligned like a number. */
export interface Quantity {
  readonly quantity: string;
}

/** A cell of a table; null is printed as "-". */
export type Cell = string | number | bigint | Quantity | State | null;

/** A line of a table. */
export type Row = readonly Cell[];

/** The properties of the output that a table depends on. */
export type TableOutput = Pick<Output, "isTerminal" | "columns" | "styled">;

const gap = 2;
/** Minimum width of a column of text that is cut. */
const minTextWidth = 12;
const ellipsis = "…";

/**
 * Formats columns under headings, without borders and trailing spaces, so that awk can read them.
 * Columns of numbers are right-aligned. Control characters in cells are escaped.
 *
 * On a terminal, texts are cut in the middle if the table is too wide, and headings are bold if the
 * output is styled. In a pipe, no text is cut.
 */
export async function table(
  headings: readonly string[],
  rows: readonly Row[],
  output: TableOutput,
): Promise<string> {
  const lines = [headings, ...rows.map((row) => row.map(cellText))];
  const measure = await measureFor(lines);
  const columns = headings.map((_, index): Column => ({
    isNumeric: isNumeric(rows, index),
    width: lines.reduce((width, line) => Math.max(width, measure.width(line[index] ?? "")), 0),
  }));
  const widths = output.isTerminal ? fittedWidths(columns, output.columns) : widthsOf(columns);
  const format = (line: readonly string[], row?: Row): string => {
    const cells = headings.map((_, index) => {
      const text = measure.cut(line[index] ?? "", widths[index]!);
      const padding = " ".repeat(widths[index]! - measure.width(text));
      const shown = output.styled ? inTone(text, toneOf(row?.[index] ?? null)) : text;
      return columns[index]!.isNumeric ? padding + shown : shown + padding;
    });
    return cells.join(" ".repeat(gap)).trimEnd();
  };
  const [head = "", ...body] = lines.map((line, index) => format(line, rows[index - 1]));
  return [output.styled ? bold(head) : head, ...body].map((line) => `${line}\n`).join("");
}

/** Shows the headings of a {@link table} in the color of the profile, if `output` is styled. */
export async function markHeadings(
  table: string,
  output: TableOutput,
  context: CommandContext,
): Promise<string> {
  if (!output.styled) return table;
  const [{ commandSettings }, { inColor }] = await Promise.all([
    import("./settings.ts" as string) as Promise<typeof import("./settings.ts")>,
    import("../../lib/text/style.ts" as string) as Promise<
      typeof import("../../lib/text/style.ts")
    >,
  ]);
  const color = (await commandSettings(context)).get("color");
  if (color === undefined) return table;
  const end = table.indexOf("\n");
  return inColor(table.slice(0, end), color) + table.slice(end);
}

interface Column {
  readonly isNumeric: boolean;
  readonly width: number;
}

function cellText(cell: Cell): string {
  if (cell === null) return "-";
  if (typeof cell !== "object") return visible(String(cell));
  return visible("state" in cell ? cell.state : cell.quantity);
}

function toneOf(cell: Cell): Tone | undefined {
  return cell !== null && typeof cell === "object" && "state" in cell ? cell.tone : undefined;
}

function isNumeric(rows: readonly Row[], index: number): boolean {
  const cells = rows.map((row) => row[index] ?? null).filter((cell) => cell !== null);
  return cells.length > 0 &&
    cells.every((cell) => typeof cell === "object" ? "quantity" in cell : typeof cell !== "string");
}

function widthsOf(columns: readonly Column[]): number[] {
  return columns.map(({ width }) => width);
}

/** Shortens the widest column of text repeatedly until the table fits. */
function fittedWidths(columns: readonly Column[], available: number): number[] {
  const widths = widthsOf(columns);
  let excess = widths.reduce((sum, width) => sum + width + gap, -gap) - available;
  while (excess > 0) {
    const texts = columns.flatMap(({ isNumeric }, index) => isNumeric ? [] : [index]);
    const widest = texts.reduce((a, b) => widths[b]! > widths[a]! ? b : a, texts[0] ?? 0);
    const next = Math.max(
      minTextWidth,
      ...texts.filter((index) => index !== widest).map((index) => widths[index]!),
    );
    const spare = Math.max(widths[widest]! - next, 1);
    if (widths[widest]! <= minTextWidth || columns[widest]!.isNumeric) break;
    const taken = Math.min(spare, excess, widths[widest]! - minTextWidth);
    widths[widest]! -= taken;
    excess -= taken;
  }
  return widths;
}

/** Measures and cuts texts. */
interface Measure {
  width(text: string): number;
  /** Replaces the middle of a text that is wider than `width` by an ellipsis. */
  cut(text: string, width: number): string;
}

/** Does not load the library for widths, which takes long, if all text is plain ASCII. */
async function measureFor(lines: readonly (readonly string[])[]): Promise<Measure> {
  if (lines.every((line) => line.every((cell) => /^[ -~]*$/.test(cell)))) {
    return {
      width: (text) => text.length,
      cut: (text, width) => {
        if (text.length <= width) return text;
        const tail = Math.floor((width - 1) / 2);
        return text.slice(0, width - 1 - tail) + ellipsis + text.slice(text.length - tail);
      },
    };
  }
  const { cutMiddle, textWidth } = await (import("../../lib/text/grapheme.ts" as string) as Promise<
    typeof import("../../lib/text/grapheme.ts")
  >);
  return { width: textWidth, cut: cutMiddle };
}
