import type { ExpressionPlace } from "./expression_error.ts";
import { type Grapheme, graphemes } from "./grapheme.ts";
import { visible } from "./visible.ts";

const indent = "    ";
const ellipsis = "…";

/**
 * Shows the line of an expression that has a problem, and a second line with carets under it. A
 * line that is too wide is cut around the problem. No lines if the expression is empty.
 *
 * @param columns Most columns of a line.
 */
export function expressionExcerpt(
  { text, index, end = index + 1 }: Pick<ExpressionPlace, "text" | "index" | "end">,
  columns: number,
): string[] {
  // A problem at the end is shown after the last character, not on an empty line.
  const expression = text.trimEnd();
  if (expression === "") return [];
  const at = Math.min(index, expression.length);
  const lineStart = expression.lastIndexOf("\n", at - 1) + 1;
  const newline = expression.indexOf("\n", at);
  const lineEnd = newline < 0 ? expression.length : newline;
  const until = Math.min(Math.max(end, at), lineEnd);
  const before = shownIn(expression.slice(lineStart, at));
  const marked = shownIn(expression.slice(at, until));
  const after = shownIn(expression.slice(until, lineEnd));

  const available = Math.max(columns - indent.length, 16);
  const rest = [...marked, ...after];
  const isCut = widthOf(before) + widthOf(rest) > available;
  const half = Math.floor(available / 2);
  const left = isCut ? tail(before, available - Math.min(widthOf(rest), half)) : before;
  const right = isCut ? head(rest, available - widthOf(left)) : rest;
  const place = " ".repeat(widthOf(left));
  const carets = "^".repeat(Math.max(1, widthOf(right.slice(0, marked.length))));
  return [`${indent}${textOf(left)}${textOf(right)}`, `${indent}${place}${carets}`];
}

function shownIn(text: string): Grapheme[] {
  return graphemes(visible(text));
}

function widthOf(characters: readonly Grapheme[]): number {
  return characters.reduce((sum, { width }) => sum + width, 0);
}

function textOf(characters: readonly Grapheme[]): string {
  return characters.map(({ text }) => text).join("");
}

/** The first characters that fit, and an ellipsis if that is not all. */
function head(characters: readonly Grapheme[], width: number): readonly Grapheme[] {
  if (widthOf(characters) <= width) return characters;
  const taken: Grapheme[] = [];
  let left = width - 1;
  for (const character of characters) {
    if (character.width > left) break;
    left -= character.width;
    taken.push(character);
  }
  return [...taken, { text: ellipsis, width: 1 }];
}

function tail(characters: readonly Grapheme[], width: number): readonly Grapheme[] {
  return head(characters.toReversed(), width).toReversed();
}
