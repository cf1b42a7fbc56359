import { graphemes } from "../../text/grapheme.ts";
import type { Row } from "./input_layout.ts";

/**
 * Whether terminals disagree on how wide something in the text is: for emoji of several code points
 * they take two columns, or two for each of them.
 */
export function isDisputed(text: string): boolean {
  return /\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\u20e3]/u.test(text);
}

/**
 * A row as it is written at the left of a terminal that is `columns` wide.
 *
 * Behind a character whose width terminals do not agree on, the cursor is put where the row was
 * laid out to go on, so that what follows is neither moved nor cut. `from` is what stands in front
 * already; left out, nothing.
 */
export function paintRow(row: Row, columns: number, from: Row = { text: "", width: 0 }): string {
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
