import type { KafkaClient } from "../../kafka/client.ts";
import { retryConnection } from "../../kafka/retry_connection.ts";
import { channelKey, directChannel } from "../log/channel.ts";
import { type Conversation, Conversations } from "./conversations.ts";
import { type DirectRecord, inboxPartition, inboxTopic } from "../message/direct_message.ts";
import type { FeedHost } from "./feed_host.ts";
import {
  findInbox,
  type InboxPart,
  type InboxProblem,
  readInbox,
  readInboxWindow,
} from "../log/inbox.ts";
import { LiveLog } from "../log/live_log.ts";
import type { Position, RawRecord } from "../message/message.ts";
import type { ReadUpTo } from "./read_marks.ts";
import type { ChatTopic } from "../log/chat_topic.ts";

/**
 * How much of the end of one's partition is looked through: at least so much, for those who were
 * never here, and at most so much of what came since all was read.
 */
const [minWindow, maxWindow] = [1_000n, 100_000n];
/** Notices about records that belong to no conversation, for each batch that is read. */
const maxProblems = 3;

/** Under which the position in a whole inbox is kept: the channel of nobody. */
export const inboxKey = channelKey(directChannel(""));

/** What the readers of an inbox need to know of earlier visits. */
export type LoadReadUpTo = (channel: string, topicId: string | null) => Promise<ReadUpTo | null>;

/** One's own inbox: all conversations, as events of those that are open. */
export class InboxFeed {
  /** The topic, found or made; rejects where that cannot be. */
  readonly room: Promise<ChatTopic>;
  readonly #client: KafkaClient;
  readonly #host: FeedHost;
  readonly #load: LoadReadUpTo;
  readonly #found = Promise.withResolvers<ChatTopic>();
  readonly #loaded = Promise.withResolvers<void>();
  readonly #over = new AbortController();
  readonly #conversations: Conversations;
  /** What was looked at lies before these. */
  readonly #readUpTo = new Map<number, bigint>();
  #isNew = false;
  #topicId: string | null = null;

  constructor(client: KafkaClient, host: FeedHost, load: LoadReadUpTo) {
    this.#client = client;
    this.#host = host;
    this.#load = load;
    this.#conversations = new Conversations(host.self);
    this.room = this.#found.promise;
    this.room.catch(() => {});
  }

  /** The topic's id; null while it is not known. */
  get topicId(): string | null {
    return this.#topicId;
  }

  /** Those that are open, in the order of their opening. */
  get open(): readonly Conversation[] {
    return this.#conversations.all.filter(({ isOpen }) => isOpen);
  }

  /**
   * How far the inbox was read, for the next visit to begin there; null where something in it is
   * unread, or where that is known already.
   */
  seen(): ReadUpTo | null {
    const isUnread = this.#conversations.all.some(({ marks }) => marks.unread > 0);
    return isUnread ? null : this.shown();
  }

  /** The position after everything that was read, unread messages included; null if known. */
  shown(): ReadUpTo | null {
    if (!this.#isNew) return null;
    this.#isNew = false;
    return new Map(this.#readUpTo);
  }

  /** All conversations, also those that are not open. */
  get conversations(): readonly Conversation[] {
    return this.#conversations.all;
  }

  /** Everybody there is a conversation with. */
  get users(): Iterable<string> {
    return this.#conversations.users;
  }

  /** A conversation, if there is anything known of it. */
  get(user: string): Conversation | undefined {
    return this.#conversations.get(user);
  }

  /** Opens a conversation, with its history if it was not open. */
  async openWith(user: string): Promise<void> {
    await this.room;
    await this.#loaded.promise;
    const conversation = this.#conversations.with(user);
    if (conversation.isOpen) return;
    const { records, channel } = conversation;
    this.#announce(user);
    if (records.length === 0) return;
    const event = { kind: "history", channel, firstUnread: null, unread: 0 } as const;
    void this.#host.emit({ ...event, records: [...records] });
  }

  /** Puts a conversation away; returns whether it was open. */
  close(user: string): boolean {
    const conversation = this.#conversations.get(user);
    if (!conversation?.isOpen) return false;
    conversation.isOpen = false;
    void this.#host.emit({ kind: "left", channel: conversation.channel });
    return true;
  }

  /** Reads until it is stopped. */
  async run(): Promise<void> {
    const { signal } = this.#over;
    const { self } = this.#host;
    try {
      const room = await this.#find();
      this.#topicId = room.topicId;
      this.#found.resolve(room);
      await this.#readHistory(room);
      this.#loaded.resolve();
      const { name: topic, topicId, partitions } = room;
      const next = new Map(partitions.map(({ partition, end }) => [partition, end]));
      // With more partitions there is another one that senders take for this user's.
      const newPartitions = { wanted: (count: number) => [inboxPartition(self, count)] };
      const log = new LiveLog(this.#client, { topic, topicId, next, newPartitions, signal }, {
        records: async (raw) => await this.#show(await this.#understand(raw)),
        away: () => this.#host.away(inboxTopic),
        back: (raw, further) => this.#back(raw, further),
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

  /** For as long as it takes: whoever is away for a moment now would be missed all day. */
  async #find(): Promise<ChatTopic> {
    const { signal } = this.#over;
    const { self } = this.#host;
    return await retryConnection(
      () => findInbox(this.#client, self, { create: true, signal }),
      signal,
    );
  }

  /** Ends {@link run}. */
  stop(): void {
    this.#over.abort();
  }

  async #readHistory(room: ChatTopic): Promise<void> {
    const { self } = this.#host;
    const { signal } = this.#over;
    const [{ partition, start, end }] = room.partitions as [ChatTopic["partitions"][0]];
    const wasRead = (await this.#load(inboxKey, room.topicId))?.get(partition);
    const window = windowOf(end - (wasRead ?? end));
    const { records, problems, skipped } = await readInboxWindow(this.#client, room, {
      self,
      window,
      signal,
    });
    const firstUnread = later(start, wasRead);
    for (const text of skipped) this.#notice(text);
    this.#noticeProblems(problems.filter(({ offset }) => offset >= firstUnread));
    if (firstUnread < end - window) this.#notice(passedOver(end - firstUnread, window));
    this.#readTo(partition, end);
    for (const [user, part] of Map.groupBy(records, (record) => record.with)) {
      const { channel, marks } = this.#conversations.add(user, part);
      const kept = await this.#load(channelKey(channel), room.topicId);
      const readUpTo = kept ?? new Map([[partition, later(afterLastOf(self, part), wasRead)]]);
      const to = new Map([[partition, end]]);
      const unread = marks.begin(part, readUpTo, { from: new Map(), to });
      if (unread.unread === 0) continue;
      this.#announce(user);
      void this.#host.emit({ kind: "history", channel, records: part, ...unread });
    }
  }

  #readTo(partition: number, next: bigint): void {
    this.#readUpTo.set(partition, next);
    this.#isNew = true;
  }

  async #understand(raw: readonly RawRecord[]): Promise<InboxPart> {
    for (const { partition, offset } of raw) this.#readTo(partition, offset + 1n);
    return await readInbox(raw, this.#host.self);
  }

  async #back(raw: readonly RawRecord[], further: number): Promise<void> {
    const part = await this.#understand(raw);
    const others = part.records.filter(({ content }) =>
      content.kind === "message" && content.author !== this.#host.self
    );
    // Of those that are not gathered most are for others who share the partition.
    void further;
    this.#host.back(inboxTopic, others.length);
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

  /** Any client can write such records, so many of them do not become as many lines. */
  #noticeProblems(problems: readonly InboxProblem[]): void {
    for (const { text } of problems.slice(0, maxProblems)) this.#notice(text);
    const rest = problems.length - maxProblems;
    if (rest > 0) this.#notice(`${rest} more records of ${inboxTopic} are not chat messages`);
  }

  #notice(text: string): void {
    void this.#host.emit({ kind: "notice", channel: null, text });
  }
}

function windowOf(unread: bigint): bigint {
  if (unread < minWindow) return minWindow;
  return unread > maxWindow ? maxWindow : unread;
}

/** All users of a partition share it, so most of these records are probably for others. */
function passedOver(unread: bigint, searched: bigint): string {
  return `searched only the last ${searched} of ${unread} records of ${inboxTopic} for new ` +
    "direct messages, so older ones may be unread; to see a conversation: /msg NAME, then /history";
}

function later(one: bigint, other: bigint = 0n): bigint {
  return one > other ? one : other;
}

/** Where nothing is known of earlier visits: whoever has answered has read what came before. */
function afterLastOf(self: string, records: readonly DirectRecord[]): bigint {
  const last = records.findLast(({ content }) =>
    content.kind !== "foreign" && content.author === self
  );
  return last === undefined ? 0n : (last as Position).offset + 1n;
}
