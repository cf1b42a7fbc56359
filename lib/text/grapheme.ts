import { eastAsianWidth } from "get-east-asian-width";

/** What a reader takes for one character, and the columns that it takes on a terminal. */
export interface Grapheme {
  readonly text: string;
  /** 0, 1 or 2; more where several letters are one character. */
  readonly width: number;
}

let segmenter: Intl.Segmenter | undefined;

/** Made when it is needed: making one takes longer than an empty program. */
function graphemeSegmenter(): Intl.Segmenter {
  return segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
}

/** Splits a text into what a reader takes for its characters. */
export function graphemes(text: string): Grapheme[] {
  if (/^[ -~]*$/.test(text)) return [...text].map((character) => ({ text: character, width: 1 }));
  return Array.from(
    graphemeSegmenter().segment(text),
    ({ segment }) => ({ text: segment, width: widthOf(segment) }),
  );
}

/** The columns that a text takes on a terminal. */
export function textWidth(text: string): number {
  return graphemes(text).reduce((sum, { width }) => sum + width, 0);
}

/** Where the character that holds the UTF-16 unit at `index` begins and ends; `index` is inside. */
export function graphemeAt(text: string, index: number): { start: number; end: number } {
  const found = graphemeSegmenter().segment(text).containing(index);
  const start = found?.index ?? text.length;
  return { start, end: start + (found?.segment.length ?? 0) };
}

/** Columns of one grapheme; terminals do not agree on all of them. */
function widthOf(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}\p{Default_Ignorable_Code_Point}]+$/u.test(grapheme)) return 0;
  if (/\ufe0f/.test(grapheme) || /^\p{Emoji_Presentation}/u.test(grapheme)) return 2;
  const base = eastAsianWidth(grapheme.codePointAt(0)!);
  // What takes a column of its own behind the letter that it belongs to, as in Hindi and Thai.
  const spacing = grapheme.match(/(?<=.)(?![\u1160-\u11ff\ud7b0-\ud7ff])[\p{Mc}\p{L}]/gsu);
  return base + (spacing?.length ?? 0);
}
