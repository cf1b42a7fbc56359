import type { Terminal } from "../../context.ts";
import { type InputLayout, layOutInput, type Row } from "./input_layout.ts";
import { isDisputed, paintRow } from "./row_paint.ts";
import { colored } from "../../text/style.ts";

/** The start of a prompt that is shown in a color. */
export interface PromptMark {
  readonly text: string;
  /** Undefined for bold text without a color. */
  readonly color: string | undefined;
}

/** What stands below all that was printed, and is drawn anew whenever it changes. */
export interface Footer {
  /** Lines above the prompt, each cut where its row ends; already fit for a terminal. */
  readonly status: readonly string[];
  readonly prompt: string;
  /** What the prompt begins with, if that is marked. */
  readonly mark?: PromptMark;
  readonly text: string;
  /** In UTF-16 units of `text`. */
  readonly cursor: number;
}

/** How lines are printed. */
export interface PrintOptions {
  /** Rings the terminal's bell, once. */
  readonly ring?: boolean;
  /** The footer from now on; left out, it stays. */
  readonly footer?: Footer;
}

interface Drawn {
  /** All rows up to that of the cursor. */
  readonly above: readonly Row[];
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
 * A prompt at the bottom of a terminal, and lines printed above it.
 *
 * What is being typed stays whole whatever is printed meanwhile, and the terminal keeps its own
 * scrollback. The rows of the footer are broken here and not by the terminal, so that a character
 * whose width the two do not agree on never moves a row.
 */
export class Screen implements Disposable {
  readonly #terminal: Terminal;
  readonly #isStyled: boolean;
  readonly #parting: Disposable;
  readonly #resizing: Disposable;
  #footer: Footer;
  #drawn: Drawn | undefined;
  #isOver = false;

  constructor(terminal: Terminal, footer: Footer, options: { readonly styled: boolean }) {
    this.#terminal = terminal;
    this.#isStyled = options.styled;
    this.#footer = footer;
    this.#parting = terminal.onExit(`${disableBracketedPaste}\r\n`);
    this.#resizing = terminal.onResize(() => this.print([]));
    terminal.write(enableBracketedPaste + this.#redrawn());
  }

  /** Prints lines above a footer, which takes the place of the last one; none once it is over. */
  print(
    lines: readonly string[],
    { ring = false, footer = this.#footer }: PrintOptions = {},
  ): void {
    if (this.#isOver) return;
    // A terminal in raw mode does not go back to the left by itself.
    const text = lines.map((line) => `${line.replaceAll("\n", "\r\n")}\r\n`).join("");
    const erased = this.#erased();
    this.#footer = footer;
    this.#terminal.write(erased + text + (ring ? bell : "") + this.#redrawn());
  }

  /** Shows another footer in place of the last one. */
  show(footer: Footer): void {
    if (this.#drawn !== undefined && isSame(footer, this.#footer)) return;
    this.print([], { footer });
  }

  /** Clears the screen but for the footer; what was printed stays in the scrollback or is gone. */
  clear(): void {
    if (this.#isOver) return;
    this.#drawn = undefined;
    this.#terminal.write(eraseAll + this.#redrawn());
  }

  /** Removes the footer until something is printed, so that other programs can use the terminal. */
  pause(): void {
    if (!this.#isOver) this.#terminal.write(this.#erased() + disableBracketedPaste);
  }

  /** Goes on in a terminal that others may have used: a shell, while the program stood still. */
  resume(): void {
    if (this.#isOver) return;
    this.#terminal.write(enableBracketedPaste);
    this.print([]);
  }

  /** Takes the footer away and gives the terminal back as it was. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#resizing[Symbol.dispose]();
    this.#terminal.write(this.#erased() + disableBracketedPaste);
    this.#parting[Symbol.dispose]();
  }

  /** Moves to where the footer begins and clears everything from there on. */
  #erased(): string {
    const drawn = this.#drawn;
    this.#drawn = undefined;
    if (drawn === undefined) return "";
    const rows = rowsAbove(drawn, this.#terminal.size().columns);
    return `\r${rows > 0 ? `\x1b[${rows}A` : ""}${eraseBelow}`;
  }

  #redrawn(): string {
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
    const paintStart = (row: Row): string => {
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
 * The row of the cursor written anew up to the cursor, which thereby stands where the terminal
 * itself takes that place to be.
 */
function toCursor(
  { rows, cursorRow, beforeCursor }: InputLayout,
  columns: number,
  paintStart: (row: Row) => string,
): string {
  const up = rows.length - 1 - cursorRow;
  const row = rows[cursorRow]!;
  if (up === 0 && row.text === beforeCursor.text) return "";
  const before = `\r${up > 0 ? `\x1b[${up}A` : ""}${paintStart(beforeCursor)}`;
  if (!isDisputed(beforeCursor.text)) return before;
  // Writing such a character anew can spoil what stands behind it.
  return before + saveCursor + paintRow(row, columns, beforeCursor) + restoreCursor;
}

/** A terminal that became narrower has broken the rows that no longer fit. */
function rowsAbove({ above, cursorWidth, columns }: Drawn, now: number): number {
  if (now >= columns) return above.length;
  const broken = above.map(({ width }) => Math.max(1, Math.ceil(width / now)));
  return broken.reduce((sum, rows) => sum + rows, 0) + Math.floor(cursorWidth / now);
}

function cutRow(text: string, columns: number): Row {
  const { rows } = layOutInput({ prompt: text, text: "", cursor: 0, columns, maxRows: 1_000 });
  const [row] = rows;
  return row!;
}
