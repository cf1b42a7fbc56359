import type { Terminal } from "../../context.ts";
import { type InputLayout, layOutInput, type ScreenRow } from "./input_layout.ts";
import { isDisputed, paintRow } from "./row_paint.ts";
import { colored } from "../../text/style.ts";

/** The start of a prompt that is shown in a color. */
export interface PromptMark {
  readonly text: string;
  /** Undefined for bold text without a color. */
  readonly color: string | undefined;
}

/** The rows below the printed lines, which are redrawn when they change. */
export interface Footer {
  /** Lines above the prompt, already escaped; each is cut at the end of its row. */
  readonly status: readonly string[];
  readonly prompt: string;
  /** What the prompt begins with, if that is marked. */
  readonly mark?: PromptMark;
  readonly text: string;
  /** In UTF-16 units of `text`. */
  readonly cursor: number;
}

/** Options of {@link Screen.print}. */
export interface PrintOptions {
  /** Rings the terminal's bell, once. */
  readonly ring?: boolean;
  /** The new footer. Default: unchanged. */
  readonly footer?: Footer;
}

interface Drawn {
  /** All rows above that of the cursor. */
  readonly above: readonly ScreenRow[];
  readonly cursorWidth: number;
  readonly columns: number;
}

const enableBracketedPaste = "\x1b[?2004h";
const disableBracketedPaste = "\x1b[?2004l";
const disableWrap = "\x1b[?7l";
const enableWrap = "\x1b[?7h";
const saveCursor = "\x1b7";
const restoreCursor = "\x1b8";
const eraseBelow = "\x1b[J";
const eraseAll = "\x1b[H\x1b[2J";
const dim = "\x1b[2m";
const notDim = "\x1b[22m";
const bell = "\x07";

/**
 * Draws a prompt at the bottom of a terminal and prints lines above it.
 *
 * Printed lines never disturb the typed text, and the terminal keeps its own scrollback. The rows
 * of the footer are broken here and not by the terminal, so that a character whose width is
 * ambiguous never moves a row.
 */
export class Screen implements Disposable {
  readonly #terminal: Terminal;
  readonly #isStyled: boolean;
  readonly #exitReset: Disposable;
  readonly #resizeListener: Disposable;
  #footer: Footer;
  #drawn: Drawn | undefined;
  #isDisposed = false;

  constructor(terminal: Terminal, footer: Footer, options: { readonly styled: boolean }) {
    this.#terminal = terminal;
    this.#isStyled = options.styled;
    this.#footer = footer;
    this.#exitReset = terminal.onExit(`${disableBracketedPaste}\r\n`);
    this.#resizeListener = terminal.onResize(() => this.print([]));
    terminal.write(enableBracketedPaste + this.#drawFooter());
  }

  /** Prints lines and redraws the footer below them. Prints nothing once disposed. */
  print(
    lines: readonly string[],
    { ring = false, footer = this.#footer }: PrintOptions = {},
  ): void {
    if (this.#isDisposed) return;
    // In raw mode, a line feed does not move the cursor to the left edge.
    const text = lines.map((line) => `${line.replaceAll("\n", "\r\n")}\r\n`).join("");
    const erased = this.#eraseFooter();
    this.#footer = footer;
    this.#terminal.write(erased + text + (ring ? bell : "") + this.#drawFooter());
  }

  /** Replaces the footer. */
  show(footer: Footer): void {
    if (this.#drawn !== undefined && isSame(footer, this.#footer)) return;
    this.print([], { footer });
  }

  /** Clears the screen except the footer. */
  clear(): void {
    if (this.#isDisposed) return;
    this.#drawn = undefined;
    this.#terminal.write(eraseAll + this.#drawFooter());
  }

  /** Removes the footer until something is printed, so that other programs can use the terminal. */
  pause(): void {
    if (!this.#isDisposed) this.#terminal.write(this.#eraseFooter() + disableBracketedPaste);
  }

  /** Redraws after a suspension, because the shell may have written to the terminal. */
  resume(): void {
    if (this.#isDisposed) return;
    this.#terminal.write(enableBracketedPaste);
    this.print([]);
  }

  /** Removes the footer and restores the terminal. */
  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#resizeListener[Symbol.dispose]();
    this.#terminal.write(this.#eraseFooter() + disableBracketedPaste);
    this.#exitReset[Symbol.dispose]();
  }

  /** Returns the output that erases the footer. */
  #eraseFooter(): string {
    const drawn = this.#drawn;
    this.#drawn = undefined;
    if (drawn === undefined) return "";
    const rows = rowsAbove(drawn, this.#terminal.size().columns);
    return `\r${rows > 0 ? `\x1b[${rows}A` : ""}${eraseBelow}`;
  }

  /** Returns the output that draws the footer. */
  #drawFooter(): string {
    const { columns, rows: screenRows } = this.#terminal.size();
    const { status, ...input } = this.#footer;
    const maxRows = Math.max(1, Math.floor(screenRows / 2));
    const shownStatus = status.slice(0, Math.max(0, maxRows - 1));
    const layout = layOutInput({ ...input, columns, maxRows });
    const statusRows = shownStatus.map((line) => cutRow(line, columns));
    this.#drawn = {
      above: [...statusRows, ...layout.rows.slice(0, layout.cursorRow)],
      cursorWidth: layout.beforeCursor.width,
      columns,
    };
    const dimmed = statusRows.map((row) => {
      const text = paintRow(row, columns);
      return this.#isStyled ? dim + text + notDim : text;
    });
    const [first = "", ...others] = layout.rows.map((row) => paintRow(row, columns));
    const rows = [...dimmed, this.#marked(first), ...others].join("\r\n");
    const paintStart = (row: ScreenRow): string => {
      const text = paintRow(row, columns);
      return layout.cursorRow === 0 ? this.#marked(text) : text;
    };
    return disableWrap + rows + toCursor(layout, columns, paintStart) + enableWrap;
  }

  /** The first row of the prompt, with its mark in color if the whole mark is in it. */
  #marked(row: string): string {
    const { mark } = this.#footer;
    if (mark === undefined || !this.#isStyled || !row.startsWith(mark.text)) return row;
    return colored(mark.text, mark.color) + row.slice(mark.text.length);
  }
}

function isSame(one: Footer, other: Footer): boolean {
  return one.prompt === other.prompt && one.text === other.text && one.cursor === other.cursor &&
    one.status.join("\n") === other.status.join("\n");
}

/**
 * Returns the output that moves the cursor to its row and writes that row again up to the cursor,
 * so that the terminal itself determines the column.
 */
function toCursor(
  { rows, cursorRow, beforeCursor }: InputLayout,
  columns: number,
  paintStart: (row: ScreenRow) => string,
): string {
  const up = rows.length - 1 - cursorRow;
  const row = rows[cursorRow]!;
  if (up === 0 && row.text === beforeCursor.text) return "";
  const before = `\r${up > 0 ? `\x1b[${up}A` : ""}${paintStart(beforeCursor)}`;
  if (!isDisputed(beforeCursor.text)) return before;
  // Writing such a character again can overwrite the text after it.
  return before + saveCursor + paintRow(row, columns, beforeCursor) + restoreCursor;
}

/** Counts the rows above the cursor, including those that a narrower terminal has wrapped. */
function rowsAbove({ above, cursorWidth, columns }: Drawn, now: number): number {
  if (now >= columns) return above.length;
  const broken = above.map(({ width }) => Math.max(1, Math.ceil(width / now)));
  return broken.reduce((sum, rows) => sum + rows, 0) + Math.floor(cursorWidth / now);
}

function cutRow(text: string, columns: number): ScreenRow {
  const { rows } = layOutInput({ prompt: text, text: "", cursor: 0, columns, maxRows: 1_000 });
  const [row] = rows;
  return row!;
}
