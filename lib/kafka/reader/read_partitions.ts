import type { KafkaClient } from "../client.ts";
import type { Lane } from "../connection/connection_registry.ts";
import { ReadSession } from "./read_session.ts";
import type { Isolation, ReaderNotice, ReadTarget } from "./read_target.ts";
import type { RecordChunk } from "./record_chunk.ts";
import type { NewPartitions } from "./watch_partitions.ts";

/** How to read. */
export interface ReadOptions {
  /** `uncommitted` when left out. */
  readonly isolation?: Isolation;
  readonly signal?: AbortSignal;
  /** How long a leader may wait for new records before it answers; 500 ms when left out. */
  readonly maxWaitMs?: number;
  /** Most bytes of one answer; 8 MiB when left out. A leader has up to two answers in memory. */
  readonly maxBytes?: number;
  /** Most bytes of one partition in an answer; as `maxBytes` when left out. */
  readonly maxPartitionBytes?: number;
  /**
   * The connection to each leader; `fetch` when left out. Who reads several things at once gives
   * each a lane of its own; `main` suits a short reading that has a stop.
   */
  readonly lane?: Lane;
  /** What to do with records that cannot be read; `stop` when left out. */
  readonly onCorrupt?: "stop" | "skip";
  /** Those that topics get meanwhile are read too; no others than `targets` when left out. */
  readonly newPartitions?: NewPartitions | undefined;
  /** Told what happens beside the records. */
  readonly onNotice?: (notice: ReaderNotice) => void;
}

const defaultMaxWaitMs = 500;
const defaultMaxBytes = 8 * 1024 * 1024;

/**
 * Reads partitions directly, without a consumer group, each from its start up to its stop.
 *
 * Chunks of one partition come in order, those of several as they arrive. Reading survives leader
 * moves and broker restarts; it ends when each partition has reached its stop, also where the last
 * records before it were compacted away, deleted or aborted. Fetching goes on while a chunk is
 * used, by one answer per leader.
 *
 * @throws {CorruptRecordError} When records cannot be read and `onCorrupt` is `stop`.
 * @throws {KafkaError} When a partition may not be read.
 * @throws {FailedError} When a topic is deleted and does not come back.
 * @throws The signal's reason, at once when it aborts.
 */
export async function* readPartitions(
  client: KafkaClient,
  targets: readonly ReadTarget[],
  options: ReadOptions = {},
): AsyncGenerator<RecordChunk, void, void> {
  const { signal, maxBytes = defaultMaxBytes } = options;
  signal?.throwIfAborted();
  await using session = new ReadSession(client, targets, {
    isolation: options.isolation ?? "uncommitted",
    maxWaitMs: options.maxWaitMs ?? defaultMaxWaitMs,
    maxBytes,
    maxPartitionBytes: options.maxPartitionBytes ?? maxBytes,
    lane: options.lane ?? "fetch",
    onCorrupt: options.onCorrupt ?? "stop",
    newPartitions: options.newPartitions,
    onNotice: options.onNotice ?? ((): void => {}),
  });
  const abort = (): void => session.abort(signal?.reason);
  signal?.addEventListener("abort", abort);
  try {
    for (let chunk = await session.pipe.take(); chunk !== null; chunk = await session.pipe.take()) {
      yield chunk;
    }
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
