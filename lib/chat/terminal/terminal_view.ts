import { type Channel, channelKey } from "../log/channel.ts";
import { type Bell, rings } from "./bell.ts";
import { MessageNumbers, type NumberedMessage } from "./message_numbers.ts";
import { entryLine, type LineStyle, noticeLine, unreadLine } from "../show/line.ts";
import { mentions } from "../show/mention.ts";
import { type ChatRecord, type Position, positionKey } from "../message/message.ts";
import type { Session } from "../session/session.ts";
import type { HistoryEvent, SessionEvent } from "../session/session_event.ts";
import { reconnectedText } from "../show/reconnected_text.ts";
import { dayOf, timeOfDay } from "../show/time_of_day.ts";
import { Timeline, type TimelineEntry } from "../message/timeline.ts";

/** Options of a {@link TerminalView}. */
export interface TerminalViewOptions {
  readonly styled: boolean;
  /** Maximum number of history entries to show. */
  readonly historyLimit: number;
  readonly bell: Bell;
  /** Returns the current time in milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** The output for an event. */
export interface PrintedLines {
  readonly lines: readonly string[];
  /** Whether the bell rings. */
  readonly ring: boolean;
}

/** Maximum number of records of each channel in memory, so that edits find their message. */
const maxRemembered = 10_000;

/** Formats the events of a session as lines for a terminal. */
export class TerminalView {
  readonly #session: Session;
  readonly #options: TerminalViewOptions;
  readonly #style: LineStyle;
  readonly #timelines = new Map<string, Timeline>();
  readonly #numbers = new MessageNumbers();
  /** The day of the last line, as `YYYY-MM-DD`. */
  #day: string | undefined;
  #isIntroduced = false;

  constructor(session: Session, options: TerminalViewOptions) {
    this.#session = session;
    this.#options = options;
    this.#style = { styled: options.styled, self: session.author };
    this.#day = this.#today();
  }

  /** Handles an event and returns the lines to print. */
  linesFor(event: SessionEvent): PrintedLines {
    if (event.kind === "records") return this.#records(event.channel, event.records);
    return { lines: this.#lines(event), ring: false };
  }

  /**
   * Reads the targets of edits and deletions that are older than everything shown, so that
   * {@link linesFor} can tell a change by the author from one by another user.
   */
  async loadTargets(channel: Channel, records: readonly ChatRecord[]): Promise<void> {
    const timeline = this.#timeline(channel);
    const coming = new Set(records.map(positionKey));
    for (const record of records) {
      const { content, partition } = record;
      if (content.kind !== "edit" && content.kind !== "delete") continue;
      if (timeline.has(content.target) || coming.has(positionKey(content.target))) continue;
      for (const amended of await this.#session.readAmended(record, channel)) {
        // A record of another partition may not have been shown yet.
        const isOld = amended.partition === partition && !coming.has(positionKey(amended));
        if (isOld) timeline.apply(amended);
      }
    }
  }

  /** Formats a notice of wah, about a channel if one is given. */
  notice(text: string, channel?: Channel | null): string[] {
    const where = channel === undefined || channel === null ? "" : this.#where(channel);
    return [noticeLine(where + text, this.#style)];
  }

  /** Formats the history that the user asked for. */
  history(channel: Channel, records: readonly ChatRecord[], limit: number): string[] {
    const timeline = new Timeline();
    for (const record of records) {
      timeline.apply(record);
      this.#timeline(channel).apply(record);
    }
    const entries = timeline.entries().slice(-limit);
    const count = entries.length === 1 ? "the last line" : `the last ${entries.length} lines`;
    const day = this.#day;
    this.#day = this.#today();
    const lines = entries.flatMap((entry) => this.#entryLines(channel, entry));
    this.#day = day;
    const name = channelKey(channel);
    return [...this.notice(`${count} of ${name}`), ...lines, ...this.notice("end of history")];
  }

  /** Returns the message with a number; undefined if there is none. */
  numbered(number: number): NumberedMessage | undefined {
    return this.#numbers.get(number);
  }

  /** Returns the user's own messages in a channel that are not deleted, oldest first. */
  ownMessages(channel: Channel): NumberedMessage[] {
    return this.#numbers.in(channel).filter(({ entry }) =>
      entry.author === this.#session.author && entry.deleted === null
    );
  }

  #lines(event: Exclude<SessionEvent, { kind: "records" }>): readonly string[] {
    switch (event.kind) {
      case "joined":
        return this.#joined(event.channel, event.isNew);
      case "left":
        return this.notice(`you left ${channelKey(event.channel)}`);
      case "history":
        return this.#history(event);
      case "recreated":
        this.#forget(event.channel);
        return this.notice("the room was deleted and created again", event.channel);
      case "presence":
        return this.notice(`${event.user} ${event.isHere ? "is here" : "left"}`, event.channel);
      case "presence-summary":
        return this.notice(summaryText(event), event.channel);
      case "link":
        return this.notice(event.isUp ? reconnectedText(event.missed) : disconnectedText);
      case "notice":
        return this.notice(event.text, event.channel);
    }
  }

  #joined(channel: Channel, isNew: boolean): string[] {
    if (channel.kind === "direct") return this.notice(`conversation with ${channel.with}`);
    const what = `${channel.room}${isNew ? " is new; you are the first" : ""}`;
    const how = this.#isIntroduced ? "" : "; /help lists commands, Ctrl-C leaves";
    this.#isIntroduced = true;
    return this.notice(what + how);
  }

  #history({ channel, records, firstUnread, unread }: HistoryEvent): string[] {
    const timeline = this.#timeline(channel);
    const marker = firstUnread === null ? undefined : positionKey(firstUnread);
    let read: ReadonlySet<string> | undefined;
    for (const record of records) {
      if (positionKey(record) === marker) read = new Set(timeline.entries().map(positionKey));
      timeline.apply(record);
    }
    const entries = timeline.entries().slice(-this.#options.historyLimit);
    const first = read === undefined
      ? undefined
      : entries.find((entry) => !read.has(positionKey(entry)));
    return entries.flatMap((entry) => [
      ...(entry === first ? [this.#unread(unread, entries.length - entries.indexOf(entry))] : []),
      ...this.#entryLines(channel, entry),
    ]);
  }

  #unread(count: number, shown: number): string {
    const more = count > shown ? `, /history ${count} shows all` : "";
    return unreadLine(`${Math.max(count, 1)} new${more}`, this.#style);
  }

  #records(channel: Channel, records: readonly ChatRecord[]): PrintedLines {
    const lines: string[] = [];
    let ring = false;
    for (const record of records) {
      const change = this.#timeline(channel).apply(record);
      if (change.kind === "unchanged") continue;
      lines.push(...this.#entryLines(channel, change.entry));
      ring ||= change.kind === "added" && this.#isHeard(channel, change.entry);
    }
    return { lines, ring };
  }

  #isHeard(channel: Channel, entry: TimelineEntry): boolean {
    if (entry.kind !== "message") return false;
    const { author } = this.#session;
    return rings(this.#options.bell, {
      isOwn: entry.author === author,
      isDirect: channel.kind === "direct",
      isMention: mentions(entry.text, author),
    });
  }

  #entryLines(channel: Channel, entry: TimelineEntry): string[] {
    // Only messages have a number; other records are named by their position.
    const position = entry.kind === "foreign" ? ` ${positionKey(entry)}` : "";
    const number = entry.kind === "message" ? String(this.#numbers.assign(channel, entry)) : "";
    const where = this.#where(channel).trimEnd();
    const front = `${number.padStart(3)} ${timeOfDay(entry.timestamp)}`;
    const label = `${front}${where === "" ? "" : ` ${where}`}${position}`;
    const nameOf = (position: Position): string | undefined => {
      const known = this.#numbers.at(channel, position);
      return known === undefined ? undefined : `message ${known}`;
    };
    const line = entryLine(entry, label, { ...this.#style, nameOf });
    return [...this.#dayLines(entry.timestamp), line];
  }

  /** Returns a label for the channel of a line, if there are several rooms or it is direct. */
  #where(channel: Channel): string {
    if (channel.kind === "direct") return `[${channelKey(channel)}] `;
    const rooms = this.#session.channels().filter(({ channel: { kind } }) => kind === "room");
    return rooms.length > 1 ? `[${channel.room}] ` : "";
  }

  #timeline(channel: Channel): Timeline {
    const key = channelKey(channel);
    let timeline = this.#timelines.get(key);
    if (timeline === undefined) {
      timeline = new Timeline({ maxRecords: maxRemembered });
      this.#timelines.set(key, timeline);
    }
    return timeline;
  }

  /** Forgets the messages of a channel, because its offsets now name other messages. */
  #forget(channel: Channel): void {
    this.#timelines.delete(channelKey(channel));
    this.#numbers.forget(channel);
  }

  #dayLines(timestamp: bigint): string[] {
    const day = dayOf(timestamp);
    if (day === undefined || day === this.#day) return [];
    this.#day = day;
    return this.notice(day);
  }

  #today(): string | undefined {
    return dayOf(BigInt(this.#options.now()));
  }
}

function summaryText(
  { arrived, left }: { readonly arrived: number; readonly left: number },
): string {
  const counts = [
    ...(arrived > 0 ? [`${arrived} more arrived`] : []),
    ...(left > 0 ? [`${left} more left`] : []),
  ];
  return `${counts.join(", ")}; /who lists who is here`;
}

const disconnectedText = "broker unreachable; what you type is sent when it is back";
