import { visible } from "../../text/visible.ts";
import { type Grapheme, graphemes } from "../../text/grapheme.ts";

/** One row of the terminal. */
export interface ScreenRow {
  readonly text: string;
  /** Width in columns. */
  readonly width: number;
}

/** A typed text, broken into rows. */
export interface InputLayout {
  readonly rows: readonly ScreenRow[];
  /** Index of the row with the cursor. */
  readonly cursorRow: number;
  /** The part of that row before the cursor. */
  readonly beforeCursor: ScreenRow;
}

/** Options of {@link layOutInput}. */
export interface InputOptions {
  readonly prompt: string;
  readonly text: string;
  /** In UTF-16 units of `text`. */
  readonly cursor: number;
  /** At least 1. */
  readonly columns: number;
  /** Maximum number of rows to show, around the cursor; at least 1. */
  readonly maxRows: number;
}

/** Starts every line except the first, so that the lines of a text are recognizable. */
const continuation = "  | ";
const tab = "    ";

/**
 * Breaks a prompt and the text after it into rows, so that the terminal does not wrap them.
 *
 * Control characters are escaped by {@link visible}. If the text fills its last row, the cursor is
 * in an additional row.
 */
export function layOutInput(options: InputOptions): InputLayout {
  const { prompt, text, cursor, columns, maxRows } = options;
  const page = new Page(columns);
  page.write(prompt);
  page.write(text.slice(0, cursor), { newline: continuation });
  page.breakFullRow();
  const cursorRow = page.rows.length - 1;
  const beforeCursor = page.rows[cursorRow]!;
  page.write(text.slice(cursor), { newline: continuation });
  const last = Math.max(maxRows, Math.min(page.rows.length, cursorRow + Math.ceil(maxRows / 2)));
  const rows = page.rows.slice(0, last).slice(-maxRows);
  const cut = Math.max(0, Math.min(last, page.rows.length) - maxRows);
  return { rows, cursorRow: cursorRow - cut, beforeCursor };
}

class Page {
  readonly #columns: number;
  readonly rows: ScreenRow[] = [{ text: "", width: 0 }];

  constructor(columns: number) {
    this.#columns = columns;
  }

  write(text: string, { newline = "" } = {}): void {
    for (const [index, line] of text.split("\n").entries()) {
      if (index > 0) {
        this.rows.push({ text: "", width: 0 });
        this.#append(graphemes(newline));
      }
      this.#append(graphemes(visible(line.replaceAll("\t", tab))));
    }
  }

  breakFullRow(): void {
    if (this.rows.at(-1)!.width >= this.#columns) this.rows.push({ text: "", width: 0 });
  }

  #append(characters: readonly Grapheme[]): void {
    let { text, width } = this.rows.pop()!;
    for (const character of characters) {
      if (width > 0 && width + character.width > this.#columns) {
        this.rows.push({ text, width });
        text = "";
        width = 0;
      }
      text += character.text;
      width += character.width;
    }
    this.rows.push({ text, width });
  }
}
