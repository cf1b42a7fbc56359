import type { TerminalSize } from "../../../../context.ts";
import { type Grapheme, graphemes } from "../../../../text/grapheme.ts";

/** Where a row of text is written. */
export interface WritePlace {
  readonly row: number;
  readonly column: number;
  /** The column at which the text is cut. Default: the end of the row. */
  readonly end?: number;
}

/** A character with more marks than this is shown without them. */
const maxCellLength = 32;
const printableAscii = /^[ -~]*$/;

/**
 * What a terminal shows, cell by cell: a character and its style.
 *
 * A style is the parameters of an SGR sequence, such as `1;38;5;28`; empty for plain text. The
 * cells after a wide character are empty texts. Control characters must be escaped before.
 */
export class CellBuffer {
  readonly columns: number;
  readonly rows: number;
  readonly #texts: string[];
  readonly #styles: string[];

  constructor({ columns, rows }: TerminalSize) {
    this.columns = columns;
    this.rows = rows;
    this.#texts = new Array<string>(columns * rows).fill(" ");
    this.#styles = new Array<string>(columns * rows).fill("");
  }

  /** The character of a cell; empty if a wide character to its left covers it. */
  textAt(row: number, column: number): string {
    return this.#texts[row * this.columns + column] ?? "";
  }

  /** The style of a cell. */
  styleAt(row: number, column: number): string {
    return this.#styles[row * this.columns + column] ?? "";
  }

  /** Makes all cells blank, so that the buffer can be used again. */
  clear(): void {
    this.#texts.fill(" ");
    this.#styles.fill("");
  }

  /** Writes a text; returns the column after it. */
  write(place: WritePlace, text: string, style = ""): number {
    if (!printableAscii.test(text)) return this.writeCharacters(place, graphemes(text), style);
    const { row, end = this.columns } = place;
    const stop = Math.min(end, this.columns, place.column + text.length);
    if (row < 0 || row >= this.rows || place.column < 0) return place.column;
    for (let column = place.column; column < stop; column++) {
      this.#put(row * this.columns + column, text[column - place.column]!, style);
    }
    this.#mendAfter(row, stop);
    return Math.max(stop, place.column);
  }

  /** As {@link write}, for a text that is split into characters. */
  writeCharacters(place: WritePlace, characters: readonly Grapheme[], style = ""): number {
    const { row } = place;
    const end = Math.min(place.end ?? this.columns, this.columns);
    let { column } = place;
    if (row < 0 || row >= this.rows || column < 0) return column;
    for (const { text, width } of characters) {
      if (width === 0) {
        if (column > place.column) this.#addMark(row * this.columns + column - 1, text);
        continue;
      }
      if (column + width > end) break;
      const [first = " "] = text;
      this.#put(row * this.columns + column, text.length > maxCellLength ? first : text, style);
      for (let cell = column + 1; cell < column + width; cell++) {
        this.#texts[row * this.columns + cell] = "";
        this.#styles[row * this.columns + cell] = style;
      }
      column += width;
    }
    this.#mendAfter(row, column);
    return column;
  }

  /** Fills part of a row with blanks of a style. */
  fill({ row, column, end = this.columns }: WritePlace, style: string): void {
    this.write({ row, column }, " ".repeat(Math.max(0, end - column)), style);
  }

  /** Changes the style of part of a row. */
  restyle({ row, column, end = this.columns }: WritePlace, style: string): void {
    this.#styles.fill(style, row * this.columns + column, row * this.columns + end);
  }

  #put(index: number, text: string, style: string): void {
    if (this.#texts[index] === "") this.#removeWide(index);
    this.#texts[index] = text;
    this.#styles[index] = style;
  }

  /** Adds a mark without width to the character that ends at a cell. */
  #addMark(index: number, mark: string): void {
    let base = index;
    while (base > 0 && this.#texts[base] === "") base--;
    const text = this.#texts[base]! + mark;
    if (text.length <= maxCellLength) this.#texts[base] = text;
  }

  /** Blanks the start of a wide character that is partly overwritten. */
  #removeWide(index: number): void {
    let base = index;
    while (base > 0 && this.#texts[base] === "") base--;
    for (let cell = base; cell < index; cell++) this.#texts[cell] = " ";
  }

  /** Blanks the rest of a wide character whose start was overwritten. */
  #mendAfter(row: number, column: number): void {
    for (let cell = column; cell < this.columns && this.textAt(row, cell) === ""; cell++) {
      this.#texts[row * this.columns + cell] = " ";
    }
  }
}
