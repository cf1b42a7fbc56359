import type { RecordView } from "../../wire/batches/record_view.ts";
import type { KafkaClient } from "../client.ts";
import { type ReadOptions, readPartitions } from "./read_partitions.ts";
import type { ReadTarget } from "./read_target.ts";
import type { RecordChunk } from "./record_chunk.ts";
import { TimeHeap, TimeStream } from "./time_heap.ts";
import { withoutRepeats } from "./without_repeats.ts";

/** Options of {@link readByTime}. */
export interface ReadByTimeOptions
  extends Omit<ReadOptions, "newPartitions" | "lane" | "maxBytes" | "maxPartitionBytes"> {
  /** Called, and awaited, when the records of a chunk are about to be merged. */
  readonly onChunk?: (chunk: RecordChunk) => Promise<void> | void;
}

/** Memory for responses, shared by all partitions. */
const maxBufferedBytes = 48 * 1024 * 1024;
/** Responses of one partition that may be in memory: one in use, one waiting, one arriving. */
const responsesPerPartition = 3;
const minBytes = 64 * 1024;
const maxBytes = 1024 * 1024;
/** A read with a stop rarely has to wait, and the partitions share one connection. */
const defaultMaxWaitMs = 100;
/** Records after which the caller can write what it has. */
const recordsPerTurn = 2_000;

/**
 * Reads partitions up to their stops, merged by timestamp: the oldest record comes first.
 *
 * The records of one partition stay in the order of their offsets, even if their timestamps are
 * not. Records with equal timestamps are in the order of `targets`. At most a few responses per
 * partition are in memory, about 48 MiB in total unless batches are larger.
 *
 * @throws {TypeError} If a target has no stop.
 * @throws Whatever `readPartitions()` throws.
 */
export async function* readByTime(
  client: KafkaClient,
  targets: readonly ReadTarget[],
  { onChunk, ...options }: ReadByTimeOptions = {},
): AsyncGenerator<MergedChunk, void, void> {
  if (targets.some(({ stop }) => stop === null)) throw new TypeError("a target has no stop");
  const share = Math.floor(maxBufferedBytes / responsesPerPartition / targets.length);
  const stop = new AbortController();
  const signals = [stop.signal, ...(options.signal ? [options.signal] : [])];
  const reading: ReadOptions = {
    maxWaitMs: defaultMaxWaitMs,
    ...options,
    signal: AbortSignal.any(signals),
    lane: "fetch by time",
    maxBytes: Math.min(Math.max(share, minBytes), maxBytes),
    ...(options.onNotice && { onNotice: withoutRepeats(options.onNotice) }),
  };
  const streams = targets.map((target, index) =>
    new TimeStream(readPartitions(client, [target], reading), index, onChunk)
  );
  try {
    const loaded = await Promise.all(streams.map((stream) => stream.load()));
    const heap = new TimeHeap(streams.filter((_, index) => loaded[index]));
    while (heap.top !== undefined) {
      const chunk = new MergedChunk(heap);
      yield chunk;
      if (chunk.drained === null) return;
      if (await chunk.drained.load()) heap.push(chunk.drained);
    }
  } finally {
    stop.abort(new Error("The reader is closed"));
    await Promise.allSettled(streams.map((stream) => stream.close()));
  }
}

/**
 * Records of several partitions, in the order of their timestamps. While a record is visited, the
 * properties of the chunk are those of the record's partition.
 */
class MergedChunk {
  /** The stream whose records ran out; null if the visitor stopped before that. */
  drained: TimeStream | null = null;
  /** Its batches are groups of records of several batches. */
  readonly isMerged = true;
  readonly #heap: TimeHeap;
  #source: RecordChunk;
  #visitedBatches = 0;

  /** @param heap At least one stream that has a record. */
  constructor(heap: TimeHeap) {
    this.#heap = heap;
    this.#source = heap.top!.chunk;
  }

  get topic(): string {
    return this.#source.topic;
  }

  get partition(): number {
    return this.#source.partition;
  }

  get logStartOffset(): bigint {
    return this.#source.logStartOffset;
  }

  get lastStableOffset(): bigint {
    return this.#source.lastStableOffset;
  }

  get highWatermark(): bigint {
    return this.#source.highWatermark;
  }

  /** Grows until the records of a stream run out. */
  get batchCount(): number {
    return this.#visitedBatches + (this.drained === null ? 1 : 0);
  }

  /** Visits the next records; `index` must be that of the next batch. */
  visitBatch(_index: number, visit: (record: RecordView) => boolean | void): boolean {
    this.#visitedBatches++;
    const heap = this.#heap;
    for (let count = 0; count < recordsPerTurn; count++) {
      const stream = heap.top!;
      this.#source = stream.chunk;
      const continues = visit(stream.record) !== false;
      if (stream.next()) heap.update();
      else {
        heap.pop();
        this.drained = stream;
      }
      if (!continues) return false;
      if (this.drained !== null) return true;
    }
    return true;
  }
}
