import { partitionKey } from "../admin/per_leader.ts";
import type { KafkaClient } from "../client.ts";
import { readPartitions } from "./read_partitions.ts";
import type { Isolation, ReadTarget } from "./read_target.ts";
import type { RecordChunk } from "./record_chunk.ts";

/** One partition with the bounds of its log. */
export interface TailLog extends Omit<ReadTarget, "stop"> {
  /** The offset after the last visible one: the high watermark, or the last stable offset. */
  readonly end: bigint;
}

/** Options of {@link findTails}. */
export interface FindTailsOptions {
  /** Number of records to find in each partition. */
  readonly count: bigint;
  /** Whether records of aborted transactions count: not with `committed`. */
  readonly isolation: Isolation;
  readonly signal?: AbortSignal;
}

/** Factor by which the window grows with each step. */
const growth = 4n;
/** Maximum size of one response; the search keeps one per broker in memory. */
const maxFetchBytes = 2 * 1024 * 1024;

/**
 * Finds the offset at which the last `count` records of each log begin, in the order of `logs`; the
 * start of the log if it holds fewer.
 *
 * Some offsets have no record: compaction leaves gaps, and transactions leave markers and, for
 * committed reads, aborted records. So this reads backwards from the end, in windows that grow
 * until they contain enough records, and counts by batch headers. It reads at most about four times
 * the bytes of the records that it finds, and nothing of a log with no more offsets than `count`.
 * Records that cannot be read do not count.
 *
 * @throws As `readPartitions()`, except {@link CorruptRecordError}.
 */
export async function findTails(
  client: KafkaClient,
  logs: readonly TailLog[],
  options: FindTailsOptions,
): Promise<bigint[]> {
  const searches = logs.map((log) => new TailSearch(log, options.count));
  const openOnes = (): TailSearch[] => searches.filter(({ isDone }) => !isDone);
  for (let open = openOnes(); open.length > 0; open = openOnes()) {
    const windows = open.map((search) => ({ search, target: search.stepBack() }));
    await visitChunks(client, windows, options, (search, chunk) => search.add(chunk));
    for (const search of open) search.finishWindow();
  }
  const rests = searches.flatMap((search) =>
    search.rest === null ? [] : [{ search, target: search.rest }]
  );
  await visitChunks(client, rests, options, (search, chunk) => search.locate(chunk));
  return searches.map(({ offset }) => offset);
}

async function visitChunks(
  client: KafkaClient,
  reads: readonly { readonly search: TailSearch; readonly target: ReadTarget }[],
  { isolation, signal }: FindTailsOptions,
  visit: (search: TailSearch, chunk: RecordChunk) => void,
): Promise<void> {
  const byPartition = new Map(reads.map(({ search }) => [partitionKey(search.log), search]));
  const chunks = readPartitions(client, reads.map(({ target }) => target), {
    isolation,
    onCorrupt: "skip",
    maxBytes: maxFetchBytes,
    ...(signal && { signal }),
  });
  for await (const chunk of chunks) visit(byPartition.get(partitionKey(chunk))!, chunk);
}

/** The first offset and the number of the records in one response. */
interface ChunkCount {
  readonly start: bigint;
  readonly records: bigint;
}

/** The search in one log: backwards from the end by windows, then forwards within a response. */
class TailSearch {
  readonly log: TailLog;
  /** Number of records still to find. */
  #missing: bigint;
  /** All records from this offset on are counted. */
  #low: bigint;
  #high: bigint;
  #window: bigint;
  #chunks: ChunkCount[] = [];
  #isFound = false;
  /** The response to read again, because the tail begins inside it, and the records to skip. */
  #rest: ReadTarget | null = null;
  #skips = 0n;

  constructor(log: TailLog, count: bigint) {
    this.log = log;
    this.#missing = count;
    this.#window = count;
    this.#high = log.end;
    this.#low = log.end - log.start <= count ? log.start : log.end;
  }

  get isDone(): boolean {
    return this.#isFound || this.#missing === 0n || this.#low === this.log.start;
  }

  /** The range to read again for {@link locate}; null if that is not needed. */
  get rest(): ReadTarget | null {
    return this.#rest;
  }

  /** The first offset of the tail. */
  get offset(): bigint {
    return this.#low;
  }

  /** Moves the window back and returns the range to read. */
  stepBack(): ReadTarget {
    const { start } = this.log;
    this.#high = this.#low;
    const low = this.#high - this.#window;
    this.#low = low > start ? low : start;
    this.#window *= growth;
    this.#chunks = [];
    return this.#target(this.#low, this.#high);
  }

  add(chunk: RecordChunk): void {
    this.#chunks.push({ start: chunk.start, records: BigInt(chunk.countRecords()) });
  }

  /** Finds the response of this window in which the tail begins, if it does. */
  finishWindow(): void {
    let stop = this.#high;
    for (const { start, records } of this.#chunks.toReversed()) {
      if (records >= this.#missing) {
        this.#isFound = true;
        this.#low = start;
        this.#skips = records - this.#missing;
        if (this.#skips > 0n) this.#rest = this.#target(start, stop);
        return;
      }
      this.#missing -= records;
      stop = start;
    }
  }

  /** Skips records of {@link rest} until the tail begins. */
  locate(chunk: RecordChunk): void {
    if (this.#skips < 0n) return;
    chunk.forEach(({ offset }) => {
      this.#low = offset;
      this.#skips -= 1n;
      return this.#skips >= 0n;
    });
  }

  #target(start: bigint, stop: bigint): ReadTarget {
    const { topic, partition, topicId } = this.log;
    return { topic, partition, topicId, start, stop };
  }
}
