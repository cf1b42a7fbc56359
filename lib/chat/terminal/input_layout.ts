import { visible } from "../../text/visible.ts";
import { type Grapheme, graphemes } from "../../text/grapheme.ts";

/** One row of a terminal. */
export interface ScreenRow {
  readonly text: string;
  /** Columns that it takes. */
  readonly width: number;
}

/** How a text that is being typed lies on a terminal. */
export interface InputLayout {
  readonly rows: readonly ScreenRow[];
  /** The row that the cursor is in. */
  readonly cursorRow: number;
  /** What stands in front of the cursor in that row. */
  readonly beforeCursor: ScreenRow;
}

/** What is typed, and the terminal to lay it out for. */
export interface InputOptions {
  readonly prompt: string;
  readonly text: string;
  /** In UTF-16 units of `text`. */
  readonly cursor: number;
  /** At least 1. */
  readonly columns: number;
  /** Most rows that are shown, around the cursor; at least 1. */
  readonly maxRows: number;
}

/** In front of every line but the first, so that it is seen where a text has several. */
const continuation = "  | ";
const tab = "    ";

/**
 * Breaks a prompt and what is typed behind it into rows, so that no terminal has to.
 *
 * Characters that would steer a terminal are shown as {@link visible} does it. Where the text ends
 * with its row, the cursor stands in a further one.
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
