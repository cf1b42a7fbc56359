import { delay } from "../../async/delay.ts";
import type { KafkaClient } from "../client.ts";
import type { ClusterMetadata } from "../metadata.ts";
import type { ReaderNotice, ReadTarget } from "./read_target.ts";

/** Which of the partitions that a topic gets while it is read are read too. */
export interface NewPartitions {
  /** How often they are looked for; 30 s when left out. Records wait that long for being seen. */
  readonly everyMs?: number;
  /** The partitions wanted of a topic that has so many; all when left out. */
  readonly wanted?: (partitionCount: number) => readonly number[];
}

/** Whom {@link watchPartitions} tells what it finds. */
export interface WatchPartitionsOptions extends NewPartitions {
  readonly signal: AbortSignal;
  onNotice(notice: ReaderNotice): void;
  /** Reads this partition too. */
  add(target: ReadTarget): void;
}

/** Other clients take five minutes, `metadata.max.age.ms`: too long for whoever watches. */
const defaultEveryMs = 30_000;

/**
 * Looks, until the signal aborts, for partitions that the topics of `targets` have got since.
 *
 * Each is to be read from its beginning: all that it holds was written after the reading began.
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
      report(known, await client.metadata({ topics: [...known.keys()], signal }), options);
    } catch {
      // What keeps this from being asked keeps the reading from going on too, and that says so.
      signal.throwIfAborted();
    }
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
    const there = found.partitions.map(({ partition }) => partition);
    const added = (wanted?.(there.length) ?? there).filter((partition) => !read.has(partition));
    if (added.length === 0) continue;
    onNotice({ kind: "grown", topic, partitions: added });
    for (const partition of added) {
      read.add(partition);
      add({ topic, partition, topicId: found.topicId, start: 0n, stop: null });
    }
  }
}
