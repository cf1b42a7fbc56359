import { type Channel, channelKey } from "../log/channel.ts";
import { type Bell, rings } from "./bell.ts";
import { entryLine, type LineStyle, noticeLine, unreadLine } from "../show/line.ts";
import { mentions } from "../show/mention.ts";
import { type ChatRecord, type Position, positionKey } from "../message/message.ts";
import type { Session } from "../session/session.ts";
import type { HistoryEvent, SessionEvent } from "../session/session_event.ts";
import { dayOf, timeOfDay } from "../show/time_of_day.ts";
import { type MessageEntry, Timeline, type TimelineEntry } from "../message/timeline.ts";

/** How the lines of a chat look, and which of them are heard. */
export interface TerminalViewOptions {
  readonly styled: boolean;
  /** Most lines of history that are shown. */
  readonly historyLimit: number;
  readonly bell: Bell;
  /** Milliseconds since the Unix epoch, now. */
  readonly now: () => number;
}

/** What comes of an event. */
export interface PrintedLines {
  readonly lines: readonly string[];
  /** Whether the bell rings. */
  readonly ring: boolean;
}

/** A message that has a number by which users name it. */
export interface NumberedMessage {
  readonly number: number;
  readonly channel: Channel;
  /** The message as it stands. */
  readonly entry: MessageEntry;
}

/** Records remembered of each channel so that edits find their message, and numbers kept of all. */
const maxRemembered = 10_000;

/** Turns what happens in the channels of a session into lines, one after the other. */
export class TerminalView {
  readonly #session: Session;
  readonly #options: TerminalViewOptions;
  readonly #style: LineStyle;
  readonly #timelines = new Map<string, Timeline>();
  /** By number, which is the order of being shown first. */
  readonly #messages = new Map<number, NumberedMessage>();
  /** By channel and place. */
  readonly #numbers = new Map<string, number>();
  #lastNumber = 0;
  #day: string | undefined;
  #isIntroduced = false;

  constructor(session: Session, options: TerminalViewOptions) {
    this.#session = session;
    this.#options = options;
    this.#style = { styled: options.styled, self: session.author };
    this.#day = this.#today();
  }

  /** Takes in an event and says what is printed for it. */
  take(event: SessionEvent): PrintedLines {
    if (event.kind === "records") return this.#records(event.channel, event.records);
    return { lines: this.#lines(event), ring: false };
  }

  /**
   * Reads what edits and deletions are about if that is older than all that was shown, so that
   * {@link take} can tell a change by the author from one by somebody else.
   */
  async lookUp(channel: Channel, records: readonly ChatRecord[]): Promise<void> {
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

  /** A notice of the program itself; about a channel where one is named. */
  notice(text: string, channel?: Channel | null): string[] {
    const where = channel === undefined || channel === null ? "" : this.#where(channel);
    return [noticeLine(where + text, this.#style)];
  }

  /** Lines said before, as somebody asked for them. */
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

  /** The message of that number, if there is one. */
  numbered(number: number): NumberedMessage | undefined {
    return this.#messages.get(number);
  }

  /** One's own messages in a channel that can still be changed, in order. */
  ownMessages(channel: Channel): NumberedMessage[] {
    const key = channelKey(channel);
    return [...this.#messages.values()].filter(({ entry, channel }) =>
      entry.author === this.#session.author && entry.deleted === null && channelKey(channel) === key
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
        return this.notice(crowd(event), event.channel);
      case "link":
        return this.notice(event.isUp ? back(event.missed) : away);
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
    // What is no message has no number to name it by, so it gets its place.
    const position = entry.kind === "foreign" ? ` ${positionKey(entry)}` : "";
    const number = entry.kind === "message" ? String(this.#number(channel, entry)) : "";
    const where = this.#where(channel).trimEnd();
    const front = `${number.padStart(3)} ${timeOfDay(entry.timestamp)}`;
    const label = `${front}${where === "" ? "" : ` ${where}`}${position}`;
    const nameOf = (position: Position): string | undefined => {
      const known = this.#numbers.get(`${channelKey(channel)} ${positionKey(position)}`);
      return known === undefined ? undefined : `message ${known}`;
    };
    const line = entryLine(entry, label, { ...this.#style, nameOf });
    return [...this.#dayLines(entry.timestamp), line];
  }

  /** The number of a message, which it keeps for as long as it is remembered. */
  #number(channel: Channel, entry: MessageEntry): number {
    const key = `${channelKey(channel)} ${positionKey(entry)}`;
    const number = this.#numbers.get(key) ?? ++this.#lastNumber;
    this.#numbers.set(key, number);
    this.#messages.set(number, { number, channel, entry });
    if (this.#messages.size > maxRemembered) {
      const [oldest] = this.#messages.values();
      this.#messages.delete(oldest!.number);
      this.#numbers.delete(`${channelKey(oldest!.channel)} ${positionKey(oldest!.entry)}`);
    }
    return number;
  }

  /** Which channel a line is about, where there are several or it is not for all. */
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

  /** The places of a channel's messages name others from now on. */
  #forget(channel: Channel): void {
    const key = channelKey(channel);
    this.#timelines.delete(key);
    for (const [number, message] of this.#messages) {
      if (channelKey(message.channel) !== key) continue;
      this.#messages.delete(number);
      this.#numbers.delete(`${key} ${positionKey(message.entry)}`);
    }
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

function crowd({ arrived, left }: { readonly arrived: number; readonly left: number }): string {
  const counts = [
    ...(arrived > 0 ? [`${arrived} more arrived`] : []),
    ...(left > 0 ? [`${left} more left`] : []),
  ];
  return `${counts.join(", ")}; /who lists who is here`;
}

const away = "broker unreachable; what you type is sent when it is back";

function back(missed: number): string {
  if (missed === 0) return "reconnected";
  const messages = missed === 1 ? "1 message" : `${missed} messages`;
  return `reconnected; ${messages} arrived in the meantime`;
}
