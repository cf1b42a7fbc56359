import { utf8 } from "../wire/bytes.ts";
import { backoffMs, delay } from "../kafka/backoff.ts";
import type { KafkaClient } from "../kafka/client.ts";
import { ConnectionLostError } from "../kafka/connection_error.ts";
import type { Producer } from "../kafka/producer/producer.ts";
import { readPartitions } from "../kafka/reader/read_partitions.ts";
import type { ReaderNotice } from "../kafka/reader/read_target.ts";
import { decodeRecords } from "./decode.ts";
import { type Encoder, openEncoder } from "./encode.ts";
import { EventQueue } from "./event_queue.ts";
import type { Format } from "./format.ts";
import { copyRecords, readHistory } from "./history.ts";
import type { Place } from "./message.ts";
import { findRoom, type Room } from "./room.ts";
import { type Channel, roomChannel } from "./channel.ts";
import type { ChannelState, Presence, Session, Unsent } from "./session.ts";
import type { SessionEvent } from "./session_event.ts";
import { FailedError } from "../errors.ts";
import type { ChatRecord } from "./message.ts";

/** How to join a room. */
export interface JoinOptions {
  readonly room: string;
  readonly author: string;
  /** What is written; everything is read. */
  readonly format: Format;
  /** Lines of history wanted; 0 for none. */
  readonly historyLines: number;
  /** Ends the joining; what is joined ends by being disposed of. */
  readonly signal: AbortSignal;
}

/**
 * A room of a cluster, joined: reads its partitions directly, without a consumer group, and says
 * things by an idempotent producer.
 */
export class RoomSession implements Session, AsyncDisposable {
  readonly room: string;
  readonly author: string;
  readonly isNew: boolean;
  readonly #client: KafkaClient;
  readonly #found: Room;
  readonly #options: JoinOptions;
  readonly #events = new EventQueue<SessionEvent>();
  readonly #over = new AbortController();
  readonly #encoder: Promise<Encoder>;
  readonly #producer: Promise<Producer>;
  readonly #reading: Promise<void>;
  readonly #historyRead = Promise.withResolvers<void>();
  readonly #unsent: Unsent[] = [];
  #isUp = true;

  private constructor(client: KafkaClient, found: Room, options: JoinOptions) {
    const { room, author, format } = options;
    this.room = room;
    this.author = author;
    this.isNew = found.isNew;
    this.#client = client;
    this.#found = found;
    this.#options = options;
    void this.#events.push({ kind: "joined", channel: this.current, isNew: this.isNew });
    this.#reading = this.#read();
    this.#encoder = openEncoder(format);
    this.#producer = this.#openProducer();
    // Whoever never says anything need not know that it would not have worked.
    this.#producer.catch(() => {});
  }

  /**
   * Joins a room, which is created with one partition where it is missing.
   *
   * History and what follows come as {@link events}; both are read from here on.
   *
   * @throws {KafkaError} When the broker refuses to show or to create the room.
   */
  static async join(client: KafkaClient, options: JoinOptions): Promise<RoomSession> {
    const { room, signal } = options;
    return new RoomSession(client, await findRoom(client, room, { create: true, signal }), options);
  }

  get unsent(): readonly Unsent[] {
    return this.#unsent;
  }

  get current(): Channel {
    return roomChannel(this.room);
  }

  channels(): readonly ChannelState[] {
    return [{ channel: this.current, unread: 0, isCurrent: true }];
  }

  edit(): Promise<Place | null> {
    return Promise.reject(new FailedError("Cannot edit: not yet"));
  }

  delete(): Promise<Place | null> {
    return Promise.reject(new FailedError("Cannot delete: not yet"));
  }

  join(): Promise<void> {
    return Promise.reject(new FailedError("Cannot join: not yet"));
  }

  leave(): Promise<void> {
    return Promise.reject(new FailedError("Cannot leave: not yet"));
  }

  switchTo(): Promise<void> {
    return Promise.reject(new FailedError("Cannot switch: not yet"));
  }

  who(): readonly Presence[] {
    return [];
  }

  async history(lines: number): Promise<readonly ChatRecord[]> {
    return await readHistory(this.#client, this.#found, { lines, signal: this.#over.signal });
  }

  nicks(): readonly string[] {
    return [];
  }

  markRead(): void {}

  events(): AsyncIterable<SessionEvent> {
    return this.#events;
  }

  async say(text: string): Promise<Place | null> {
    const unsent: Unsent = { channel: this.current, verb: "say", text };
    this.#unsent.push(unsent);
    try {
      // Both are awaited in the order of the calls, and so is the producer's own queue.
      const encode = await this.#encoder;
      const producer = await this.#producer;
      const { author, room: topic } = this;
      const message = encode({ kind: "said", author, text });
      const { partition, offset } = await producer.send({ topic, key: utf8(author), ...message });
      return offset === null ? null : { partition, offset };
    } finally {
      this.#unsent.splice(this.#unsent.indexOf(unsent), 1);
    }
  }

  /** Leaves at once; what is unsent stays so. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    this.#events.close();
    await this.#reading;
    const [producer] = await Promise.allSettled([this.#producer]);
    if (producer.status === "fulfilled") await producer.value[Symbol.asyncDispose]();
  }

  /**
   * Whatever is typed waits for as long as it takes; so does the producer id that it needs. History
   * comes first, since nobody types that fast.
   */
  async #openProducer(): Promise<Producer> {
    const signal = this.#over.signal;
    await this.#historyRead.promise;
    const { Producer } = await import("../kafka/producer/producer.ts");
    for (let failures = 1;; failures++) {
      try {
        return await Producer.open(this.#client, { signal, deliveryTimeoutMs: Infinity });
      } catch (error) {
        if (!(error instanceof ConnectionLostError)) throw error;
        await delay(backoffMs(failures), signal);
      }
    }
  }

  async #read(): Promise<void> {
    try {
      await this.#readHistory();
      this.#historyRead.resolve();
      await this.#readOn();
    } catch (error) {
      if (this.#over.signal.aborted) this.#events.close();
      else this.#events.fail(error);
    } finally {
      this.#historyRead.resolve();
    }
  }

  async #readHistory(): Promise<void> {
    const { historyLines: lines } = this.#options;
    if (lines === 0) return;
    const records = await readHistory(this.#client, this.#found, {
      lines,
      signal: this.#over.signal,
    });
    void this.#events.push({
      kind: "history",
      channel: this.current,
      records,
      firstUnread: null,
      unread: 0,
    });
  }

  async #readOn(): Promise<void> {
    const { name: topic, topicId, partitions } = this.#found;
    const targets = partitions.map(({ partition, end: start }) => (
      { topic, topicId, partition, start, stop: null }
    ));
    const chunks = readPartitions(this.#client, targets, {
      signal: this.#over.signal,
      onCorrupt: "skip",
      onNotice: (notice) => this.#notice(notice),
    });
    for await (const chunk of chunks) {
      const records = await decodeRecords(copyRecords(chunk));
      if (records.length > 0) {
        await this.#events.push({ kind: "records", channel: this.current, records });
      }
    }
  }

  #notice(notice: ReaderNotice): void {
    if (notice.kind === "disconnected") return this.#setLink(false);
    if (notice.kind === "reconnected") return this.#setLink(true);
    if (notice.kind === "skipped" && notice.reason === "recreated") {
      return void this.#events.push({ kind: "recreated", channel: this.current });
    }
    if (notice.kind === "skipped") {
      const { partition, from, to, reason } = notice;
      const text = `${partition}/${from} up to ${partition}/${to} cannot be shown (${reason})`;
      void this.#events.push({ kind: "notice", channel: this.current, text });
    }
  }

  #setLink(isUp: boolean): void {
    if (this.#isUp === isUp) return;
    this.#isUp = isUp;
    void this.#events.push(isUp ? { kind: "link", isUp, missed: 0 } : { kind: "link", isUp });
  }
}
