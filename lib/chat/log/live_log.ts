import { listOffsets } from "../../kafka/admin/list_offsets.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { retryConnection } from "../../kafka/retry_connection.ts";
import { readPartitions } from "../../kafka/reader/read_partitions.ts";
import type { ReaderNotice, ReadTarget } from "../../kafka/reader/read_target.ts";
import type { NewPartitions } from "../../kafka/reader/watch_partitions.ts";
import { copyRecords } from "./copy_records.ts";
import type { RawRecord } from "../message/message.ts";
import { type SkippedNotice, skippedText } from "./skipped_text.ts";

/** What to read, from where on. */
export interface LiveLogOptions {
  readonly topic: string;
  readonly topicId: string | null;
  /** The next offset of each partition that is read. */
  readonly next: ReadonlyMap<number, bigint>;
  /** Those that the topic gets meanwhile; all are read when left out. */
  readonly newPartitions?: NewPartitions;
  readonly signal: AbortSignal;
}

/** Whom a {@link LiveLog} tells what it reads. */
export interface LiveLogHost {
  /** The next records of one partition; no more are read until the promise is kept. */
  records(records: readonly RawRecord[]): Promise<void>;
  /** The broker is away. */
  away(): void;
  /**
   * The broker is back, and these records came meanwhile. Where they are too many to be gathered,
   * there are none here but `further` that will come as {@link records}.
   */
  back(missed: readonly RawRecord[], further: number): Promise<void>;
  /** The topic was deleted and created again: offsets begin anew. */
  recreated(): void;
  /** Something else that a reader should know, as a sentence. */
  notice(text: string): void;
}

interface Missed {
  readonly records: readonly RawRecord[];
  readonly further: number;
}

/** Beyond this many records, what was missed is not gathered first. */
const maxGathered = 10_000n;

/**
 * Follows some partitions of a topic, across outages and recreations.
 *
 * When the broker is back after an outage, all that came meanwhile is read up to where the log ends
 * now, so that it can be told how much that is before it is shown.
 */
export class LiveLog {
  readonly #client: KafkaClient;
  readonly #options: LiveLogOptions;
  readonly #host: LiveLogHost;
  readonly #next: Map<number, bigint>;
  /** What lies before these was told as missed; records of the same reading may still hold it. */
  readonly #reported = new Map<number, bigint>();
  /** Partitions that said that the topic is another, since one of them said so twice. */
  readonly #recreated = new Set<number>();
  #isAway = false;
  #gathering: Promise<void> | undefined;

  constructor(client: KafkaClient, options: LiveLogOptions, host: LiveLogHost) {
    this.#client = client;
    this.#options = options;
    this.#host = host;
    this.#next = new Map(options.next);
  }

  /**
   * Reads until the signal aborts.
   *
   * @throws What `readPartitions` throws, the signal's reason included.
   */
  async run(): Promise<void> {
    const { topic, signal, newPartitions = {} } = this.#options;
    const chunks = readPartitions(this.#client, this.#targets(() => null), {
      signal,
      onCorrupt: "skip",
      lane: `fetch ${topic}`,
      newPartitions,
      onNotice: (notice) => this.#notice(notice),
    });
    for await (const chunk of chunks) {
      await this.#gathering;
      const records = this.#take(copyRecords(chunk));
      if (records.length > 0) await this.#host.records(records);
    }
  }

  #targets(stopOf: (partition: number) => bigint | null): ReadTarget[] {
    const { topic, topicId } = this.#options;
    return [...this.#next].map(([partition, start]) => (
      { topic, topicId, partition, start, stop: stopOf(partition) }
    ));
  }

  #take(read: readonly RawRecord[]): readonly RawRecord[] {
    const [first, last] = [read[0], read.at(-1)];
    if (first === undefined || last === undefined) return read;
    const { partition } = first;
    const told = this.#reported.get(partition);
    const records = told === undefined ? read : read.filter(({ offset }) => offset >= told);
    if (records.length === 0) return records;
    this.#reported.delete(partition);
    this.#next.set(partition, last.offset + 1n);
    return records;
  }

  #notice(notice: ReaderNotice): void {
    if (notice.kind === "disconnected") {
      if (this.#isAway) return;
      this.#isAway = true;
      this.#host.away();
    } else if (notice.kind === "reconnected") {
      // Still away where another outage ended before the first was caught up with.
      if (this.#isAway) this.#gathering ??= this.#catchUp();
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
    // Each partition says so once per recreation.
    if (this.#recreated.has(partition)) this.#recreated.clear();
    this.#recreated.add(partition);
    if (this.#recreated.size === 1) this.#host.recreated();
  }

  async #catchUp(): Promise<void> {
    let missed: Missed = { records: [], further: 0 };
    try {
      missed = await this.#missed();
    } catch {
      // What keeps this from being read keeps the reading itself from going on, and that says so.
    }
    this.#isAway = false;
    if (!this.#options.signal.aborted) await this.#host.back(missed.records, missed.further);
    this.#gathering = undefined;
  }

  async #missed(): Promise<Missed> {
    const ends = await this.#ends();
    const targets = this.#targets((partition) => ends.get(partition) ?? null)
      .filter(({ start, stop }) => stop !== null && start < stop);
    const count = targets.reduce((sum, { start, stop }) => sum + (stop! - start), 0n);
    if (count > maxGathered) return { records: [], further: Number(count) };
    const records: RawRecord[] = [];
    if (targets.length === 0) return { records, further: 0 };
    const options = { signal: this.#options.signal, onCorrupt: "skip", lane: "main" } as const;
    for await (const chunk of readPartitions(this.#client, targets, options)) {
      for (const record of copyRecords(chunk)) records.push(record);
    }
    for (const { partition, offset } of records) {
      this.#next.set(partition, offset + 1n);
      this.#reported.set(partition, offset + 1n);
    }
    return { records, further: 0 };
  }

  async #ends(): Promise<Map<number, bigint>> {
    const { topic, signal } = this.#options;
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
