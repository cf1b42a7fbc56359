import type { Delivery } from "../../kafka/producer/pending_record.ts";
import type { ProducerRecord } from "../../kafka/producer/producer.ts";
import { listOffsets } from "../../kafka/admin/list_offsets.ts";
import { every } from "../../async/timer.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { retryConnection } from "../../kafka/retry_connection.ts";
import { KafkaError } from "../../kafka/kafka_error.ts";
import { readPartitions } from "../../kafka/reader/read_partitions.ts";
import { errorCodes } from "../../wire/errors.ts";
import { copyRecords } from "../log/copy_records.ts";
import { LiveLog } from "../log/live_log.ts";
import type { RawRecord } from "../message/message.ts";
import { type ChatTopic, findChatTopic } from "../log/chat_topic.ts";
import type { Presence } from "../session/session.ts";
import { ChangeLimiter, type PresenceSummary } from "./change_limiter.ts";
import { PresenceBoard, type PresenceChange } from "./presence_board.ts";
import {
  presenceSpec,
  presenceTopic,
  seatKey,
  seatValue,
  toSeatRecord,
} from "./presence_record.ts";

/** Who takes part, and whom that is told. */
export interface PresenceOptions {
  readonly self: string;
  /** Tells this chat apart from others of the same user. */
  readonly session: string;
  /** Writes a record that nobody waits for. */
  readonly send: (record: ProducerRecord) => Promise<Delivery>;
  /** Another user arrived or left. */
  readonly onChange: (change: PresenceChange) => void;
  /** Many other users arrived or left. */
  readonly onSummary: (summary: PresenceSummary) => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** How often one says that one is there. */
const heartbeatMs = 20_000;
/** Who has missed three of these is gone. */
const ttlMs = 65_000;
/** How often seats expire, and changes are reported that were held back. */
const expiryMs = 5_000;

/**
 * Who is in which room: says it of oneself, and hears it of others, in a topic of its own, so that
 * nobody who reads the rooms is bothered by it.
 */
export class PresenceFeed {
  readonly #client: KafkaClient;
  readonly #options: PresenceOptions;
  readonly #board = new PresenceBoard(ttlMs);
  readonly #limiter = new ChangeLimiter();
  readonly #over = new AbortController();
  /** The rooms that one is in, and since when. */
  readonly #rooms = new Map<string, number>();
  /** Of these, the ones of which others know. */
  readonly #said = new Set<string>();
  /** Rooms whose last heartbeat is still on its way. */
  readonly #beating = new Set<string>();
  #isReading = false;
  #isAway = false;
  #stopTimers: (() => void)[] = [];

  constructor(client: KafkaClient, options: PresenceOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Who is in a room, by name; empty while nothing is known. */
  who(room: string): Presence[] {
    return this.#board.who(room);
  }

  /** Says that one is in a room, from now on. */
  enter(room: string): void {
    this.#rooms.set(room, this.#options.now());
    void this.#beat(room);
  }

  /** Says that one is not in a room any more. */
  async leave(room: string): Promise<void> {
    this.#rooms.delete(room);
    if (!this.#said.delete(room) || this.#isAway) return;
    const { self: user, session, send } = this.#options;
    await send({
      topic: presenceTopic,
      key: seatKey({ room, user, session }),
      value: null,
    });
  }

  /** Leaves all rooms. */
  async leaveAll(): Promise<void> {
    await Promise.all([...this.#said].map((room) => this.leave(room)));
  }

  /**
   * Reads until it is stopped.
   *
   * @throws {KafkaError} When the topic cannot be created or read.
   */
  async run(): Promise<void> {
    const { signal } = this.#over;
    try {
      const room = await this.#find();
      const { topicId, partitions } = room;
      await this.#readLately(room);
      this.#isReading = true;
      this.#stopTimers = [
        every(heartbeatMs, () => this.#beatAll()),
        every(expiryMs, () => this.#expire()),
      ];
      this.#beatAll();
      const next = new Map(partitions.map(({ partition, end }) => [partition, end]));
      const log = new LiveLog(this.#client, { topic: presenceTopic, topicId, next, signal }, {
        records: (records) => this.#take(records),
        away: () => void (this.#isAway = true),
        back: (missed) => this.#back(missed),
        recreated: () => this.#beatAll(),
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
    this.#over.abort();
    for (const stop of this.#stopTimers) stop();
  }

  /** Some clusters do not know every config; what matters is that the topic is there. */
  async #find(): Promise<ChatTopic> {
    const { signal } = this.#over;
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

  /** Reads what was said lately, without telling anybody: they were there before. */
  async #readLately({ topicId, partitions }: ChatTopic): Promise<void> {
    const { signal } = this.#over;
    const at = BigInt(Math.trunc(this.#options.now()) - ttlMs);
    const queries = partitions.map(({ partition }) => ({ topic: presenceTopic, partition, at }));
    const answers = await listOffsets(this.#client, queries, { signal });
    const targets = partitions.flatMap(({ partition, end: stop }, index) => {
      const start = answers[index]?.offset ?? stop;
      return start < stop ? [{ topic: presenceTopic, topicId, partition, start, stop }] : [];
    });
    if (targets.length === 0) return;
    const records: RawRecord[] = [];
    const options = { signal, onCorrupt: "skip", lane: "main" } as const;
    for await (const chunk of readPartitions(this.#client, targets, options)) {
      for (const record of copyRecords(chunk)) records.push(record);
    }
    // Clocks differ: the youngest of these is taken to be of now.
    const latest = records.reduce((max, { timestamp }) => Math.max(max, Number(timestamp)), 0);
    for (const record of records) {
      const seat = toSeatRecord(record);
      if (seat !== null) this.#board.apply(seat, this.#options.now(), latest - seat.timestamp);
    }
  }

  #take(records: readonly RawRecord[]): Promise<void> {
    for (const record of records) {
      const seat = toSeatRecord(record);
      if (seat !== null) this.#report(this.#board.apply(seat, this.#options.now()));
    }
    return Promise.resolve();
  }

  async #back(missed: readonly RawRecord[]): Promise<void> {
    this.#isAway = false;
    this.#board.extend(this.#options.now());
    await this.#take(missed);
    this.#beatAll();
  }

  #expire(): void {
    if (!this.#isAway) this.#report(this.#board.expire(this.#options.now()));
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

  #beatAll(): void {
    for (const room of this.#rooms.keys()) void this.#beat(room);
  }

  /** One at a time: while the broker is away they would only pile up. */
  async #beat(room: string): Promise<void> {
    const since = this.#rooms.get(room);
    if (since === undefined || !this.#isReading || this.#beating.has(room)) return;
    const { self: user, session, send } = this.#options;
    this.#beating.add(room);
    try {
      const key = seatKey({ room, user, session });
      await send({ topic: presenceTopic, key, value: seatValue(since) });
      if (this.#rooms.has(room)) this.#said.add(room);
    } catch {
      // Whoever may not say where they are just does not.
    } finally {
      this.#beating.delete(room);
    }
  }
}
