import { graphemes } from "../../text/grapheme.ts";
import type { ScreenRow } from "./input_layout.ts";

/**
 * Returns whether a text contains characters whose width differs between terminals: emoji of
 * several code points, for which they use two columns, or two per code point.
 */
export function isDisputed(text: string): boolean {
  return /\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\u20e3]/u.test(text);
}

/**
 * Returns the output for a row that starts at the left edge of a terminal `columns` wide.
 *
 * After a character whose width differs between terminals, moves the cursor to the column of the
 * layout, so that the following text is neither shifted nor cut.
 *
 * @param from The part of the row that is on the screen already. Default: none.
 */
export function paintRow(
  row: ScreenRow,
  columns: number,
  from: ScreenRow = { text: "", width: 0 },
): string {
  const text = row.text.slice(from.text.length);
  if (!isDisputed(text)) return text;
  let painted = "";
  let { width } = from;
  for (const character of graphemes(text)) {
    painted += character.text;
    width += character.width;
    if (width < columns && isDisputed(character.text)) painted += `\x1b[${width + 1}G\x1b[K`;
  }
  return painted;
}
