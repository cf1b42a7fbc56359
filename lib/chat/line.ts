import { styleText } from "node:util";
import { visible } from "../text/visible.ts";
import { placeKey } from "./message.ts";
import type { Entry, Mark, MessageEntry, UnplacedEntry } from "./timeline.ts";

/** How entries are shown as lines. */
export interface LineStyle {
  /** Whether colours are wanted. */
  readonly styled: boolean;
  /** Whose name is one's own; undefined where nobody reads in particular. */
  readonly self?: string | undefined;
}

/** Longest text shown whole, in UTF-16 units; a terminal is no place for a megabyte. */
const maxShownLength = 4_000;

/** Colours that are readable on light and on dark ground. */
const authorColors = ["cyan", "magenta", "yellow", "blue", "green", "red"] as const;

/**
 * An entry as one line for a reader, or several where its text has several; no newline at the end.
 *
 * `label` goes in front, in dim: a number, a time, a place. Hostile characters are shown, never
 * obeyed.
 */
export function entryLine(entry: Entry, label: string, style: LineStyle): string {
  const front = dim(label, style);
  switch (entry.kind) {
    case "message":
      return `${front} ${messageText(entry, style)}`;
    case "unplaced":
      return `${front} ${name(entry.author, style)} ${unplacedText(entry, style)}`;
    case "refused": {
      const { verb, target, owner } = entry;
      const tried = `tried to ${verb} what ${visible(owner)} said (${placeKey(target)})`;
      const text = verb === "edit" ? `: ${shown(entry.text)}` : "";
      return `${front} ${name(entry.author, style)} ${dim(tried, style)}${text}`;
    }
    case "foreign": {
      const excerpt = entry.excerpt === "" ? "" : `: ${visible(entry.excerpt)}`;
      return dim(`${label} is no chat message (${entry.reason})${excerpt}`, style);
    }
  }
}

/** A notice of the program itself among the lines of a chat. */
export function noticeLine(text: string, style: LineStyle): string {
  return dim(`-- ${visible(text)}`, style);
}

/** The name of an author, in a colour of its own. */
function name(author: string, { styled, self }: LineStyle): string {
  const text = visible(author);
  if (!styled) return text;
  if (author === self) return styleText("bold", text, { validateStream: false });
  return styleText(authorColors[hash(author) % authorColors.length]!, text, {
    validateStream: false,
  });
}

function messageText(entry: MessageEntry, style: LineStyle): string {
  const { author, deleted, edited } = entry;
  const text = deleted === null ? shown(entry.text) : "";
  const mark = deleted !== null
    ? byWhom("deleted", deleted, author)
    : edited !== null
    ? byWhom("edited", edited, author)
    : "";
  const gap = text !== "" && mark !== "" ? " " : "";
  return `${name(author, style)}: ${text}${gap}${dim(mark, style)}`;
}

function unplacedText({ verb, target, text }: UnplacedEntry, style: LineStyle): string {
  const where = placeKey(target);
  return verb === "delete"
    ? dim(`deleted a message not shown here (${where})`, style)
    : `${dim(`edited a message not shown here (${where}):`, style)} ${shown(text)}`;
}

function byWhom(what: string, mark: Mark, author: string): string {
  return mark.by === author ? `(${what})` : `(${what} by ${visible(mark.by)})`;
}

/** Lines after the first begin with a bar, so that no text looks like another line of the chat. */
function shown(text: string): string {
  const cut = text.length <= maxShownLength
    ? text
    : `${text.slice(0, maxShownLength).toWellFormed()}… (${text.length} characters)`;
  return visible(cut, { multiline: true }).replaceAll("\n", "\n    | ");
}

function dim(text: string, { styled }: LineStyle): string {
  return styled && text !== "" ? styleText("dim", text, { validateStream: false }) : text;
}

function hash(text: string): number {
  let value = 0;
  for (let index = 0; index < text.length; index++) {
    value = (Math.imul(value, 31) + text.charCodeAt(index)) >>> 0;
  }
  return value;
}
