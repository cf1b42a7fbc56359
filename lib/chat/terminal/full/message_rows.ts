import { visible } from "../../../text/visible.ts";
import { type EntryPart, entryParts } from "../../show/line.ts";
import { dayOf, timeOfDay } from "../../show/time_of_day.ts";
import type { ChannelLog, LogItem } from "./channel_log.ts";
import { type StyledText, wrap, type WrappedRow } from "./cells/wrap.ts";
import type { PaneItems } from "./message_pane.ts";
import type { Theme } from "./theme.ts";

/** What the rows of a {@link MessageRows} depend on. */
export interface RowsOptions {
  readonly theme: Theme;
  /** The name of the user. */
  readonly self: string;
  /** At least 1. */
  readonly columns: number;
}

/** The line before the first unread message. */
export interface UnreadLine {
  readonly key: string;
  readonly count: number;
}

/** The rows and the day of items that were shown before. */
export type RowCache = Map<LogItem, ItemRows>;

/** An item as rows. */
export interface ItemRows {
  readonly rows: readonly WrappedRow[];
  /** The day of its timestamp; undefined if it has none. */
  readonly day: string | undefined;
}

/** Rows of this many items are remembered. */
const maxRemembered = 1_000;
/** The width of the time of day and the blank after it. */
const timeColumns = 6;

/** The items of a channel as rows, with the separators of days and of unread messages. */
export class MessageRows implements PaneItems {
  readonly #log: ChannelLog;
  readonly #options: RowsOptions;
  readonly #unread: UnreadLine | undefined;
  readonly #cache: RowCache;

  constructor(
    log: ChannelLog,
    options: RowsOptions,
    { unread, cache }: {
      readonly unread: UnreadLine | undefined;
      readonly cache: RowCache;
    },
  ) {
    this.#log = log;
    this.#options = options;
    this.#unread = unread;
    this.#cache = cache;
  }

  get items(): readonly LogItem[] {
    return this.#log.items;
  }

  readonly indexOf = (key: string): number | undefined => this.#log.indexOf(key);

  rowCount(index: number): number {
    return this.#separatorCount(index) + this.#item(this.items[index]!).rows.length;
  }

  /** Returns the number of rows of an item without the separators above it. */
  ownRowCount(index: number): number {
    return this.#item(this.items[index]!).rows.length;
  }

  /** Returns the rows of an item. */
  rowsOf(index: number): readonly WrappedRow[] {
    const { rows } = this.#item(this.items[index]!);
    if (this.#separatorCount(index) === 0) return rows;
    return [...this.#separators(index), ...rows];
  }

  /** The number of rows above an item that do not belong to it. */
  #separatorCount(index: number): number {
    return (this.#dayAbove(index) === undefined ? 0 : 1) + (this.#isUnreadAt(index) ? 1 : 0);
  }

  #separators(index: number): WrappedRow[] {
    const { theme, columns } = this.#options;
    const day = this.#dayAbove(index);
    const rows: WrappedRow[] = [];
    if (day !== undefined) rows.push(ruleRow(day, theme.style("dim"), columns));
    if (!this.#isUnreadAt(index)) return rows;
    const text = `${this.#unread!.count} new`;
    return [...rows, ruleRow(text, theme.style("unread"), columns)];
  }

  #isUnreadAt(index: number): boolean {
    return this.#unread !== undefined && this.items[index]!.key === this.#unread.key;
  }

  /** The day of an item, if it is the first one of that day. */
  #dayAbove(index: number): string | undefined {
    const { day } = this.#item(this.items[index]!);
    if (day === undefined) return undefined;
    for (let before = index - 1; before >= 0; before--) {
      const { day: other } = this.#item(this.items[before]!);
      if (other !== undefined) return other === day ? undefined : day;
    }
    return day;
  }

  #item(item: LogItem): ItemRows {
    const cached = this.#cache.get(item);
    if (cached !== undefined) return cached;
    const { columns } = this.#options;
    const rows = wrap(this.#texts(item), { columns, indent: timeColumns });
    if (this.#cache.size >= maxRemembered) this.#cache.clear();
    const known = { rows, day: itemDay(item) };
    this.#cache.set(item, known);
    return known;
  }

  #texts(item: LogItem): StyledText[] {
    const { theme, self } = this.#options;
    const dim = theme.style("dim");
    if (item.kind === "notice") {
      return [{ text: `   -- ${visible(item.text, { multiline: true })}`, style: dim }];
    }
    const { entry } = item;
    const time = { text: `${timeOfDay(entry.timestamp)} `, style: dim };
    const parts = entryParts(entry, { self, lineBreak: "\n" });
    return [time, ...parts.map((part) => ({ text: part.text, style: this.#styleOf(part) }))];
  }

  #styleOf({ look, author = "" }: EntryPart): string {
    const { theme, self } = this.#options;
    switch (look) {
      case "plain":
        return "";
      case "dim":
        return theme.style("dim");
      case "bold":
        return theme.style("mention");
      case "author":
        return author === self ? theme.style("self") : theme.authorStyle(author);
    }
  }
}

function itemDay(item: LogItem): string | undefined {
  return item.kind === "entry" ? dayOf(item.entry.timestamp) : undefined;
}

/** A text in the middle of a line of the whole width. */
function ruleRow(text: string, style: string, columns: number): WrappedRow {
  const middle = ` ${text} `;
  const left = Math.max(0, Math.floor((columns - middle.length) / 2));
  const right = Math.max(0, columns - middle.length - left);
  const line = `${"─".repeat(left)}${middle}${"─".repeat(right)}`;
  return wrap([{ text: line, style }], { columns: line.length, indent: 0 })[0]!;
}
