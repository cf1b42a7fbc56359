import { presenceTopic } from "../own_topics.ts";
import type { Delivery } from "../../kafka/producer/pending_record.ts";
import type { ProducerRecord } from "../../kafka/producer/producer_options.ts";
import { listOffsets } from "../../kafka/admin/list_offsets.ts";
import { every } from "../../async/timer.ts";
import { WahError } from "../../errors.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { KafkaError } from "../../kafka/kafka_error.ts";
import { retryConnection } from "../../kafka/retry_connection.ts";
import { errorCodes } from "../../wire/errors.ts";
import { type ChatTopic, findChatTopic } from "../log/chat_topic.ts";
import { LiveLog } from "../log/live_log.ts";
import { readRanges } from "../log/read_ranges.ts";
import type { RawRecord } from "../message/message.ts";
import type { Presence } from "../session/session.ts";
import { ChangeLimiter, type PresenceSummary } from "./change_limiter.ts";
import { PresenceBoard, type PresenceChange } from "./presence_board.ts";
import { presenceSpec, seatKey, seatValue, toSeatRecord } from "./presence_record.ts";

/** Dependencies and options of a {@link PresenceFeed}. */
export interface PresenceOptions {
  readonly self: string;
  /** Tells this chat apart from others of the same user. */
  readonly session: string;
  /** Sends a record to Kafka. */
  readonly send: (record: ProducerRecord) => Promise<Delivery>;
  /** Called when another user arrives or leaves. */
  readonly onChange: (change: PresenceChange) => void;
  /** Called when many other users arrive or leave. */
  readonly onSummary: (summary: PresenceSummary) => void;
  /** Called with an error of `send` that is not a {@link WahError}. */
  readonly onBug: (error: unknown) => void;
  /** Returns the current time in milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** The interval between two heartbeats of a user. */
const heartbeatMs = 20_000;
/** How long a user counts as present without a heartbeat: three of them may be missed. */
const ttlMs = 65_000;
/** The interval at which seats expire and delayed changes are reported. */
const expiryMs = 5_000;

/**
 * Shares which rooms the user is in, and follows where other users are. Uses a separate topic, so
 * that presence adds no records to the rooms.
 *
 * Writing presence is best effort: if the broker does not accept a record, that is ignored.
 */
export class PresenceFeed {
  readonly #client: KafkaClient;
  readonly #options: PresenceOptions;
  readonly #board = new PresenceBoard(ttlMs);
  readonly #limiter = new ChangeLimiter();
  readonly #lifetime = new AbortController();
  /** The rooms that the user is in, with the time of joining. */
  readonly #rooms = new Map<string, number>();
  /** The rooms of which a heartbeat was acknowledged. */
  readonly #announced = new Set<string>();
  /** The rooms whose last heartbeat is in flight. */
  readonly #inFlight = new Set<string>();
  #isReading = false;
  #isDisconnected = false;
  #stopTimers: (() => void)[] = [];

  constructor(client: KafkaClient, options: PresenceOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Lists who is in a room, by name; empty while that is unknown. */
  who(room: string): Presence[] {
    return this.#board.who(room);
  }

  /** Starts to announce that the user is in a room. */
  enter(room: string): void {
    this.#rooms.set(room, this.#options.now());
    void this.#sendHeartbeat(room);
  }

  /** Announces that the user left a room; resolves when that is acknowledged or has failed. */
  async leave(room: string): Promise<void> {
    this.#rooms.delete(room);
    if (!this.#announced.delete(room) || this.#isDisconnected) return;
    const { self: user, session } = this.#options;
    await this.#send({ topic: presenceTopic, key: seatKey({ room, user, session }), value: null });
  }

  /** Leaves all rooms. */
  async leaveAll(): Promise<void> {
    await Promise.all([...this.#announced].map((room) => this.leave(room)));
  }

  /**
   * Reads until {@link stop} is called.
   *
   * @throws {KafkaError} If the topic cannot be created or read.
   */
  async run(): Promise<void> {
    const { signal } = this.#lifetime;
    try {
      const topic = await this.#findTopic();
      const { topicId, partitions } = topic;
      await this.#readRecent(topic);
      this.#isReading = true;
      this.#stopTimers = [
        every(heartbeatMs, () => this.#sendHeartbeats()),
        every(expiryMs, () => this.#expire()),
      ];
      this.#sendHeartbeats();
      const next = new Map(partitions.map(({ partition, end }) => [partition, end]));
      const log = new LiveLog(this.#client, { topic: presenceTopic, topicId, next, signal }, {
        records: (records) => this.#handle(records),
        disconnected: () => void (this.#isDisconnected = true),
        reconnected: (missed) => this.#reconnected(missed),
        recreated: () => this.#sendHeartbeats(),
        // Unreadable presence records concern no user.
        notice: () => {},
      });
      await log.run();
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.stop();
    }
  }

  /** Ends {@link run}. */
  stop(): void {
    this.#lifetime.abort();
    for (const stop of this.#stopTimers) stop();
  }

  /** Finds or creates the topic, without its configs if the cluster does not support them. */
  async #findTopic(): Promise<ChatTopic> {
    const { signal } = this.#lifetime;
    const find = (create: typeof presenceSpec): Promise<ChatTopic> =>
      retryConnection(() => findChatTopic(this.#client, presenceTopic, { create, signal }), signal);
    try {
      return await find(presenceSpec);
    } catch (error) {
      const isConfig = error instanceof KafkaError && error.code === errorCodes.INVALID_CONFIG;
      if (!isConfig) throw error;
      const { partitions = 1 } = presenceSpec;
      return await find({ partitions });
    }
  }

  /** Reads the recent records without reporting changes: these users were there before. */
  async #readRecent({ topicId, partitions }: ChatTopic): Promise<void> {
    const { signal } = this.#lifetime;
    const at = BigInt(Math.trunc(this.#options.now()) - ttlMs);
    const queries = partitions.map(({ partition }) => ({ topic: presenceTopic, partition, at }));
    const answers = await listOffsets(this.#client, queries, { signal });
    const targets = partitions.flatMap(({ partition, end: stop }, index) => {
      const start = answers[index]?.offset ?? stop;
      return start < stop ? [{ topic: presenceTopic, topicId, partition, start, stop }] : [];
    });
    const records: RawRecord[] = [];
    for await (const raw of readRanges(this.#client, targets, { signal })) {
      for (const record of raw) records.push(record);
    }
    // Clocks differ between machines, so the age of a record counts from the latest one.
    const latest = records.reduce((max, { timestamp }) => Math.max(max, Number(timestamp)), 0);
    for (const record of records) {
      const seat = toSeatRecord(record);
      if (seat !== null) this.#board.apply(seat, this.#options.now(), latest - seat.timestamp);
    }
  }

  #handle(records: readonly RawRecord[]): Promise<void> {
    for (const record of records) {
      const seat = toSeatRecord(record);
      if (seat !== null) this.#report(this.#board.apply(seat, this.#options.now()));
    }
    return Promise.resolve();
  }

  async #reconnected(missed: readonly RawRecord[]): Promise<void> {
    this.#isDisconnected = false;
    this.#board.extend(this.#options.now());
    await this.#handle(missed);
    this.#sendHeartbeats();
  }

  #expire(): void {
    if (!this.#isDisconnected) this.#report(this.#board.expire(this.#options.now()));
    const { changes, summaries } = this.#limiter.endInterval();
    for (const change of changes) this.#options.onChange(change);
    for (const summary of summaries) this.#options.onSummary(summary);
  }

  #report(changes: readonly PresenceChange[]): void {
    for (const change of changes) {
      const isWanted = change.user !== this.#options.self && this.#rooms.has(change.room);
      if (isWanted && this.#limiter.admits(change)) this.#options.onChange(change);
    }
  }

  #sendHeartbeats(): void {
    for (const room of this.#rooms.keys()) void this.#sendHeartbeat(room);
  }

  /** Sends one heartbeat at a time, because they would pile up while the broker is unreachable. */
  async #sendHeartbeat(room: string): Promise<void> {
    const since = this.#rooms.get(room);
    if (since === undefined || !this.#isReading || this.#inFlight.has(room)) return;
    const { self: user, session } = this.#options;
    this.#inFlight.add(room);
    const key = seatKey({ room, user, session });
    const isSent = await this.#send({ topic: presenceTopic, key, value: seatValue(since) });
    this.#inFlight.delete(room);
    if (isSent && this.#rooms.has(room)) this.#announced.add(room);
  }

  /** Sends a record, and returns whether it was acknowledged. */
  async #send(record: ProducerRecord): Promise<boolean> {
    try {
      await this.#options.send(record);
      return true;
    } catch (error) {
      // Presence is best effort: the broker may not allow writing it, or the session is closing.
      const isExpected = error instanceof WahError || this.#lifetime.signal.aborted;
      if (!isExpected) this.#options.onBug(error);
      return false;
    }
  }
}
