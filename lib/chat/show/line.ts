import * as style from "../../text/style.ts";
import { visible } from "../../text/visible.ts";
import { authorColor } from "./author_color.ts";
import { mentionPattern, mentions } from "./mention.ts";
import { describeForeign, type Position, positionKey } from "../message/message.ts";
import type {
  ChangeMark,
  MessageEntry,
  TimelineEntry,
  UnplacedEntry,
} from "../message/timeline.ts";
import { shortened } from "../message/user_name.ts";

/** Options for formatting entries as lines. */
export interface LineStyle {
  /** Whether to use color. */
  readonly styled: boolean;
  /** The name of the reader; undefined if there is none. */
  readonly self?: string | undefined;
  /** Returns the name of the record at a position. Default: its partition and offset. */
  readonly nameOf?: ((position: Position) => string | undefined) | undefined;
  /** Whether to show long texts to their end. Default: false. */
  readonly isWhole?: boolean | undefined;
}

/** Maximum length of a text on a terminal, in UTF-16 units; longer ones are cut. */
const maxShownLength = 4_000;
/** Maximum number of lines of one text on a terminal. */
const maxShownLines = 100;

/**
 * Formats an entry as one line, or several if its text has several; without a final line break.
 *
 * The line begins with `label`, dimmed: a number, a time or a position. A `!` marks messages that
 * mention the reader. Control characters are escaped.
 */
export function entryLine(entry: TimelineEntry, label: string, style: LineStyle): string {
  const front = dim(label, style);
  switch (entry.kind) {
    case "message":
      return `${front} ${messageText(entry, style)}`;
    case "unplaced":
      return `${front} ${name(entry.author, style)} ${unplacedText(entry, style)}`;
    case "refused": {
      const { verb, target, owner } = entry;
      const what = `a message by ${shownName(owner)} (${positionName(target, style)})`;
      const tried = `tried to ${verb} ${what}`;
      const text = verb === "edit" ? `: ${shown(entry.text, style)}` : "";
      return `${front} ${name(entry.author, style)} ${dim(tried, style)}${text}`;
    }
    case "foreign": {
      if (entry.isTombstone) return dim(`${label} tombstone`, style);
      const excerpt = entry.excerpt === "" ? "" : `: ${visible(entry.excerpt)}`;
      return dim(`${label} is ${visible(describeForeign(entry))}${excerpt}`, style);
    }
  }
}

/** Formats the line between read and unread messages. */
export function unreadLine(text: string, style: LineStyle): string {
  return bold(`── ${text} ──`, style);
}

/** Formats a notice of wah among the lines of a chat. */
export function noticeLine(text: string, style: LineStyle): string {
  return dim(`-- ${visible(text)}`, style);
}

/** Formats the name of an author in its color. */
function name(author: string, { styled, self }: LineStyle): string {
  const text = shownName(author);
  if (!styled) return text;
  if (author === self) return bold(text, { styled });
  return `\x1b[38;5;${authorColor(author)}m${text}\x1b[39m`;
}

function messageText(entry: MessageEntry, style: LineStyle): string {
  const { author, deleted, edited } = entry;
  const { self } = style;
  const isMention = self !== undefined && author !== self && deleted === null &&
    mentions(entry.text, self);
  const plain = deleted === null ? shown(entry.text, style) : "";
  const text = isMention ? plain.replace(mentionPattern(self), (name) => bold(name, style)) : plain;
  const mark = deleted !== null
    ? byWhom("deleted", deleted, author)
    : edited !== null
    ? byWhom("edited", edited, author)
    : "";
  const gap = text !== "" && mark !== "" ? " " : "";
  const front = isMention ? `${bold("!", style)} ` : "";
  return `${front}${name(author, style)}: ${text}${gap}${dim(mark, style)}`;
}

function unplacedText({ verb, target, text }: UnplacedEntry, style: LineStyle): string {
  const where = positionName(target, style);
  return verb === "delete"
    ? dim(`deleted a message not shown here (${where})`, style)
    : `${dim(`edited a message not shown here (${where}):`, style)} ${shown(text, style)}`;
}

function positionName(position: Position, { nameOf }: LineStyle): string {
  return nameOf?.(position) ?? positionKey(position);
}

function byWhom(what: string, mark: ChangeMark, author: string): string {
  return mark.by === author ? `(${what})` : `(${what} by ${shownName(mark.by)})`;
}

/** Shortens and escapes a name, because other clients can write any name. */
function shownName(author: string): string {
  return visible(shortened(author));
}

/** Starts every line except the first with a bar, so that no text looks like another message. */
function shown(text: string, { isWhole = false }: LineStyle): string {
  const whole = isWhole ? text : beginningOf(text);
  const cut = whole.length < text.length ? `… (${text.length} characters)` : "";
  return visible(whole + cut, { multiline: true }).replaceAll("\n", "\n    | ");
}

function beginningOf(text: string): string {
  return text.slice(0, maxShownLength).toWellFormed().split("\n", maxShownLines).join("\n");
}

function dim(text: string, { styled }: LineStyle): string {
  return styled && text !== "" ? style.dim(text) : text;
}

function bold(text: string, { styled }: LineStyle): string {
  return styled ? style.bold(text) : text;
}
