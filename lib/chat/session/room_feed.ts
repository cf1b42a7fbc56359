import { WahError } from "../../errors.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { type Channel, roomChannel } from "../log/channel.ts";
import { decodeRecords } from "../message/decode.ts";
import type { FeedHost } from "./feed_host.ts";
import { readHistory } from "../log/history.ts";
import { LiveLog } from "../log/live_log.ts";
import { type ChatRecord, isFromOthers, type RawRecord } from "../message/message.ts";
import { ReadMarks, type ReadUpTo } from "./read_marks.ts";
import { RecentRecords } from "./recent_records.ts";
import { type ChatTopic, findChatTopic } from "../log/chat_topic.ts";

/** Reads a joined room: its history, then new records, as events. */
export class RoomFeed {
  readonly channel: Channel;
  /** The topic of the room, as it was when the room was joined. */
  readonly topic: ChatTopic;
  readonly recent = new RecentRecords();
  readonly marks: ReadMarks;
  /** Resolves when the history was read, or reading it has failed. */
  readonly hasHistory: Promise<void>;
  readonly #client: KafkaClient;
  readonly #host: FeedHost;
  readonly #readUpTo: Promise<ReadUpTo | null>;
  readonly #historyRead = Promise.withResolvers<void>();
  readonly #lifetime = new AbortController();
  #topicId: string | null;
  #userField: Promise<boolean | null> | undefined;

  /** @param readUpTo The saved read position of the room; null if none is saved. */
  constructor(
    client: KafkaClient,
    topic: ChatTopic,
    host: FeedHost,
    readUpTo: Promise<ReadUpTo | null>,
  ) {
    this.channel = roomChannel(topic.name);
    this.topic = topic;
    this.marks = new ReadMarks(host.self);
    this.hasHistory = this.#historyRead.promise;
    this.#client = client;
    this.#host = host;
    this.#readUpTo = readUpTo;
    this.#topicId = topic.topicId;
  }

  /** The id of the topic, also after it was created again; null if it is not known. */
  get topicId(): string | null {
    return this.#topicId;
  }

  /**
   * Returns whether JSON messages of the room name their author in a field `user`. The first call
   * reads the end of the room; after that, the records of the feed are enough.
   */
  async usesUserField(): Promise<boolean> {
    this.#userField ??= this.#detectUserField();
    const reading = this.#userField;
    const found = await reading;
    if (found === null && this.#userField === reading) this.#userField = undefined;
    return found === true || this.recent.usesUserField;
  }

  /**
   * Reads until {@link stop} is called.
   *
   * @throws {KafkaError} If the room can no longer be read.
   */
  async run(): Promise<void> {
    const { name: topic, topicId, partitions } = this.topic;
    const { signal } = this.#lifetime;
    try {
      void this.#host.emit({ kind: "joined", channel: this.channel, isNew: this.topic.isNew });
      await this.#readHistory();
      this.#historyRead.resolve();
      const next = new Map(partitions.map(({ partition, end }) => [partition, end]));
      const log = new LiveLog(this.#client, { topic, topicId, next, signal }, {
        records: async (raw) => await this.#show(await decodeRecords(raw)),
        disconnected: () => this.#host.disconnected(topic),
        reconnected: (missed, further) => this.#reconnected(missed, further),
        recreated: () => this.#recreated(),
        notice: (text) => this.#notice(text),
      });
      await log.run();
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#historyRead.resolve();
    }
  }

  /** Ends {@link run}. */
  stop(): void {
    this.#lifetime.abort();
  }

  async #readHistory(): Promise<void> {
    const { historyLines: lines } = this.#host;
    const { signal } = this.#lifetime;
    const { partitions } = this.topic;
    const to = new Map(partitions.map(({ partition, end }) => [partition, end]));
    if (lines === 0) return void this.marks.begin([], null, { from: to, to });
    const [{ records, from, skipped }, readUpTo] = await Promise.all([
      readHistory(this.#client, this.topic, { lines, signal }),
      this.#readUpTo,
    ]);
    this.recent.add(records);
    const unread = this.marks.begin(records, readUpTo, { from, to });
    void this.#host.emit({ kind: "history", channel: this.channel, records, ...unread });
    for (const text of skipped) this.#notice(text);
  }

  #notice(text: string): void {
    void this.#host.emit({ kind: "notice", channel: this.channel, text });
  }

  async #reconnected(raw: readonly RawRecord[], further: number): Promise<void> {
    const { self } = this.#host;
    const records = await decodeRecords(raw);
    const missed = records.filter((record) => isFromOthers(record, self)).length;
    this.#host.reconnected(this.topic.name, missed + further);
    if (records.length > 0) await this.#show(records);
  }

  async #show(records: readonly ChatRecord[]): Promise<void> {
    this.recent.add(records);
    this.marks.add(records);
    await this.#host.emit({ kind: "records", channel: this.channel, records });
  }

  async #detectUserField(): Promise<boolean | null> {
    const { signal } = this.#lifetime;
    try {
      const { name } = this.topic;
      const topic = await findChatTopic(this.#client, name, { create: false, signal });
      const { recentMessagesUseUserField } =
        await (import("../log/user_field.ts" as string) as Promise<
          typeof import("../log/user_field.ts")
        >);
      return await recentMessagesUseUserField(this.#client, topic, signal);
    } catch (error) {
      // Then a message is written without the field, and its delivery reports what is wrong.
      if (error instanceof WahError) return null;
      throw error;
    }
  }

  #recreated(): void {
    this.#userField = Promise.resolve(false);
    this.marks.clear();
    this.recent.forgetRecords();
    void this.#host.emit({ kind: "recreated", channel: this.channel });
    void this.#lookUpTopicId();
  }

  async #lookUpTopicId(): Promise<void> {
    const { name } = this.topic;
    const { signal } = this.#lifetime;
    try {
      const { topics } = await this.#client.metadata({ topics: [name], signal });
      this.#topicId = topics.get(name)?.topicId ?? null;
    } catch (error) {
      // Then the saved position counts for another topic, and the next visit finds all unread.
      if (!(error instanceof WahError) && !signal.aborted) throw error;
    }
  }
}
