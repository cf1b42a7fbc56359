/** What a reader takes for one character, and the columns that it takes on a terminal. */
export interface Grapheme {
  readonly text: string;
  /** 0, 1 or 2; more where several letters are one character. */
  readonly width: number;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * First and last code points that take two columns, where the script does not say so already.
 *
 * @see Unicode Standard Annex 11, classes W and F
 */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2630, 0x2637],
  [0x268a, 0x268f],
  [0x2e80, 0x2e99],
  [0x2e9b, 0x2ef3],
  [0x2f00, 0x2fd5],
  [0x2ff0, 0x303e],
  [0x3041, 0x3096],
  [0x3099, 0x30ff],
  [0x3105, 0x312f],
  [0x3131, 0x318e],
  [0x3190, 0x31e5],
  [0x31ef, 0x321e],
  [0x3220, 0x3247],
  [0x3250, 0xa48c],
  [0xa490, 0xa4c6],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe52],
  [0xfe54, 0xfe66],
  [0xfe68, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x191ff],
  [0x1aff0, 0x1b2fb],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

/** What takes a column of its own behind the letter that it belongs to, as in Hindi and Thai. */
const spacing = /(?<=.)(?![\u1160-\u11ff\ud7b0-\ud7ff])[\p{Mc}\p{L}]/gsu;

/** Splits a text into what a reader takes for its characters. */
export function graphemes(text: string): Grapheme[] {
  if (/^[ -~]*$/.test(text)) return [...text].map((character) => ({ text: character, width: 1 }));
  return Array.from(
    segmenter.segment(text),
    ({ segment }) => ({ text: segment, width: widthOf(segment) }),
  );
}

/** Where the character that holds the UTF-16 unit at `index` begins and ends; `index` is inside. */
export function graphemeAt(text: string, index: number): { start: number; end: number } {
  const found = segmenter.segment(text).containing(index);
  const start = found?.index ?? text.length;
  return { start, end: start + (found?.segment.length ?? 0) };
}

/** Columns of one grapheme; terminals do not agree on all of them. */
function widthOf(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}\p{Default_Ignorable_Code_Point}]+$/u.test(grapheme)) return 0;
  if (/\ufe0f/.test(grapheme) || /^\p{Emoji_Presentation}/u.test(grapheme)) return 2;
  const base = isWide(grapheme.codePointAt(0)!) ? 2 : 1;
  return base + (grapheme.match(spacing)?.length ?? 0);
}

function isWide(code: number): boolean {
  return code >= 0x1100 && wideRanges.some(([first, last]) => code >= first && code <= last);
}
