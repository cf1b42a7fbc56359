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

/** Part of an entry: a text that is escaped for a terminal, and its look. */
export interface EntryPart {
  readonly text: string;
  /** `author` for the name of a user, in the color of that user. */
  readonly look: "plain" | "dim" | "bold" | "author";
  /** The whole name, if the look is `author`. */
  readonly author?: string;
}

/** Options of {@link entryParts}. */
export interface EntryPartsOptions {
  /** The name of the reader; undefined if there is none. */
  readonly self?: string | undefined;
  /** Returns the name of the record at a position. Default: its partition and offset. */
  readonly nameOf?: ((position: Position) => string | undefined) | undefined;
  /** Whether to show long texts to their end. Default: false. */
  readonly isWhole?: boolean | undefined;
  /** What separates the lines of a text. */
  readonly lineBreak: string;
}

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

/** Starts every line except the first with a bar, so that no text looks like another message. */
const lineBreak = "\n    | ";

/**
 * Formats an entry as one line, or several if its text has several; without a final line break.
 *
 * The line begins with `label`, dimmed: a number, a time or a position. A `!` marks messages that
 * mention the reader. Control characters are escaped.
 */
export function entryLine(entry: TimelineEntry, label: string, style: LineStyle): string {
  const [first, ...parts] = entryParts(entry, { ...style, lineBreak });
  const rest = parts.map((part) => partText(part, style)).join("");
  if (first?.look === "dim") return dimmed(`${label} ${first.text}`, style) + rest;
  return `${dimmed(label, style)} ${first === undefined ? "" : partText(first, style)}${rest}`;
}

/** Formats the line between read and unread messages. */
export function unreadLine(text: string, style: LineStyle): string {
  return strong(`── ${text} ──`, style);
}

/** Formats a notice of wah among the lines of a chat. */
export function noticeLine(text: string, style: LineStyle): string {
  return dimmed(`-- ${visible(text)}`, style);
}

/**
 * Returns what is shown of an entry, without its time and number. A `!` marks messages that mention
 * the reader. Control characters are escaped, except line feeds and tabs in texts.
 */
export function entryParts(entry: TimelineEntry, options: EntryPartsOptions): EntryPart[] {
  switch (entry.kind) {
    case "message":
      return messageParts(entry, options);
    case "unplaced":
      return [name(entry.author), plain(" "), ...unplacedParts(entry, options)];
    case "refused": {
      const { verb, target, owner, author } = entry;
      const what = `a message by ${shownName(owner)} (${positionName(target, options)})`;
      const text = verb === "edit" ? [plain(`: ${shown(entry.text, options)}`)] : [];
      return [name(author), plain(" "), dim(`tried to ${verb} ${what}`), ...text];
    }
    case "foreign": {
      if (entry.isTombstone) return [dim("tombstone")];
      const excerpt = entry.excerpt === "" ? "" : `: ${visible(entry.excerpt)}`;
      return [dim(`is ${visible(describeForeign(entry))}${excerpt}`)];
    }
  }
}

function partText({ text, look, author = "" }: EntryPart, style: LineStyle): string {
  switch (look) {
    case "plain":
      return text;
    case "dim":
      return dimmed(text, style);
    case "bold":
      return strong(text, style);
    case "author":
      if (!style.styled) return text;
      if (author === style.self) return strong(text, style);
      return `\x1b[38;5;${authorColor(author)}m${text}\x1b[39m`;
  }
}

function dimmed(text: string, { styled }: LineStyle): string {
  return styled && text !== "" ? style.dim(text) : text;
}

function strong(text: string, { styled }: LineStyle): string {
  return styled ? style.bold(text) : text;
}

function messageParts(entry: MessageEntry, options: EntryPartsOptions): EntryPart[] {
  const { author, deleted, edited } = entry;
  const { self } = options;
  const isMention = self !== undefined && author !== self && deleted === null &&
    mentions(entry.text, self);
  const text = deleted === null ? shown(entry.text, options) : "";
  const mark = deleted !== null
    ? byWhom("deleted", deleted, author)
    : edited !== null
    ? byWhom("edited", edited, author)
    : "";
  const gap = text !== "" && mark !== "" ? " " : "";
  return [
    ...(isMention ? [bold("!"), plain(" ")] : []),
    name(author),
    plain(": "),
    ...(isMention ? withMentions(text, self) : [plain(text)]),
    plain(gap),
    dim(mark),
  ].filter((part) => part.text !== "");
}

function withMentions(text: string, self: string): EntryPart[] {
  const parts: EntryPart[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(mentionPattern(self))) {
    parts.push(plain(text.slice(end, index)), bold(found));
    end = index + found.length;
  }
  return [...parts, plain(text.slice(end))];
}

function unplacedParts(entry: UnplacedEntry, options: EntryPartsOptions): EntryPart[] {
  const where = positionName(entry.target, options);
  if (entry.verb === "delete") return [dim(`deleted a message not shown here (${where})`)];
  const text = shown(entry.text, options);
  return [dim(`edited a message not shown here (${where}):`), plain(` ${text}`)];
}

function positionName(position: Position, { nameOf }: EntryPartsOptions): string {
  return nameOf?.(position) ?? positionKey(position);
}

function byWhom(what: string, mark: ChangeMark, author: string): string {
  return mark.by === author ? `(${what})` : `(${what} by ${shownName(mark.by)})`;
}

function name(author: string): EntryPart {
  return { text: shownName(author), look: "author", author };
}

/** Shortens and escapes a name, because other clients can write any name. */
function shownName(author: string): string {
  return visible(shortened(author));
}

function shown(text: string, { isWhole = false, lineBreak }: EntryPartsOptions): string {
  const whole = isWhole ? text : beginningOf(text);
  const cut = whole.length < text.length ? `… (${text.length} characters)` : "";
  return visible(whole + cut, { multiline: true }).replaceAll("\n", lineBreak);
}

function beginningOf(text: string): string {
  return text.slice(0, maxShownLength).toWellFormed().split("\n", maxShownLines).join("\n");
}

function plain(text: string): EntryPart {
  return { text, look: "plain" };
}

function dim(text: string): EntryPart {
  return { text, look: "dim" };
}

function bold(text: string): EntryPart {
  return { text, look: "bold" };
}
