import { resolvesWithin } from "../../async/resolves_within.ts";
import type { Delivery } from "../../kafka/producer/pending_record.ts";
import type { ProducerRecord } from "../../kafka/producer/producer.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { type Channel, channelKey, roomChannel } from "../log/channel.ts";
import type { FeedHost } from "./feed_host.ts";
import { inboxTopic } from "../message/direct_message.ts";
import { InboxFeed, inboxKey } from "./inbox_feed.ts";
import { LinkGate } from "./link_gate.ts";
import { PresenceFeed } from "../presence/presence_feed.ts";
import type { ReadMarks, ReadUpTo } from "./read_marks.ts";
import type { ReadPositions } from "./read_positions.ts";
import type { RecentRecords } from "./recent_records.ts";
import type { ChatTopic } from "../log/chat_topic.ts";
import { RoomFeed } from "./room_feed.ts";
import type { SessionEvent } from "./session_event.ts";

/** What is read, and for whom. */
export interface FeedsOptions {
  readonly author: string;
  /** Lines of history wanted of each channel; 0 for none. */
  readonly historyLines: number;
  /** Whether to read one's inbox. */
  readonly hasInbox: boolean;
  /** What tells this chat apart from others of its user; null for saying and hearing nothing. */
  readonly presence: string | null;
  /** Where it is kept how far one has read; null for nowhere. */
  readonly positions: ReadPositions | null;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Writes a record that nobody waits for. */
  readonly sendUntracked: (record: ProducerRecord) => Promise<Delivery>;
}

/** What is known of a channel that is there. */
export interface ChannelFeed {
  readonly channel: Channel;
  readonly marks: ReadMarks;
  readonly recent: RecentRecords;
}

/** How long leaving waits until others know. */
const leaveTimeoutMs = 300;
const notSealed = "direct messages are not encrypted: anyone who can read the topic " +
  "chat-inbox can read them";

/** All that a session reads: its rooms, its inbox, and who is there; as events in one queue. */
export class Feeds {
  readonly inbox: InboxFeed | null;
  readonly presence: PresenceFeed | null;
  /** In the order of joining. */
  readonly rooms = new Map<string, RoomFeed>();
  readonly #client: KafkaClient;
  readonly #options: FeedsOptions;
  readonly #host: FeedHost;
  readonly #gate = new LinkGate();
  readonly #running = new Set<Promise<void>>();
  #isSealTold = false;
  #isOver = false;

  constructor(client: KafkaClient, options: FeedsOptions) {
    const { author: self, historyLines, hasInbox, presence: session, positions } = options;
    this.#client = client;
    this.#options = options;
    this.#host = {
      self,
      historyLines,
      emit: (event) => this.#emit(event),
      away: (reader) => this.#gate.away(reader),
      back: (reader, missed) => this.#gate.back(reader, missed),
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
      now: options.now,
    });
  }

  /** All that happens, for one reader. */
  get events(): AsyncIterable<SessionEvent> {
    return this.#gate.events;
  }

  /** Those that are there: rooms in the order of joining, then conversations. */
  get channels(): readonly ChannelFeed[] {
    return [...this.rooms.values(), ...this.inbox?.open ?? []];
  }

  /** What is known of a channel, which may be a conversation that is not open. */
  get(channel: Channel): ChannelFeed | undefined {
    return channel.kind === "room" ? this.rooms.get(channel.room) : this.inbox?.get(channel.with);
  }

  /** Reads a room from now on. */
  add(room: ChatTopic): RoomFeed {
    const { positions } = this.#options;
    const readUpTo = positions?.load(room.name, room.topicId) ?? Promise.resolve(null);
    const feed = new RoomFeed(this.#client, room, this.#host, readUpTo);
    this.rooms.set(room.name, feed);
    this.presence?.enter(room.name);
    this.#track(feed.run().catch((error) => this.#failed(feed, error)));
    return feed;
  }

  /** Reads a room no more. */
  drop(feed: RoomFeed): void {
    feed.stop();
    this.rooms.delete(feed.room.name);
    this.#gate.drop(feed.room.name);
    void this.#emit({ kind: "left", channel: feed.channel });
    void this.presence?.leave(feed.room.name).catch(() => {});
  }

  /** Reads the rest too, once there is time for it. */
  async startInboxAndPresence(whenever: Promise<void>): Promise<void> {
    await whenever;
    if (this.#isOver) return;
    const { inbox, presence } = this;
    // Without them one can still talk; whoever wants them is told what keeps them away.
    if (inbox !== null) this.#track(inbox.run().catch((error) => this.#ended(inbox, error)));
    if (presence !== null) this.#track(presence.run().catch(() => {}));
  }

  /** All that was given out of a channel was seen. */
  markRead(channel: Channel): void {
    const topicId = channel.kind === "room"
      ? this.rooms.get(channel.room)?.topicId
      : this.inbox?.topicId;
    const readUpTo = this.get(channel)?.marks.seen() ?? null;
    this.#keep(channelKey(channel), topicId, readUpTo);
    this.#keep(inboxKey, this.inbox?.topicId, this.inbox?.seen() ?? null);
  }

  /** All that was emitted so far was seen, in every channel; unread counts stay. */
  markShown(): void {
    for (const { channel, marks, topicId } of this.rooms.values()) {
      this.#keep(channelKey(channel), topicId, marks.shown());
    }
    if (this.inbox === null) return;
    for (const { channel, marks } of this.inbox.conversations) {
      this.#keep(channelKey(channel), this.inbox.topicId, marks.shown());
    }
    this.#keep(inboxKey, this.inbox.topicId, this.inbox.shown());
  }

  #keep(key: string, topicId: string | null | undefined, readUpTo: ReadUpTo | null): void {
    if (readUpTo !== null) this.#options.positions?.save(key, topicId ?? null, readUpTo);
  }

  /** Ends all, once others had a moment to learn that one leaves. */
  async stop(): Promise<void> {
    this.#isOver = true;
    for (const feed of this.rooms.values()) feed.stop();
    this.inbox?.stop();
    await this.#sayGoodbye();
    this.presence?.stop();
    this.#gate.close();
    await Promise.all(this.#running);
  }

  async #sayGoodbye(): Promise<void> {
    if (this.presence === null) return;
    await resolvesWithin(this.presence.leaveAll().catch(() => {}), leaveTimeoutMs);
  }

  /** Adds a notice to the events. */
  notice(text: string, channel: Channel): void {
    void this.#emit({ kind: "notice", channel, text });
  }

  #emit(event: SessionEvent): Promise<void> {
    const taken = this.#gate.push(event);
    if (event.kind !== "joined" || event.channel.kind !== "direct" || this.#isSealTold) {
      return taken;
    }
    this.#isSealTold = true;
    return this.#gate.push({ kind: "notice", channel: event.channel, text: notSealed });
  }

  #track(run: Promise<void>): void {
    const tracked: Promise<void> = run.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  /** A room that cannot be read any more; the last one takes the chat with it. */
  #failed(feed: RoomFeed, error: unknown): void {
    if (this.rooms.size === 1 || !(error instanceof Error)) return this.#gate.fail(error);
    void this.#emit({ kind: "notice", channel: feed.channel, text: error.message });
    this.drop(feed);
  }

  #ended(inbox: InboxFeed, error: unknown): void {
    this.#gate.drop(inboxTopic);
    if (inbox.topicId === null || !(error instanceof Error)) return;
    const text = `direct messages are no longer available: ${error.message}`;
    void this.#emit({ kind: "notice", channel: null, text });
  }
}
