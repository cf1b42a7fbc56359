import { visible } from "../text/visible.ts";
import type { Amendment, Said } from "./message.ts";

/**
 * A message as one line of a pipe: `author: text`, as the first client printed it, and a mark where
 * it is an edit.
 */
export function pipeLine(
  { kind, author, text }: Said | Amendment,
  target: { readonly isTerminal: boolean },
): string {
  return oneLine(`${author}: ${text}${kind === "edit" ? " (edited)" : ""}`, target);
}

/**
 * A text as one line of a pipe.
 *
 * Into a pipe go the characters as they are, but for line breaks: one line is one message, so that
 * nobody can put words into the mouth of others. On a terminal all hostile characters are shown.
 */
export function oneLine(text: string, { isTerminal }: { readonly isTerminal: boolean }): string {
  return isTerminal ? visible(text) : text.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
