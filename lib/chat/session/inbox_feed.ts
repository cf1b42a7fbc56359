import { inboxTopic } from "../own_topics.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { retryConnection } from "../../kafka/retry_connection.ts";
import { channelKey, directChannel } from "../log/channel.ts";
import { type Conversation, Conversations } from "./conversations.ts";
import { inboxPartition } from "../message/direct_message.ts";
import type { FeedHost } from "./feed_host.ts";
import {
  findInbox,
  type InboxPart,
  type InboxProblem,
  partitionOf,
  readInbox,
} from "../log/inbox.ts";
import { readNewMessages, unreadFrom } from "./inbox_history.ts";
import { LiveLog } from "../log/live_log.ts";
import { isFromOthers, type RawRecord } from "../message/message.ts";
import type { ReadUpTo } from "./read_marks.ts";
import type { ChatTopic } from "../log/chat_topic.ts";

/** Maximum number of notices about records of one batch that belong to no conversation. */
const maxProblems = 3;

/** The key of the read position of the whole inbox: a conversation with no user. */
export const inboxKey = channelKey(directChannel(""));

/** Loads the saved read position of a channel; null if none is saved. */
export type LoadReadUpTo = (channel: string, topicId: string | null) => Promise<ReadUpTo | null>;

/** Reads the user's inbox: all conversations, as events of those that are open. */
export class InboxFeed {
  /** The topic once it is found or created; rejects if that fails. */
  readonly topic: Promise<ChatTopic>;
  readonly #client: KafkaClient;
  readonly #host: FeedHost;
  readonly #load: LoadReadUpTo;
  readonly #found = Promise.withResolvers<ChatTopic>();
  readonly #loaded = Promise.withResolvers<void>();
  readonly #lifetime = new AbortController();
  readonly #conversations: Conversations;
  /** The first offset that was not read yet, by partition. */
  readonly #readUpTo = new Map<number, bigint>();
  /** Whether {@link #readUpTo} changed since it was last returned. */
  #hasNewPosition = false;
  #topicId: string | null = null;

  constructor(client: KafkaClient, host: FeedHost, load: LoadReadUpTo) {
    this.#client = client;
    this.#host = host;
    this.#load = load;
    this.#conversations = new Conversations(host.self);
    this.topic = this.#found.promise;
    // Not every session waits for the topic; `run` throws the same error.
    this.topic.catch(() => {});
  }

  /** The topic's id; null while it is not known. */
  get topicId(): string | null {
    return this.#topicId;
  }

  /** The open conversations, in the order of their first record. */
  get open(): readonly Conversation[] {
    return this.#conversations.all.filter(({ isOpen }) => isOpen);
  }

  /**
   * Returns the position up to which the whole inbox is read; null if a message in it is unread, or
   * if the position was returned before.
   */
  takeReadPosition(): ReadUpTo | null {
    const isUnread = this.#conversations.all.some(({ marks }) => marks.unread > 0);
    return isUnread ? null : this.takePosition();
  }

  /** Returns the position after all records read, unread messages included; null if unchanged. */
  takePosition(): ReadUpTo | null {
    if (!this.#hasNewPosition) return null;
    this.#hasNewPosition = false;
    return new Map(this.#readUpTo);
  }

  /** All conversations, also those that are not open. */
  get conversations(): readonly Conversation[] {
    return this.#conversations.all;
  }

  /** All users that the user has a conversation with. */
  get users(): Iterable<string> {
    return this.#conversations.users;
  }

  /** The conversation with a user; undefined if there is none. */
  get(user: string): Conversation | undefined {
    return this.#conversations.get(user);
  }

  /**
   * Opens a conversation and emits its history, unless it is open already.
   *
   * @throws {FailedError} If the inbox cannot be found or created.
   */
  async openWith(user: string): Promise<void> {
    await this.topic;
    await this.#loaded.promise;
    const conversation = this.#conversations.with(user);
    if (conversation.isOpen) return;
    const { records, channel } = conversation;
    this.#announce(user);
    if (records.length === 0) return;
    const event = { kind: "history", channel, firstUnread: null, unread: 0 } as const;
    void this.#host.emit({ ...event, records: [...records] });
  }

  /** Closes a conversation until its next message; returns whether it was open. */
  close(user: string): boolean {
    const conversation = this.#conversations.get(user);
    if (!conversation?.isOpen) return false;
    conversation.isOpen = false;
    void this.#host.emit({ kind: "left", channel: conversation.channel });
    return true;
  }

  /**
   * Reads until {@link stop} is called.
   *
   * @throws {KafkaError} If the topic cannot be created or read.
   */
  async run(): Promise<void> {
    const { signal } = this.#lifetime;
    const { self } = this.#host;
    try {
      const found = await this.#findTopic();
      this.#topicId = found.topicId;
      this.#found.resolve(found);
      await this.#readHistory(found);
      this.#loaded.resolve();
      const { name: topic, topicId, partitions } = found;
      const next = new Map(partitions.map(({ partition, end }) => [partition, end]));
      // If the topic gets partitions, senders choose another one for this user.
      const newPartitions = { wanted: (count: number) => [inboxPartition(self, count)] };
      const log = new LiveLog(this.#client, { topic, topicId, next, newPartitions, signal }, {
        records: async (raw) => await this.#show(await this.#decode(raw)),
        disconnected: () => this.#host.disconnected(inboxTopic),
        reconnected: (raw) => this.#reconnected(raw),
        recreated: () => this.#recreated(),
        notice: (text) => this.#notice(`${inboxTopic}: ${text}`),
      });
      await log.run();
    } catch (error) {
      this.#found.reject(error);
      if (!signal.aborted) throw error;
    } finally {
      this.#loaded.resolve();
    }
  }

  /**
   * Retries lost connections without limit: giving up after a brief outage would lose direct
   * messages for the whole session.
   */
  async #findTopic(): Promise<ChatTopic> {
    const { signal } = this.#lifetime;
    const { self } = this.#host;
    return await retryConnection(
      () => findInbox(this.#client, self, { create: true, signal }),
      signal,
    );
  }

  /** Ends {@link run}. */
  stop(): void {
    this.#lifetime.abort();
  }

  async #readHistory(topic: ChatTopic): Promise<void> {
    const { self } = this.#host;
    const { signal } = this.#lifetime;
    const { partition, end } = partitionOf(topic);
    const wasRead = (await this.#load(inboxKey, topic.topicId))?.get(partition);
    const { records, problems, notices } = await readNewMessages(this.#client, topic, {
      self,
      wasRead,
      signal,
    });
    for (const text of notices.skipped) this.#notice(text);
    this.#noticeProblems(problems);
    if (notices.limit !== null) this.#notice(notices.limit);
    this.#advanceTo(partition, end);
    for (const [user, part] of Map.groupBy(records, (record) => record.with)) {
      const { channel, marks } = this.#conversations.add(user, part);
      const saved = await this.#load(channelKey(channel), topic.topicId);
      const readUpTo = saved ?? new Map([[partition, unreadFrom(self, part, wasRead)]]);
      const to = new Map([[partition, end]]);
      const unread = marks.begin(part, readUpTo, { from: new Map(), to });
      if (unread.unread === 0) continue;
      this.#announce(user);
      void this.#host.emit({ kind: "history", channel, records: part, ...unread });
    }
  }

  #advanceTo(partition: number, next: bigint): void {
    this.#readUpTo.set(partition, next);
    this.#hasNewPosition = true;
  }

  async #decode(raw: readonly RawRecord[]): Promise<InboxPart> {
    for (const { partition, offset } of raw) this.#advanceTo(partition, offset + 1n);
    return await readInbox(raw, this.#host.self);
  }

  /** Ignores the number of further records, because most of them are for other users. */
  async #reconnected(raw: readonly RawRecord[]): Promise<void> {
    const { self } = this.#host;
    const part = await this.#decode(raw);
    const missed = part.records.filter((record) => isFromOthers(record, self)).length;
    this.#host.reconnected(inboxTopic, missed);
    await this.#show(part);
  }

  async #show({ records, problems }: InboxPart): Promise<void> {
    this.#noticeProblems(problems);
    for (const record of records) {
      const user = record.with;
      const { channel, marks } = this.#conversations.add(user, [record]);
      marks.add([record]);
      this.#announce(user);
      await this.#host.emit({ kind: "records", channel, records: [record] });
    }
  }

  #announce(user: string): void {
    const conversation = this.#conversations.with(user);
    if (conversation.isOpen) return;
    conversation.isOpen = true;
    void this.#host.emit({ kind: "joined", channel: conversation.channel, isNew: false });
  }

  #recreated(): void {
    this.#readUpTo.clear();
    for (const conversation of this.#conversations.all) {
      const { channel, records, recent, marks } = conversation;
      records.length = 0;
      recent.forgetRecords();
      marks.clear();
      if (conversation.isOpen) void this.#host.emit({ kind: "recreated", channel });
    }
  }

  /** Limits the notices, because any client can write many such records. */
  #noticeProblems(problems: readonly InboxProblem[]): void {
    for (const { text } of problems.slice(0, maxProblems)) this.#notice(text);
    const rest = problems.length - maxProblems;
    if (rest > 0) this.#notice(`${rest} more records of ${inboxTopic} are not chat messages`);
  }

  #notice(text: string): void {
    void this.#host.emit({ kind: "notice", channel: null, text });
  }
}
