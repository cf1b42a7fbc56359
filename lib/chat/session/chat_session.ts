import { FailedError, UsageError } from "../../errors.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { retryConnection } from "../../kafka/retry_connection.ts";
import { type Channel, channelKey, roomChannel } from "../log/channel.ts";
import { readChannelHistory } from "../log/channel_history.ts";
import { Feeds, type FeedsOptions } from "./feeds.ts";
import type { Format } from "../message/format.ts";
import type { HistoryPage } from "../log/history_page.ts";
import type { ChatRecord, Position } from "../message/message.ts";
import { Outbox } from "./outbox.ts";
import { findTarget } from "../log/find_target.ts";
import { type ChatTopic, findChatTopic } from "../log/chat_topic.ts";
import { parseRoomName } from "../log/room_name.ts";
import type { ChannelState, Presence, Session, Unsent } from "./session.ts";
import type { SessionEvent } from "./session_event.ts";
import { SessionWriter } from "./session_writer.ts";
import { parseUserName } from "../message/user_name.ts";
import { deletionText } from "../log/write_message.ts";

/** Options of {@link ChatSession.join}. */
export interface JoinOptions extends Omit<FeedsOptions, "sendUntracked"> {
  /** At least one; the first is the current one. */
  readonly rooms: readonly string[];
  /** The format of all records. Default: text, and for an edit or deletion that of its target. */
  readonly format?: Format | undefined;
  /** Aborts the joining; a joined session ends when it is disposed. */
  readonly signal: AbortSignal;
}

/**
 * The rooms and conversations of a user. Reads their partitions directly, without a consumer group,
 * and sends with an idempotent producer. The history of the first room is read first; the inbox,
 * presence and the producer start after it.
 */
export class ChatSession implements Session, AsyncDisposable {
  readonly author: string;
  readonly #client: KafkaClient;
  readonly #feeds: Feeds;
  readonly #outbox: Outbox;
  readonly #writer: SessionWriter;
  readonly #lifetime = new AbortController();
  #current: Channel;

  private constructor(client: KafkaClient, rooms: readonly ChatTopic[], options: JoinOptions) {
    const [first, ...others] = rooms;
    if (first === undefined) throw new Error("ChatSession.join() needs a room");
    const { author, format } = options;
    this.author = author;
    this.#client = client;
    this.#feeds = new Feeds(client, {
      ...options,
      sendUntracked: (record) => this.#outbox.sendUntracked(record),
    });
    this.#current = roomChannel(first.name);
    const { hasHistory } = this.#feeds.add(first);
    for (const room of others) this.#feeds.add(room);
    this.#outbox = new Outbox(client, { format: format ?? "text", ready: hasHistory });
    this.#writer = new SessionWriter(client, {
      author,
      format,
      feeds: this.#feeds,
      outbox: this.#outbox,
      signal: this.#lifetime.signal,
    });
    void this.#feeds.startInboxAndPresence(hasHistory);
  }

  /**
   * Joins rooms; creates those that do not exist, with one partition. History and new records
   * follow as {@link events}.
   *
   * @throws {KafkaError} If the broker does not allow reading or creating a room.
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
    // A user who answers has read the messages before.
    this.markRead(channel);
    return await this.#writer.send(text, channel);
  }

  async edit(target: Position, text: string, channel = this.#current): Promise<Position | null> {
    return await this.#writer.amend({ kind: "edit", author: this.author, text, target }, channel);
  }

  async delete(target: Position, channel = this.#current): Promise<Position | null> {
    const message = { kind: "delete", author: this.author, text: deletionText, target } as const;
    return await this.#writer.amend(message, channel);
  }

  async join(name: string): Promise<void> {
    const room = parseRoomName(name);
    if (!this.#feeds.rooms.has(room)) {
      const { signal } = this.#lifetime;
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
      await this.#feeds.requireInbox().openWith(parseUserName(channel.with));
    } else if (!this.#feeds.rooms.has(channel.room)) {
      throw new UsageError(
        `Cannot switch to ${JSON.stringify(channel.room)}: you have not joined it`,
        { hint: `/join ${channel.room}` },
      );
    }
    this.#current = channel;
  }

  who(channel = this.#current): readonly Presence[] {
    return channel.kind === "room" ? this.#feeds.presence?.who(channel.room) ?? [] : [];
  }

  async history(lines: number, channel = this.#current): Promise<readonly ChatRecord[]> {
    const wanted = { channel, self: this.author, lines, signal: this.#lifetime.signal };
    const { records, skipped } = await readChannelHistory(this.#client, wanted);
    for (const text of skipped) this.#feeds.notice(text, channel);
    return records;
  }

  async page(
    before: ReadonlyMap<number, bigint>,
    records: number,
    channel = this.#current,
  ): Promise<HistoryPage> {
    const { readHistoryPage } = await (import("../log/history_page.ts" as string) as Promise<
      typeof import("../log/history_page.ts")
    >);
    const { signal } = this.#lifetime;
    const wanted = { channel, self: this.author, before, records, signal };
    const page = await readHistoryPage(this.#client, wanted);
    for (const text of page.skipped) this.#feeds.notice(text, channel);
    return page;
  }

  async readAmended(
    record: ChatRecord,
    channel = this.#current,
  ): Promise<readonly ChatRecord[]> {
    const { signal } = this.#lifetime;
    try {
      return await retryConnection(() => this.#readAmended(record, channel), signal);
    } catch (error) {
      // A room that can no longer be read ends its feed, which reports why.
      if (error instanceof FailedError) return [];
      throw error;
    }
  }

  userNames(channel = this.#current): readonly string[] {
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

  /** Leaves at once; unsent messages are not sent. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#feeds.stop();
    this.#lifetime.abort();
    await this.#outbox[Symbol.asyncDispose]();
  }

  async #readAmended(record: ChatRecord, channel: Channel): Promise<readonly ChatRecord[]> {
    const { signal } = this.#lifetime;
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
}
