import { FailedError, UsageError } from "../../errors.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { retryConnection } from "../../kafka/retry_connection.ts";
import { type Channel, channelKey, roomChannel } from "../log/channel.ts";
import { readChannelHistory } from "../log/channel_history.ts";
import { Feeds, type FeedsOptions } from "./feeds.ts";
import { type Encoder, openEncoder } from "../message/encode.ts";
import type { Format, MessageStyle } from "../message/format.ts";
import type { InboxFeed } from "./inbox_feed.ts";
import type { Amendment, ChatRecord, Position } from "../message/message.ts";
import { Outbox } from "./outbox.ts";
import { checkOwn, findTarget } from "../log/own_message.ts";
import { type ChatTopic, findChatTopic } from "../log/chat_topic.ts";
import { parseRoomName } from "../log/room_name.ts";
import type { ChannelState, Presence, Session, Unsent } from "./session.ts";
import type { SessionEvent } from "./session_event.ts";
import { parseUserName } from "../message/user_name.ts";
import { deletionText, writeDirect, writeToRoom } from "../log/write_message.ts";

/** How to join. */
export interface JoinOptions extends Omit<FeedsOptions, "sendUntracked"> {
  /** At least one; the first is the current one. */
  readonly rooms: readonly string[];
  /**
   * The format of all that is written; everything is read. If absent, new messages are text, and an
   * edit or a deletion has the format of its target.
   */
  readonly format?: Format | undefined;
  /** Ends the joining; what is joined ends by being disposed of. */
  readonly signal: AbortSignal;
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
  readonly #format: Format | undefined;
  readonly #over = new AbortController();
  #current: Channel;

  private constructor(client: KafkaClient, rooms: readonly ChatTopic[], options: JoinOptions) {
    const [first, ...others] = rooms;
    if (first === undefined) throw new Error("ChatSession.join() needs a room");
    this.author = options.author;
    this.#client = client;
    this.#feeds = new Feeds(client, {
      ...options,
      sendUntracked: (record) => this.#outbox.sendUntracked(record),
    });
    this.#current = roomChannel(first.name);
    const { hasHistory } = this.#feeds.add(first);
    for (const room of others) this.#feeds.add(room);
    this.#format = options.format;
    this.#outbox = new Outbox(client, { format: options.format ?? "text", ready: hasHistory });
    void this.#feeds.startInboxAndPresence(hasHistory);
  }

  /**
   * Joins rooms, which are created with one partition where they are missing.
   *
   * History and what follows come as {@link events}; both are read from here on.
   *
   * @throws {KafkaError} When the broker refuses to show or to create a room.
   */
  static async join(client: KafkaClient, options: JoinOptions): Promise<ChatSession> {
    const { rooms, signal } = options;
    const found = await Promise.all(
      [...new Set(rooms)].map((room) => findChatTopic(client, room, { create: true, signal })),
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

  async send(text: string, channel = this.#current): Promise<Position | null> {
    // Whoever answers has read what came before.
    this.markRead(channel);
    const message = { kind: "message", author: this.author, text } as const;
    return await this.#outbox.post({ channel, verb: "send", text }, async (writing) => {
      if (channel.kind === "room") {
        const { room } = channel;
        const encode = this.#format === "json" ? await this.#jsonEncoder(room) : writing.encode;
        return await writeToRoom({ ...writing, encode }, { room, message });
      }
      const to = parseUserName(channel.with);
      await this.#needInbox().room;
      return await writeDirect(writing, { to, message, otherCopy: null });
    });
  }

  async edit(target: Position, text: string, channel = this.#current): Promise<Position | null> {
    return await this.#amend({ kind: "edit", author: this.author, text, target }, channel);
  }

  async delete(target: Position, channel = this.#current): Promise<Position | null> {
    const message = { kind: "delete", author: this.author, text: deletionText, target } as const;
    return await this.#amend(message, channel);
  }

  async join(name: string): Promise<void> {
    const room = parseRoomName(name);
    if (!this.#feeds.rooms.has(room)) {
      const { signal } = this.#over;
      const found = await findChatTopic(this.#client, room, { create: true, signal });
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
      throw new UsageError(
        `Cannot switch to ${JSON.stringify(channel.room)}: you have not joined it`,
        {
          hint: `/join ${channel.room}`,
        },
      );
    }
    this.#current = channel;
  }

  who(channel = this.#current): readonly Presence[] {
    return channel.kind === "room" ? this.#feeds.presence?.who(channel.room) ?? [] : [];
  }

  async history(lines: number, channel = this.#current): Promise<readonly ChatRecord[]> {
    const wanted = { channel, self: this.author, lines, signal: this.#over.signal };
    const { records, skipped } = await readChannelHistory(this.#client, wanted);
    for (const text of skipped) this.#feeds.notice(text, channel);
    return records;
  }

  async amended(
    record: ChatRecord,
    channel = this.#current,
  ): Promise<readonly ChatRecord[]> {
    const { signal } = this.#over;
    try {
      return await retryConnection(() => this.#readAmended(record, channel), signal);
    } catch (error) {
      // A room that can no longer be read ends its feed, which reports why.
      if (error instanceof FailedError) return [];
      throw error;
    }
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

  async #amend(message: Amendment, channel: Channel): Promise<Position | null> {
    const { kind: verb, author, text, target } = message;
    const unsent = { channel, verb, text: verb === "edit" ? text : "" };
    return await this.#outbox.post(unsent, async ({ send }) => {
      const found = this.#feeds.get(channel)?.recent.at(target) ??
        await findTarget(this.#client, { channel, target, self: author }, this.#over.signal);
      const where = channelKey(channel);
      checkOwn(found?.content ?? null, { verb, author, target, where });
      const format = this.#format ?? found?.style?.format ?? "text";
      if (channel.kind === "room") {
        const encode = format === "json"
          ? await this.#jsonEncoder(channel.room, found?.style)
          : await openEncoder(format);
        return await writeToRoom({ send, encode }, { room: channel.room, message });
      }
      const to = channel.with;
      const otherCopy = found?.otherCopy ?? null;
      if (otherCopy === null && to !== author) {
        const found = `the position of the recipient's copy is unknown`;
        throw new FailedError(`Cannot ${verb} a message to ${JSON.stringify(to)}: ${found}`);
      }
      const encode = await openEncoder(format);
      return await writeDirect({ send, encode }, { to, message, otherCopy });
    });
  }

  async #readAmended(record: ChatRecord, channel: Channel): Promise<readonly ChatRecord[]> {
    const { signal } = this.#over;
    const { content } = record;
    if (channel.kind === "room") {
      const room = await findChatTopic(this.#client, channel.room, { create: false, signal });
      const { readAmendedRecords } =
        await (import("../log/amended_records.ts" as string) as Promise<
          typeof import("../log/amended_records.ts")
        >);
      return await readAmendedRecords(this.#client, room, record, signal);
    }
    if (content.kind !== "edit" && content.kind !== "delete") return [];
    const wanted = { channel, target: content.target, self: this.author };
    const target = await findTarget(this.#client, wanted, signal);
    return target === null ? [] : [target];
  }

  async #jsonEncoder(room: string, style?: MessageStyle): Promise<Encoder> {
    const feed = this.#feeds.rooms.get(room);
    const isInUse = await feed?.usesUserField() ?? false;
    return await openEncoder("json", { hasUserField: isInUse || style?.hasUserField === true });
  }

  #leave(channel: Channel): void {
    const name = JSON.stringify(channelKey(channel));
    if (channel.kind === "direct") {
      if (!this.#feeds.inbox?.close(channel.with)) {
        throw new UsageError(`Cannot leave ${name}: there is no such conversation open`);
      }
    } else {
      const feed = this.#feeds.rooms.get(channel.room);
      if (feed === undefined) throw new UsageError(`Cannot leave ${name}: you have not joined it`);
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
    if (inbox === null) {
      throw new FailedError("Cannot send a direct message: the inbox is not open");
    }
    return inbox;
  }
}
