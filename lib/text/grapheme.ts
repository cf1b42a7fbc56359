import { eastAsianWidth } from "get-east-asian-width";

/** One character as a reader sees it, and its width on a terminal. */
export interface Grapheme {
  readonly text: string;
  /** Columns: 0, 1 or 2; more if one character has several letters. */
  readonly width: number;
}

let segmenter: Intl.Segmenter | undefined;

/** Created when it is first needed, because that takes longer than an empty program. */
function graphemeSegmenter(): Intl.Segmenter {
  return segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
}

/** Printable ASCII between printable ASCII, which belongs to no other character. */
const innerAscii = /(?<=[ -~])([ -~]+)(?=[ -~])/;

/** Splits a text into characters as a reader sees them. */
export function graphemes(text: string): Grapheme[] {
  if (/^[ -~]*$/.test(text)) return asciiGraphemes(text);
  // Segmenting takes long, so it is left out where it changes nothing.
  return text.split(innerAscii).flatMap((part, index) =>
    index % 2 === 1 ? asciiGraphemes(part) : segmented(part)
  );
}

function asciiGraphemes(text: string): Grapheme[] {
  return Array.from(text, (character) => ({ text: character, width: 1 }));
}

function segmented(text: string): Grapheme[] {
  return Array.from(
    graphemeSegmenter().segment(text),
    ({ segment }) => ({ text: segment, width: widthOf(segment) }),
  );
}

/** Returns the width of a text on a terminal, in columns. */
export function textWidth(text: string): number {
  return graphemes(text).reduce((sum, { width }) => sum + width, 0);
}

/** Returns the start and end of the character that contains the UTF-16 unit at `index`. */
export function graphemeAt(text: string, index: number): { start: number; end: number } {
  const found = graphemeSegmenter().segment(text).containing(index);
  const start = found?.index ?? text.length;
  return { start, end: start + (found?.segment.length ?? 0) };
}

/** Returns the width of one grapheme; terminals disagree about some of them. */
function widthOf(grapheme: string): number {
  if (grapheme.length === 1) {
    // Most letters need none of the expressions below, which take long.
    if (/[ -~\u00c0-\u024f]/.test(grapheme)) return 1;
    if (/[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]/.test(grapheme)) return 2;
  }
  if (/^[\p{Mn}\p{Me}\p{Cf}\p{Default_Ignorable_Code_Point}]+$/u.test(grapheme)) return 0;
  if (/\ufe0f/.test(grapheme) || /^\p{Emoji_Presentation}/u.test(grapheme)) return 2;
  const base = eastAsianWidth(grapheme.codePointAt(0)!);
  // Marks that take a separate column after their letter, for example in Hindi and Thai.
  const spacing = grapheme.match(/(?<=.)(?![\u1160-\u11ff\ud7b0-\ud7ff])[\p{Mc}\p{L}]/gsu);
  return base + (spacing?.length ?? 0);
}

/** Replaces the middle of a text that is wider than `width` columns by an ellipsis. */
export function cutMiddle(text: string, width: number): string {
  const characters = graphemes(text);
  if (characters.reduce((sum, character) => sum + character.width, 0) <= width) return text;
  const tailWidth = Math.floor((width - 1) / 2);
  const head = fitting(characters, width - 1 - tailWidth);
  const tail = fitting(characters.toReversed(), tailWidth).toReversed();
  return `${head.join("")}…${tail.join("")}`;
}

/** The first characters that together take at most `width` columns. */
function fitting(characters: readonly Grapheme[], width: number): string[] {
  const taken: string[] = [];
  let left = width;
  for (const character of characters) {
    if (character.width > left) break;
    left -= character.width;
    taken.push(character.text);
  }
  return taken;
}
