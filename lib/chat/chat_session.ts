import { FailedError, UsageError } from "../errors.ts";
import type { KafkaClient } from "../kafka/client.ts";
import { type Channel, channelKey, roomChannel } from "./channel.ts";
import { Feeds, type FeedsOptions } from "./feeds.ts";
import type { Format } from "./format.ts";
import { readHistory } from "./history.ts";
import { findInbox, readConversation } from "./inbox.ts";
import type { InboxFeed } from "./inbox_feed.ts";
import type { Amendment, ChatRecord, Place } from "./message.ts";
import { Outbox } from "./outbox.ts";
import { checkOwn, findTarget } from "./own_message.ts";
import { findRoom, type Room } from "./room.ts";
import { parseRoomName } from "./room_name.ts";
import type { ChannelState, Presence, Session, Unsent } from "./session.ts";
import type { SessionEvent } from "./session_event.ts";
import { parseUserName } from "./user_name.ts";
import { deletionText, writeDirect, writeToRoom } from "./write_message.ts";

/** How to join. */
export interface ChatOptions extends Omit<FeedsOptions, "murmur"> {
  /** At least one; the first is the current one. */
  readonly rooms: readonly string[];
  /** What is written; everything is read. */
  readonly format: Format;
  /** Ends the joining; what is joined ends by being disposed of. */
  readonly signal: AbortSignal;
}

/** Records of a channel, and texts about those that cannot be read. */
interface PastRecords {
  readonly records: readonly ChatRecord[];
  readonly skipped: readonly string[];
}

/**
 * Rooms and conversations of a cluster: reads their partitions directly, without a consumer group,
 * and says things by an idempotent producer. What the first room said before comes first; inbox,
 * presence and producer wait for that.
 */
export class ChatSession implements Session, AsyncDisposable {
  readonly author: string;
  readonly #client: KafkaClient;
  readonly #feeds: Feeds;
  readonly #outbox: Outbox;
  readonly #over = new AbortController();
  #current: Channel;

  private constructor(client: KafkaClient, rooms: readonly Room[], options: ChatOptions) {
    const [first, ...others] = rooms;
    if (first === undefined) throw new Error("ChatSession.join() needs a room");
    this.author = options.author;
    this.#client = client;
    this.#feeds = new Feeds(client, {
      ...options,
      murmur: (record) => this.#outbox.murmur(record),
    });
    this.#current = roomChannel(first.name);
    const { hasHistory } = this.#feeds.add(first);
    for (const room of others) this.#feeds.add(room);
    this.#outbox = new Outbox(client, { format: options.format, ready: hasHistory });
    void this.#feeds.startBeside(hasHistory);
  }

  /**
   * Joins rooms, which are created with one partition where they are missing.
   *
   * History and what follows come as {@link events}; both are read from here on.
   *
   * @throws {KafkaError} When the broker refuses to show or to create a room.
   */
  static async join(client: KafkaClient, options: ChatOptions): Promise<ChatSession> {
    const { rooms, signal } = options;
    const found = await Promise.all(
      [...new Set(rooms)].map((room) => findRoom(client, room, { create: true, signal })),
    );
    return new ChatSession(client, found, options);
  }

  get current(): Channel {
    return this.#current;
  }

  get unsent(): readonly Unsent[] {
    return this.#outbox.unsent;
  }

  events(): AsyncIterable<SessionEvent> {
    return this.#feeds.events;
  }

  channels(): readonly ChannelState[] {
    const current = channelKey(this.#current);
    return this.#feeds.channels.map(({ channel, marks }) => (
      { channel, unread: marks.unread, isCurrent: channelKey(channel) === current }
    ));
  }

  async say(text: string, channel = this.#current): Promise<Place | null> {
    // Whoever answers has read what came before.
    this.markRead(channel);
    const message = { kind: "said", author: this.author, text } as const;
    return await this.#outbox.post({ channel, verb: "say", text }, async (writing) => {
      if (channel.kind === "room") {
        return await writeToRoom(writing, { room: channel.room, message });
      }
      const to = parseUserName(channel.with);
      await this.#needInbox().room;
      return await writeDirect(writing, { to, message, twin: null });
    });
  }

  async edit(target: Place, text: string, channel = this.#current): Promise<Place | null> {
    return await this.#amend({ kind: "edit", author: this.author, text, target }, channel);
  }

  async delete(target: Place, channel = this.#current): Promise<Place | null> {
    const message = { kind: "delete", author: this.author, text: deletionText, target } as const;
    return await this.#amend(message, channel);
  }

  async join(name: string): Promise<void> {
    const room = parseRoomName(name);
    if (!this.#feeds.rooms.has(room)) {
      const { signal } = this.#over;
      const found = await findRoom(this.#client, room, { create: true, signal });
      if (!this.#feeds.rooms.has(room)) this.#feeds.add(found);
    }
    this.#current = roomChannel(room);
  }

  leave(channel = this.#current): Promise<void> {
    try {
      this.#leave(channel);
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async switchTo(channel: Channel): Promise<void> {
    if (channel.kind === "direct") {
      await this.#needInbox().openWith(parseUserName(channel.with));
    } else if (!this.#feeds.rooms.has(channel.room)) {
      throw new UsageError(`Cannot talk in ${JSON.stringify(channel.room)}: you are not there`, {
        hint: `/join ${channel.room}`,
      });
    }
    this.#current = channel;
  }

  who(channel = this.#current): readonly Presence[] {
    return channel.kind === "room" ? this.#feeds.presence?.who(channel.room) ?? [] : [];
  }

  async history(lines: number, channel = this.#current): Promise<readonly ChatRecord[]> {
    const { signal } = this.#over;
    if (channel.kind === "room") {
      const room = await findRoom(this.#client, channel.room, { create: false, signal });
      return this.#recordsOf(await readHistory(this.#client, room, { lines, signal }), channel);
    }
    const { author: self } = this;
    const inbox = await findInbox(this.#client, self, { create: false, signal });
    const options = { self, with: channel.with, lines, signal };
    return this.#recordsOf(await readConversation(this.#client, inbox, options), channel);
  }

  #recordsOf({ records, skipped }: PastRecords, channel: Channel): readonly ChatRecord[] {
    for (const text of skipped) this.#feeds.notice(text, channel);
    return records;
  }

  nicks(channel = this.#current): readonly string[] {
    const names = new Set([
      ...this.#feeds.get(channel)?.recent.names ?? [],
      ...this.who(channel).map(({ user }) => user),
      ...this.#feeds.inbox?.users ?? [],
    ]);
    names.delete(this.author);
    return [...names].sort();
  }

  hasSeen(user: string): boolean {
    const { rooms, inbox } = this.#feeds;
    const isPresent = (channel: Channel): boolean =>
      this.who(channel).some((present) => present.user === user);
    return user === this.author || (inbox?.get(user)?.recent.hasName(user) ?? false) ||
      [...rooms.values()].some(({ channel, recent }) => recent.hasName(user) || isPresent(channel));
  }

  markRead(channel = this.#current): void {
    this.#feeds.markRead(channel);
  }

  markShown(): void {
    this.#feeds.markShown();
  }

  /** Leaves at once; what is unsent stays so. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#feeds.stop();
    this.#over.abort();
    await this.#outbox[Symbol.asyncDispose]();
  }

  async #amend(message: Amendment, channel: Channel): Promise<Place | null> {
    const { kind: verb, author, text, target } = message;
    const unsent = { channel, verb, text: verb === "edit" ? text : "" };
    return await this.#outbox.post(unsent, async (writing) => {
      const found = this.#feeds.get(channel)?.recent.at(target) ??
        await findTarget(this.#client, { channel, target, self: author }, this.#over.signal);
      const where = channelKey(channel);
      checkOwn(found?.content ?? null, { verb, author, target, where });
      if (channel.kind === "room") {
        return await writeToRoom(writing, { room: channel.room, message });
      }
      const to = channel.with;
      const twin = found?.twin ?? null;
      if (twin === null && to !== author) {
        const found = `it is not known where ${JSON.stringify(to)} has it`;
        throw new FailedError(`Cannot ${verb} a message to ${JSON.stringify(to)}: ${found}`);
      }
      return await writeDirect(writing, { to, message, twin });
    });
  }

  #leave(channel: Channel): void {
    const name = JSON.stringify(channelKey(channel));
    if (channel.kind === "direct") {
      if (!this.#feeds.inbox?.close(channel.with)) {
        throw new UsageError(`Cannot leave ${name}: there is no such conversation open`);
      }
    } else {
      const feed = this.#feeds.rooms.get(channel.room);
      if (feed === undefined) throw new UsageError(`Cannot leave ${name}: you are not there`);
      if (this.#feeds.rooms.size === 1) {
        throw new UsageError(`Cannot leave ${name}: it is your only room`, {
          hint: "/join another one first, or /quit",
        });
      }
      this.#feeds.drop(feed);
    }
    if (channelKey(this.#current) !== channelKey(channel)) return;
    this.#current = roomChannel([...this.#feeds.rooms.keys()].at(-1)!);
  }

  #needInbox(): InboxFeed {
    const { inbox } = this.#feeds;
    if (inbox === null) throw new FailedError("Cannot write to one person: the inbox is not read");
    return inbox;
  }
}
