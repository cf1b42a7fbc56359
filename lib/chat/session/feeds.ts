import { inboxTopic } from "../own_topics.ts";
import { resolvesWithin } from "../../async/resolves_within.ts";
import { FailedError, WahError } from "../../errors.ts";
import type { Delivery } from "../../kafka/producer/pending_record.ts";
import type { ProducerRecord } from "../../kafka/producer/producer_options.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { type Channel, channelKey, roomChannel } from "../log/channel.ts";
import type { FeedHost } from "./feed_host.ts";
import { InboxFeed, inboxKey } from "./inbox_feed.ts";
import { LinkGate } from "./link_gate.ts";
import { PresenceFeed } from "../presence/presence_feed.ts";
import type { ReadMarks, ReadUpTo } from "./read_marks.ts";
import type { ReadPositions } from "./read_positions.ts";
import type { RecentRecords } from "./recent_records.ts";
import type { ChatTopic } from "../log/chat_topic.ts";
import { RoomFeed } from "./room_feed.ts";
import type { SessionEvent } from "./session_event.ts";

/** Options of {@link Feeds}. */
export interface FeedsOptions {
  readonly author: string;
  /** Maximum number of history entries of each channel; 0 for no history. */
  readonly historyLines: number;
  /** Whether to read the user's inbox. */
  readonly hasInbox: boolean;
  /** The id of this session, for presence; null to neither share nor show presence. */
  readonly presence: string | null;
  /** The saved read positions; null to save none. */
  readonly positions: ReadPositions | null;
  /** Returns the current time in milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Sends a record that does not count as unsent. */
  readonly sendUntracked: (record: ProducerRecord) => Promise<Delivery>;
}

/** The state of a joined channel. */
export interface ChannelFeed {
  readonly channel: Channel;
  readonly marks: ReadMarks;
  readonly recent: RecentRecords;
}

/** How long {@link Feeds.stop} waits until the departure is written to the presence topic. */
const leaveTimeoutMs = 300;
const notEncryptedText = "direct messages are not encrypted: anyone who can read the topic " +
  "chat-inbox can read them";

/** Everything that a session reads: rooms, inbox and presence, as events in one queue. */
export class Feeds {
  readonly inbox: InboxFeed | null;
  readonly presence: PresenceFeed | null;
  /** By name, in the order of joining. */
  readonly rooms = new Map<string, RoomFeed>();
  readonly #client: KafkaClient;
  readonly #options: FeedsOptions;
  readonly #host: FeedHost;
  readonly #gate = new LinkGate();
  readonly #running = new Set<Promise<void>>();
  #isEncryptionNoticeSent = false;
  #isStopped = false;

  constructor(client: KafkaClient, options: FeedsOptions) {
    const { author: self, historyLines, hasInbox, presence: session, positions } = options;
    this.#client = client;
    this.#options = options;
    this.#host = {
      self,
      historyLines,
      emit: (event) => this.#emit(event),
      disconnected: (reader) => this.#gate.disconnected(reader),
      reconnected: (reader, missed) => this.#gate.reconnected(reader, missed),
    };
    const load = (
      channel: string,
      topicId: string | null,
    ): Promise<ReadonlyMap<number, bigint> | null> =>
      positions?.load(channel, topicId) ?? Promise.resolve(null);
    this.inbox = hasInbox ? new InboxFeed(client, this.#host, load) : null;
    this.presence = session === null ? null : new PresenceFeed(client, {
      self,
      session,
      send: options.sendUntracked,
      onChange: ({ room, ...change }) =>
        void this.#emit({ kind: "presence", channel: roomChannel(room), ...change }),
      onSummary: ({ room, ...counts }) =>
        void this.#emit({ kind: "presence-summary", channel: roomChannel(room), ...counts }),
      onBug: (error) => this.#gate.fail(error),
      now: options.now,
    });
  }

  /** All events, for one reader. */
  get events(): AsyncIterable<SessionEvent> {
    return this.#gate.events;
  }

  /** The joined channels: rooms in the order of joining, then open conversations. */
  get channels(): readonly ChannelFeed[] {
    return [...this.rooms.values(), ...this.inbox?.open ?? []];
  }

  /** The state of a channel, also of a conversation that is not open; undefined if unknown. */
  get(channel: Channel): ChannelFeed | undefined {
    return channel.kind === "room" ? this.rooms.get(channel.room) : this.inbox?.get(channel.with);
  }

  /**
   * Returns the inbox.
   *
   * @throws {FailedError} If the session does not read it.
   */
  requireInbox(): InboxFeed {
    if (this.inbox !== null) return this.inbox;
    throw new FailedError("Cannot send a direct message: the inbox is not open");
  }

  /** Starts to read a room. */
  add(room: ChatTopic): RoomFeed {
    const { positions } = this.#options;
    const readUpTo = positions?.load(room.name, room.topicId) ?? Promise.resolve(null);
    const feed = new RoomFeed(this.#client, room, this.#host, readUpTo);
    this.rooms.set(room.name, feed);
    this.presence?.enter(room.name);
    this.#track(feed.run().catch((error) => this.#roomFailed(feed, error)));
    return feed;
  }

  /** Stops reading a room. */
  drop(feed: RoomFeed): void {
    feed.stop();
    this.rooms.delete(feed.topic.name);
    this.#gate.drop(feed.topic.name);
    void this.#emit({ kind: "left", channel: feed.channel });
    void this.presence?.leave(feed.topic.name);
  }

  /** Starts to read the inbox and presence once `ready` resolves. */
  async startInboxAndPresence(ready: Promise<void>): Promise<void> {
    await ready;
    if (this.#isStopped) return;
    const { inbox, presence } = this;
    if (inbox !== null) this.#track(inbox.run().catch((error) => this.#inboxFailed(inbox, error)));
    if (presence !== null) {
      this.#track(presence.run().catch((error) => this.#presenceFailed(error)));
    }
  }

  /** Marks all emitted messages of a channel as read, and saves the read position. */
  markRead(channel: Channel): void {
    const topicId = channel.kind === "room"
      ? this.rooms.get(channel.room)?.topicId
      : this.inbox?.topicId;
    const readUpTo = this.get(channel)?.marks.markRead() ?? null;
    this.#savePosition(channelKey(channel), topicId, readUpTo);
    this.#savePosition(inboxKey, this.inbox?.topicId, this.inbox?.takeReadPosition() ?? null);
  }

  /** Saves the end of all emitted records as the read positions. Keeps the unread counts. */
  markShown(): void {
    for (const { channel, marks, topicId } of this.rooms.values()) {
      this.#savePosition(channelKey(channel), topicId, marks.takePosition());
    }
    if (this.inbox === null) return;
    for (const { channel, marks } of this.inbox.conversations) {
      this.#savePosition(channelKey(channel), this.inbox.topicId, marks.takePosition());
    }
    this.#savePosition(inboxKey, this.inbox.topicId, this.inbox.takePosition());
  }

  #savePosition(key: string, topicId: string | null | undefined, readUpTo: ReadUpTo | null): void {
    if (readUpTo !== null) this.#options.positions?.save(key, topicId ?? null, readUpTo);
  }

  /** Stops all readers, after announcing the departure to other users if the broker answers. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const feed of this.rooms.values()) feed.stop();
    this.inbox?.stop();
    if (this.presence !== null) await resolvesWithin(this.presence.leaveAll(), leaveTimeoutMs);
    this.presence?.stop();
    this.#gate.close();
    await Promise.all(this.#running);
  }

  /** Adds a notice to the events. */
  notice(text: string, channel: Channel): void {
    void this.#emit({ kind: "notice", channel, text });
  }

  #emit(event: SessionEvent): Promise<void> {
    const taken = this.#gate.push(event);
    const isConversation = event.kind === "joined" && event.channel.kind === "direct";
    if (!isConversation || this.#isEncryptionNoticeSent) return taken;
    this.#isEncryptionNoticeSent = true;
    return this.#gate.push({ kind: "notice", channel: event.channel, text: notEncryptedText });
  }

  #track(run: Promise<void>): void {
    const tracked: Promise<void> = run.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  /** Drops a room that can no longer be read. If it is the only one, the session fails. */
  #roomFailed(feed: RoomFeed, error: unknown): void {
    if (this.rooms.size === 1 || !(error instanceof WahError)) return this.#gate.fail(error);
    void this.#emit({ kind: "notice", channel: feed.channel, text: error.message });
    this.drop(feed);
  }

  #inboxFailed(inbox: InboxFeed, error: unknown): void {
    if (!(error instanceof WahError)) return this.#gate.fail(error);
    this.#gate.drop(inboxTopic);
    // Chat works without an inbox; an operation that needs it gets the error.
    if (inbox.topicId === null) return;
    const text = `direct messages are no longer available: ${error.message}`;
    void this.#emit({ kind: "notice", channel: null, text });
  }

  #presenceFailed(error: unknown): void {
    // Chat works without presence, which a broker may not allow; `/who` says that it is unknown.
    if (!(error instanceof WahError)) this.#gate.fail(error);
  }
}
