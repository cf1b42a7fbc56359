import { listOffsets } from "../../kafka/admin/list_offsets.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { retryConnection } from "../../kafka/retry_connection.ts";
import { readPartitions } from "../../kafka/reader/read_partitions.ts";
import type { ReaderNotice, ReadTarget } from "../../kafka/reader/read_target.ts";
import type { NewPartitions } from "../../kafka/reader/watch_partitions.ts";
import { WahError } from "../../errors.ts";
import { copyRecords } from "./copy_records.ts";
import type { RawRecord } from "../message/message.ts";
import { readRanges } from "./read_ranges.ts";
import { type SkippedNotice, skippedText } from "./skipped_text.ts";

/** Options of a {@link LiveLog}. */
export interface LiveLogOptions {
  readonly topic: string;
  readonly topicId: string | null;
  /** The next offset of each partition to read. */
  readonly next: ReadonlyMap<number, bigint>;
  /** Which partitions that are added to the topic later are read too. Default: all. */
  readonly newPartitions?: NewPartitions;
  readonly signal: AbortSignal;
}

/** Receives what a {@link LiveLog} reads. */
export interface LiveLogHost {
  /** The next records of one partition. No more are read until the promise resolves. */
  records(records: readonly RawRecord[]): Promise<void>;
  /** The connection to the broker was lost. */
  disconnected(): void;
  /**
   * The broker can be reached again; `missed` are the records written in the meantime. If there are
   * too many, `missed` is empty, and `further` is the number that will follow as {@link records}.
   */
  reconnected(missed: readonly RawRecord[], further: number): Promise<void>;
  /** The topic was deleted and created again, so its offsets restart at 0. */
  recreated(): void;
  /** Something else that a reader should know, as a sentence. */
  notice(text: string): void;
}

interface Missed {
  readonly records: readonly RawRecord[];
  readonly further: number;
}

/** Maximum number of missed records to read at once after an outage. */
const maxMissed = 10_000n;

/**
 * Follows partitions of a topic, across outages and recreations.
 *
 * After an outage, first reads everything up to the current end of the log, so that the number of
 * missed records can be shown before the records.
 */
export class LiveLog {
  readonly #client: KafkaClient;
  readonly #options: LiveLogOptions;
  readonly #host: LiveLogHost;
  readonly #next: Map<number, bigint>;
  /** The end of what was passed to `reconnected`; the reader can still yield records before it. */
  readonly #reported = new Map<number, bigint>();
  /** Partitions that reported the last recreation of the topic. */
  readonly #recreated = new Set<number>();
  /** Aborted with the error of a bug in catching up, so that {@link run} throws it. */
  readonly #failure = new AbortController();
  readonly #signal: AbortSignal;
  #isDisconnected = false;
  #catchingUp: Promise<void> | undefined;

  constructor(client: KafkaClient, options: LiveLogOptions, host: LiveLogHost) {
    this.#client = client;
    this.#options = options;
    this.#host = host;
    this.#next = new Map(options.next);
    this.#signal = AbortSignal.any([options.signal, this.#failure.signal]);
  }

  /**
   * Reads until the signal aborts.
   *
   * @throws What `readPartitions` throws, the signal's reason included.
   */
  async run(): Promise<void> {
    const { topic, newPartitions = {} } = this.#options;
    const chunks = readPartitions(this.#client, this.#targets(() => null), {
      signal: this.#signal,
      onCorrupt: "skip",
      lane: `fetch ${topic}`,
      newPartitions,
      onNotice: (notice) => this.#notice(notice),
    });
    for await (const chunk of chunks) {
      await this.#catchingUp;
      const records = this.#advance(copyRecords(chunk));
      if (records.length > 0) await this.#host.records(records);
    }
  }

  #targets(stopOf: (partition: number) => bigint | null): ReadTarget[] {
    const { topic, topicId } = this.#options;
    return [...this.#next].map(([partition, start]) => (
      { topic, topicId, partition, start, stop: stopOf(partition) }
    ));
  }

  /** Removes records that were reported as missed, and moves the position after the others. */
  #advance(read: readonly RawRecord[]): readonly RawRecord[] {
    const [first, last] = [read[0], read.at(-1)];
    if (first === undefined || last === undefined) return read;
    const { partition } = first;
    const reported = this.#reported.get(partition);
    const records = reported === undefined ? read : read.filter(({ offset }) => offset >= reported);
    if (records.length === 0) return records;
    this.#reported.delete(partition);
    this.#next.set(partition, last.offset + 1n);
    return records;
  }

  #notice(notice: ReaderNotice): void {
    if (notice.kind === "disconnected") {
      if (this.#isDisconnected) return;
      this.#isDisconnected = true;
      this.#host.disconnected();
    } else if (notice.kind === "reconnected") {
      // During a second outage the first catching up may still be running.
      if (this.#isDisconnected) this.#catchingUp ??= this.#catchUp();
    } else if (notice.kind === "skipped") {
      this.#skipped(notice);
    } else if (notice.kind === "grown") {
      for (const partition of notice.partitions) this.#next.set(partition, 0n);
    }
  }

  #skipped(notice: SkippedNotice): void {
    const { partition, to, reason } = notice;
    // Records before the skipped ones may not have arrived yet, so they set the position.
    if (reason !== "recreated") return this.#host.notice(skippedText(notice));
    this.#next.set(partition, to);
    this.#reported.delete(partition);
    // Each partition reports a recreation once, so a second report means a second recreation.
    if (this.#recreated.has(partition)) this.#recreated.clear();
    this.#recreated.add(partition);
    if (this.#recreated.size === 1) this.#host.recreated();
  }

  /** Never rejects: a bug makes {@link run} throw, even if no record arrives. */
  async #catchUp(): Promise<void> {
    try {
      const { records, further } = await this.#readMissed();
      this.#isDisconnected = false;
      if (!this.#signal.aborted) await this.#host.reconnected(records, further);
      this.#catchingUp = undefined;
    } catch (error) {
      this.#failure.abort(error);
    }
  }

  async #readMissed(): Promise<Missed> {
    try {
      return await this.#readToEnd();
    } catch (error) {
      // Whatever keeps these records from being read also stops the reader, which reports it.
      if (error instanceof WahError || this.#signal.aborted) return { records: [], further: 0 };
      throw error;
    }
  }

  async #readToEnd(): Promise<Missed> {
    const ends = await this.#ends();
    const targets = this.#targets((partition) => ends.get(partition) ?? null)
      .filter(({ start, stop }) => stop !== null && start < stop);
    const count = targets.reduce((sum, { start, stop }) => sum + (stop! - start), 0n);
    if (count > maxMissed) return { records: [], further: Number(count) };
    const records: RawRecord[] = [];
    for await (const raw of readRanges(this.#client, targets, { signal: this.#signal })) {
      for (const record of raw) records.push(record);
    }
    for (const { partition, offset } of records) {
      this.#next.set(partition, offset + 1n);
      this.#reported.set(partition, offset + 1n);
    }
    return { records, further: 0 };
  }

  async #ends(): Promise<Map<number, bigint>> {
    const { topic } = this.#options;
    const signal = this.#signal;
    const queries = [...this.#next.keys()].map((partition) => (
      { topic, partition, at: "latest" } as const
    ));
    const answers = await retryConnection(
      () => listOffsets(this.#client, queries, { signal }),
      signal,
    );
    return new Map(
      answers.flatMap(({ partition, offset }) => offset === null ? [] : [[partition, offset]]),
    );
  }
}
