import type { KafkaClient } from "../client.ts";
import type { Lane } from "../connection/connection_registry.ts";
import { ReadSession } from "./read_session.ts";
import type { Isolation, ReaderNotice, ReadTarget } from "./read_target.ts";
import type { RecordChunk } from "./record_chunk.ts";
import type { NewPartitions } from "./watch_partitions.ts";

/** Options of {@link readPartitions}. */
export interface ReadOptions {
  /** Default: `uncommitted`. */
  readonly isolation?: Isolation;
  readonly signal?: AbortSignal;
  /** How long a leader may wait for new records before it answers. Default: 500 ms. */
  readonly maxWaitMs?: number;
  /** Maximum size of one response; up to two per leader are in memory. Default: 8 MiB. */
  readonly maxBytes?: number;
  /** Maximum size per partition in a response. Default: `maxBytes`. */
  readonly maxPartitionBytes?: number;
  /**
   * The connection to each leader. Default: `fetch`. Reads in parallel need a separate lane each;
   * `main` suits a short read with a stop.
   */
  readonly lane?: Lane;
  /**
   * Whether chunks without records report how far a partition is read, if for example only control
   * records came. Default: false.
   */
  readonly emptyChunks?: boolean;
  /** Whether to fail at records that cannot be read, or skip them. Default: `stop`. */
  readonly onCorrupt?: "stop" | "skip";
  /** Which partitions that are added to the topics to read as well. Default: none. */
  readonly newPartitions?: NewPartitions | undefined;
  /** Called for events other than records, for example skipped records. */
  readonly onNotice?: (notice: ReaderNotice) => void;
}

const defaultMaxWaitMs = 500;
const defaultMaxBytes = 8 * 1024 * 1024;

/**
 * Reads partitions directly, without a consumer group, each from its start to its stop.
 *
 * Chunks of one partition are in order; chunks of different partitions are in order of arrival.
 * Reading continues after leader changes and broker restarts. It ends when each partition has
 * reached its stop, even if the last records before it were compacted, deleted or aborted; never if
 * it waits for new topics. While
 * the caller uses a chunk, one more response per leader is fetched.
 *
 * @throws {CorruptRecordError} If records cannot be read and `onCorrupt` is `stop`.
 * @throws {KafkaError} If the client is not allowed to read a partition.
 * @throws {FailedError} If a topic is deleted and not recreated.
 * @throws The signal's reason, when it aborts.
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
    emptyChunks: options.emptyChunks,
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
