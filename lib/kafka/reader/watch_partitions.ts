import { delay } from "../../async/delay.ts";
import { WahError } from "../../errors.ts";
import type { KafkaClient } from "../client.ts";
import type { ClusterMetadata } from "../metadata.ts";
import type { ReaderNotice, ReadTarget } from "./read_target.ts";

/** Which partitions that are added to a topic while it is read to read as well. */
export interface NewPartitions {
  /** Interval between checks, and so the delay until new records are seen. Default: 30 s. */
  readonly everyMs?: number;
  /** Returns the partitions to read of a topic with that many. Default: all. */
  readonly wanted?: (partitionCount: number) => readonly number[];
  /**
   * Returns which of the cluster's topics to read. Those that are not read yet are read from their
   * beginning. Default: no further topics.
   */
  readonly wantedTopics?: (topics: ClusterMetadata["topics"]) => readonly string[];
}

/** Options of {@link watchPartitions}. */
export interface WatchPartitionsOptions extends NewPartitions {
  readonly signal: AbortSignal;
  onNotice(notice: ReaderNotice): void;
  /** Called for each new partition, to read it as well. */
  add(target: ReadTarget): void;
}

/** Other clients check every five minutes (`metadata.max.age.ms`), too rarely for live output. */
const defaultEveryMs = 30_000;

/**
 * Checks repeatedly, until the signal aborts, whether the topics of `targets` have new partitions,
 * and whether there are new topics to read.
 *
 * New partitions are read from their beginning, because all their records are newer than the read.
 *
 * @throws Whatever the metadata request throws, except a {@link WahError}.
 *
 * @throws The signal's reason, when it aborts.
 */
export async function watchPartitions(
  client: KafkaClient,
  targets: readonly ReadTarget[],
  options: WatchPartitionsOptions,
): Promise<void> {
  const { signal, everyMs = defaultEveryMs } = options;
  const known = new Map<string, Set<number>>();
  for (const [topic, members] of Map.groupBy(targets, ({ topic }) => topic)) {
    known.set(topic, new Set(members.map(({ partition }) => partition)));
  }
  while (true) {
    await delay(everyMs, signal);
    try {
      const topics = options.wantedTopics === undefined ? [...known.keys()] : "all";
      const cluster = await client.metadata({ topics, signal });
      addTopics(known, cluster, options);
      report(known, cluster, options);
    } catch (error) {
      signal.throwIfAborted();
      // An unreachable or refusing cluster fails the Fetch requests as well, which report it.
      if (!(error instanceof WahError)) throw error;
    }
  }
}

function addTopics(
  known: Map<string, Set<number>>,
  { topics }: ClusterMetadata,
  { wantedTopics, onNotice }: WatchPartitionsOptions,
): void {
  for (const topic of wantedTopics?.(topics) ?? []) {
    if (known.has(topic) || topics.get(topic)?.error !== null) continue;
    known.set(topic, new Set());
    onNotice({ kind: "created", topic });
  }
}

function report(
  known: ReadonlyMap<string, Set<number>>,
  { topics }: ClusterMetadata,
  { wanted, onNotice, add }: WatchPartitionsOptions,
): void {
  for (const [topic, read] of known) {
    const found = topics.get(topic);
    if (found === undefined || found.error !== null) continue;
    const existing = found.partitions.map(({ partition }) => partition);
    const added = (wanted?.(existing.length) ?? existing).filter((partition) =>
      !read.has(partition)
    );
    if (added.length === 0) continue;
    if (read.size > 0) onNotice({ kind: "grown", topic, partitions: added });
    for (const partition of added) {
      read.add(partition);
      add({ topic, partition, topicId: found.topicId, start: 0n, stop: null });
    }
  }
}
