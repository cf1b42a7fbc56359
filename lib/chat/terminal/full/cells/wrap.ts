import { type Grapheme, graphemes } from "../../../../text/grapheme.ts";
import type { CellBuffer, WritePlace } from "./cell_buffer.ts";

/** A text in one style. */
export interface StyledText {
  readonly text: string;
  /** The parameters of an SGR sequence; empty for plain text. */
  readonly style: string;
}

/** Part of a wrapped row. */
export interface RowPart extends StyledText {
  /** Its characters, if it has others than ASCII. */
  readonly characters: readonly Grapheme[] | undefined;
}

/** One row of wrapped text. */
export interface WrappedRow {
  /** Number of blank columns before the text. */
  readonly indent: number;
  readonly parts: readonly RowPart[];
}

/** The width of rows. */
export interface WrapOptions {
  /** At least 1. */
  readonly columns: number;
  /** Number of blank columns before all rows except the first. */
  readonly indent: number;
}

interface StyledCharacter extends Grapheme {
  readonly style: string;
  /** Whether a row may end before it. */
  canStart: boolean;
}

const tab = "    ";
const ascii = /^[ -~]*$/;
/** Scripts that separate no words, in which `Intl.Segmenter` finds them. */
const wordless = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/;
let words: Intl.Segmenter | undefined;

/**
 * Breaks a text into rows: between words if it can, inside of a word that is longer than a row, and
 * at every line feed.
 */
export function wrap(texts: readonly StyledText[], options: WrapOptions): WrappedRow[] {
  const rows: WrappedRow[] = [];
  for (const line of linesOf(texts)) {
    const indent = rows.length === 0 ? 0 : hanging(options);
    const isAscii = line.every(({ text }) => ascii.test(text));
    if (isAscii) rows.push(...wrapAscii(line, indent, options));
    else rows.push(...wrapLine(charactersOf(line), indent, options));
  }
  return rows;
}

/** Writes a wrapped row into a buffer; returns the column after it. */
export function writeRow(
  buffer: CellBuffer,
  { row, column, end }: Required<WritePlace>,
  { indent, parts }: WrappedRow,
): number {
  let next = column + indent;
  for (const { text, style, characters } of parts) {
    const place = { row, column: next, end };
    next = characters === undefined
      ? buffer.write(place, text, style)
      : buffer.writeCharacters(place, characters, style);
  }
  return next;
}

/** Rows that are too narrow for an indent have none. */
function hanging({ indent, columns }: WrapOptions): number {
  return columns >= indent * 2 ? indent : 0;
}

function linesOf(texts: readonly StyledText[]): StyledText[][] {
  const lines: StyledText[][] = [[]];
  for (const { text, style } of texts) {
    for (const [index, line] of text.replaceAll("\t", tab).split("\n").entries()) {
      if (index > 0) lines.push([]);
      if (line !== "") lines.at(-1)!.push({ text: line, style });
    }
  }
  return lines;
}

function charactersOf(line: readonly StyledText[]): StyledCharacter[] {
  const characters: StyledCharacter[] = [];
  for (const { text, style } of line) {
    const starts = wordless.test(text) ? wordStarts(text) : undefined;
    let index = 0;
    for (const { text: character, width } of graphemes(text)) {
      const before = characters.at(-1);
      const canStart = character !== " " && before !== undefined &&
        (before.text === " " || width > 1 || before.width > 1 || (starts?.has(index) ?? false));
      characters.push({ text: character, width, style, canStart });
      index += character.length;
    }
  }
  return characters;
}

/** As {@link wrapLine}, for a line of which each character has one column; much faster. */
function wrapAscii(
  line: readonly StyledText[],
  firstIndent: number,
  options: WrapOptions,
): WrappedRow[] {
  const text = line.map((part) => part.text).join("");
  const rows: WrappedRow[] = [];
  for (let [start, indent] = [0, firstIndent]; start < text.length || rows.length === 0;) {
    const end = rowEnd(text, start, options.columns - indent);
    rows.push({ indent, parts: asciiParts(line, start, end) });
    start = end;
    indent = hanging(options);
  }
  return rows;
}

function rowEnd(text: string, start: number, width: number): number {
  let end = start + width;
  if (end >= text.length) return text.length;
  if (text[end] !== " ") {
    const afterSpace = text.lastIndexOf(" ", end - 1) + 1;
    return afterSpace > start ? afterSpace : end;
  }
  // Spaces at the end of a row are not shown.
  while (text[end] === " ") end++;
  return end;
}

function asciiParts(line: readonly StyledText[], start: number, end: number): RowPart[] {
  const parts: RowPart[] = [];
  let before = 0;
  for (const { text, style } of line) {
    const part = text.slice(Math.max(0, start - before), Math.max(0, end - before));
    if (part !== "") parts.push({ text: part, style, characters: undefined });
    before += text.length;
  }
  return parts;
}

function wordStarts(text: string): Set<number> {
  words ??= new Intl.Segmenter(undefined, { granularity: "word" });
  return new Set(Array.from(words.segment(text), ({ index }) => index));
}

function wrapLine(
  characters: readonly StyledCharacter[],
  firstIndent: number,
  options: WrapOptions,
): WrappedRow[] {
  const rows: WrappedRow[] = [];
  let [start, width, lastBreak, indent] = [0, 0, 0, firstIndent];
  const endRow = (end: number): void => {
    rows.push({ indent, parts: partsOf(characters.slice(start, end)) });
    indent = hanging(options);
    start = end;
  };
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!;
    if (character.canStart) lastBreak = index;
    // Spaces at the end of a row are not shown.
    while (
      width + character.width > options.columns - indent && character.text !== " " && index > start
    ) {
      let end = lastBreak > start ? lastBreak : index;
      // The characters after a break can fill more than the next row.
      const columns = options.columns - indent;
      while (end !== lastBreak && end > start + 1 && widthOf(characters, start, end) > columns) {
        end--;
      }
      endRow(end);
      width = widthOf(characters, start, index);
    }
    width += character.width;
  }
  endRow(characters.length);
  return rows;
}

function widthOf(characters: readonly StyledCharacter[], from: number, to: number): number {
  let width = 0;
  for (let index = from; index < to; index++) width += characters[index]!.width;
  return width;
}

function partsOf(characters: readonly StyledCharacter[]): RowPart[] {
  const parts: RowPart[] = [];
  let start = 0;
  for (let index = 1; index <= characters.length; index++) {
    const style = characters[start]!.style;
    if (index < characters.length && characters[index]!.style === style) continue;
    const own = characters.slice(start, index);
    const text = own.map((character) => character.text).join("");
    const split = own.map(({ text, width }) => ({ text, width }));
    parts.push({ text, style, characters: ascii.test(text) ? undefined : split });
    start = index;
  }
  return parts;
}
