import { type Channel, channelKey, directChannel } from "../../log/channel.ts";
import { positionKey } from "../../message/message.ts";
import type { TimelineEntry } from "../../message/timeline.ts";
import type { Session } from "../../session/session.ts";
import type { HistoryEvent, SessionEvent } from "../../session/session_event.ts";
import { mentions } from "../../show/mention.ts";
import { type Bell, rings } from "../bell.ts";
import { slashCommands } from "../prompt_request.ts";
import { ChannelView } from "./channel_view.ts";
import { FullInput } from "./full_input.ts";
import { Switcher } from "./switcher.ts";
import type { Theme } from "./theme.ts";

/** A question that is answered with y or n. */
export interface Question {
  readonly text: string;
  readonly yes: () => void;
  readonly no?: () => void;
}

/** What is shown over the messages. */
export type Overlay =
  | { readonly kind: "switcher"; readonly switcher: Switcher }
  /** The list of keys, from its line `first`. */
  | { readonly kind: "help"; readonly first: number };

/** Options of a {@link FullState}. */
export interface FullStateOptions {
  readonly theme: Theme;
  readonly bell: Bell;
  /** Whether the history of the joined channels was shown before, so that no event brings it. */
  readonly isReady: boolean;
}

/** Everything that the full screen shows, without its size. */
export class FullState {
  readonly session: Session;
  readonly input: FullInput;
  readonly #bell: Bell;
  readonly #views = new Map<string, ChannelView>();
  #shown: ChannelView;
  theme: Theme;
  /** Whether the broker is connected. */
  isUp = true;
  showsPeople = true;
  /** Whether to show the texts of unsent messages. */
  showsUnsent = false;
  overlay: Overlay | undefined;
  question: Question | undefined;
  /** The question whether to leave with unsent lines. */
  leaveQuestion: string | undefined;
  /** A short text in the status bar, until the next key. */
  flash: string | undefined;

  constructor(session: Session, { theme, bell, isReady }: FullStateOptions) {
    this.session = session;
    this.theme = theme;
    this.#bell = bell;
    this.input = new FullInput(() => ({
      commands: slashCommands.map(({ name }) => name),
      rooms: session.channels().flatMap(({ channel }) =>
        channel.kind === "room" ? [channel.room] : []
      ),
      userNames: session.userNames().filter((name) => name !== session.author),
    }));
    this.#shown = this.view(session.current);
    if (isReady) {
      for (const { channel } of session.channels()) {
        this.view(channel).isReady = true;
      }
    }
  }

  /** The view of the current channel. */
  get current(): ChannelView {
    return this.#shown;
  }

  /** Returns the view of a channel. */
  readonly view = (channel: Channel): ChannelView => {
    const key = channelKey(channel);
    let view = this.#views.get(key);
    if (view === undefined) {
      view = new ChannelView(channel);
      this.#views.set(key, view);
    }
    return view;
  };

  /** Handles an event; returns whether the bell rings. */
  apply(event: SessionEvent): boolean {
    switch (event.kind) {
      case "joined":
        // A conversation may have no history, and then no event brings it.
        if (event.channel.kind === "direct") this.view(event.channel).isReady = true;
        if (event.isNew) this.notice("this room is new; you are the first", event.channel);
        return false;
      case "left":
        this.#views.delete(channelKey(event.channel));
        return false;
      case "history":
        this.#history(event);
        return false;
      case "records":
        return this.#records(event);
      case "recreated":
        this.view(event.channel).log.forget();
        this.notice("the room was deleted and created again", event.channel);
        return false;
      case "link":
        this.isUp = event.isUp;
        return false;
      case "notice":
        this.notice(event.text, event.channel);
        return false;
      case "presence":
      case "presence-summary":
        // The people column shows who is here.
        return false;
    }
  }

  /** Adds a notice to a channel; to the current one if it is about none. */
  notice(text: string, channel: Channel | null = null): void {
    this.view(channel ?? this.session.current).log.notice(text);
  }

  /** Follows the session to another channel, and drops what is no longer needed. */
  sync(): void {
    const { current } = this.session;
    if (channelKey(current) !== channelKey(this.#shown.channel)) this.#show(this.view(current));
    if (this.#shown.pane.isAtEnd) this.#shown.log.trim();
  }

  /** Marks the current channel as read, if its end is shown. */
  markRead(): void {
    if (!this.#shown.pane.isAtEnd) return;
    this.session.markRead();
    this.#shown.mentions = 0;
  }

  /** The number of unread messages of a channel. */
  unreadIn(channel: Channel): number {
    const key = channelKey(channel);
    return this.session.channels().find((state) => channelKey(state.channel) === key)?.unread ?? 0;
  }

  /** Opens the quick switcher: the joined channels, and the users that are known. */
  openSwitcher(): void {
    const { session } = this;
    const channels = session.channels().map(({ channel, unread }) => (
      { channel, unread, mentions: this.view(channel).mentions }
    ));
    const known = new Set(channels.map(({ channel }) => channelKey(channel)));
    const users = new Set([
      ...session.userNames(),
      ...channels.flatMap(({ channel }) => session.who(channel).map(({ user }) => user)),
    ]);
    users.delete(session.author);
    const others = [...users].sort().map((user) => directChannel(user))
      .filter((channel) => !known.has(channelKey(channel)));
    const choices = others.map((channel) => ({ channel, unread: 0, mentions: 0 }));
    this.overlay = { kind: "switcher", switcher: new Switcher([...channels, ...choices]) };
  }

  /** The joined channel with unread messages that comes next; undefined if there is none. */
  nextUnread({ mentioned }: { readonly mentioned: boolean }): Channel | undefined {
    const channels = this.session.channels();
    const here = channels.findIndex(({ isCurrent }) => isCurrent);
    const others = [...channels.slice(here + 1), ...channels.slice(0, Math.max(0, here))];
    return others.find(({ channel, unread }) =>
      mentioned ? this.view(channel).mentions > 0 : unread > 0
    )?.channel;
  }

  #show(view: ChannelView): void {
    const { session } = this;
    this.#shown.draft = this.input.editing === undefined ? this.input.text : "";
    this.#shown.unread = undefined;
    this.#shown.pane.deselect();
    this.#shown = view;
    this.input.set(view.draft);
    const unread = this.unreadIn(view.channel);
    if (unread > 0 && view.unread === undefined) view.markUnread(unread, session.author);
    this.markRead();
  }

  #history({ channel, records, firstUnread, unread }: HistoryEvent): void {
    const view = this.view(channel);
    view.isReady = true;
    view.log.begin(records);
    if (firstUnread === null) return;
    view.unread = { key: positionKey(firstUnread), count: Math.max(1, unread) };
    const index = view.log.indexOf(view.unread.key) ?? 0;
    for (const item of view.log.items.slice(index)) {
      if (item.kind === "entry" && this.#isMention(channel, item.entry)) view.mentions++;
    }
  }

  #records({ channel, records }: SessionEvent & { readonly kind: "records" }): boolean {
    const view = this.view(channel);
    let ring = false;
    for (const change of view.log.add(records)) {
      if (change.kind !== "added" || change.entry.kind !== "message") continue;
      const isMention = this.#isMention(channel, change.entry);
      if (isMention) view.mentions++;
      ring ||= rings(this.#bell, {
        isOwn: change.entry.author === this.session.author,
        isDirect: channel.kind === "direct",
        isMention,
      });
    }
    return ring;
  }

  /** Whether a message is for the user: it mentions them, or is a direct message. */
  #isMention(channel: Channel, entry: TimelineEntry): boolean {
    const { author: self } = this.session;
    if (entry.kind !== "message" || entry.author === self) return false;
    return channel.kind === "direct" || mentions(entry.text, self);
  }
}
