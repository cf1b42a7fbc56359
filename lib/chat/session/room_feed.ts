import { WahError } from "../../errors.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { type Channel, roomChannel } from "../log/channel.ts";
import { decodeRecords } from "../message/decode.ts";
import type { FeedHost } from "./feed_host.ts";
import { readHistory } from "../log/history.ts";
import { LiveLog } from "../log/live_log.ts";
import type { ChatRecord, RawRecord } from "../message/message.ts";
import { ReadMarks, type ReadUpTo } from "./read_marks.ts";
import { RecentRecords } from "./recent_records.ts";
import { type ChatTopic, findChatTopic } from "../log/chat_topic.ts";

/** A room that one has joined: its history, then what comes, as events. */
export class RoomFeed {
  readonly channel: Channel;
  readonly room: ChatTopic;
  readonly recent = new RecentRecords();
  readonly marks: ReadMarks;
  /** Kept when the history was read, or never will be. */
  readonly hasHistory: Promise<void>;
  readonly #client: KafkaClient;
  readonly #host: FeedHost;
  readonly #readUpTo: Promise<ReadUpTo | null>;
  readonly #historyRead = Promise.withResolvers<void>();
  readonly #over = new AbortController();
  #topicId: string | null;
  #userField: Promise<boolean | null> | undefined;

  /** @param readUpTo How far the room was read at an earlier visit. */
  constructor(
    client: KafkaClient,
    room: ChatTopic,
    host: FeedHost,
    readUpTo: Promise<ReadUpTo | null>,
  ) {
    this.channel = roomChannel(room.name);
    this.room = room;
    this.marks = new ReadMarks(host.self);
    this.hasHistory = this.#historyRead.promise;
    this.#client = client;
    this.#host = host;
    this.#readUpTo = readUpTo;
    this.#topicId = room.topicId;
  }

  /** The topic's id, as far as it is known what became of it. */
  get topicId(): string | null {
    return this.#topicId;
  }

  /**
   * Whether JSON messages of the room name their author under `user`. Reads the end of the room
   * once, when this is first called; after that, what the feed itself reads is enough.
   */
  async usesUserField(): Promise<boolean> {
    this.#userField ??= this.#detectUserField();
    const reading = this.#userField;
    const found = await reading;
    if (found === null && this.#userField === reading) this.#userField = undefined;
    return found === true || this.recent.usesUserField;
  }

  /** Reads until it is stopped. */
  async run(): Promise<void> {
    const { name: topic, topicId, partitions } = this.room;
    const { signal } = this.#over;
    try {
      void this.#host.emit({ kind: "joined", channel: this.channel, isNew: this.room.isNew });
      await this.#readHistory();
      this.#historyRead.resolve();
      const next = new Map(partitions.map(({ partition, end }) => [partition, end]));
      const log = new LiveLog(this.#client, { topic, topicId, next, signal }, {
        records: (records) => this.#add(records),
        away: () => this.#host.away(topic),
        back: (missed, further) => this.#back(missed, further),
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
    this.#over.abort();
  }

  async #readHistory(): Promise<void> {
    const { historyLines: lines } = this.#host;
    const { signal } = this.#over;
    const { partitions } = this.room;
    const to = new Map(partitions.map(({ partition, end }) => [partition, end]));
    if (lines === 0) return void this.marks.begin([], null, { from: to, to });
    const [{ records, from, skipped }, readUpTo] = await Promise.all([
      readHistory(this.#client, this.room, { lines, signal }),
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

  async #add(raw: readonly RawRecord[]): Promise<void> {
    await this.#show(await decodeRecords(raw));
  }

  async #back(raw: readonly RawRecord[], further: number): Promise<void> {
    const records = await decodeRecords(raw);
    const others = records.filter(({ content }) =>
      content.kind === "message" && content.author !== this.#host.self
    );
    this.#host.back(this.room.name, others.length + further);
    if (records.length > 0) await this.#show(records);
  }

  async #show(records: readonly ChatRecord[]): Promise<void> {
    this.recent.add(records);
    this.marks.add(records);
    await this.#host.emit({ kind: "records", channel: this.channel, records });
  }

  async #detectUserField(): Promise<boolean | null> {
    const { signal } = this.#over;
    try {
      const room = await findChatTopic(this.#client, this.room.name, { create: false, signal });
      const { detectUserField } = await (import("../log/user_field.ts" as string) as Promise<
        typeof import("../log/user_field.ts")
      >);
      return await detectUserField(this.#client, room, signal);
    } catch (error) {
      // Then a message is written in the usual way, and its delivery reports what is wrong.
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
    const { name } = this.room;
    try {
      const { topics } = await this.#client.metadata({ topics: [name], signal: this.#over.signal });
      this.#topicId = topics.get(name)?.topicId ?? null;
    } catch {
      // Then what is kept counts as about another topic, and the next visit finds all unread.
    }
  }
}
