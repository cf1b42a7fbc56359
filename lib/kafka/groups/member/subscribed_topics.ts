import { delay } from "../../../async/delay.ts";
import { WahError } from "../../../errors.ts";
import type { KafkaClient } from "../../client.ts";
import type { ClusterMetadata } from "../../metadata.ts";
import type { DistributedTopics } from "./join_group.ts";

/** Options of {@link SubscribedTopics}. */
export interface SubscribedTopicsOptions {
  /** The topics that exist now. */
  readonly topics: readonly string[];
  /** Returns which of the cluster's topics to read. Default: always the same. */
  readonly wantedTopics?: ((topics: ClusterMetadata["topics"]) => readonly string[]) | undefined;
  /** Interval between checks. */
  readonly everyMs: number;
}

/** The topics that a member subscribes to, and their changes. */
export class SubscribedTopics {
  readonly #client: KafkaClient;
  readonly #options: SubscribedTopicsOptions;
  #names: readonly string[];

  constructor(client: KafkaClient, options: SubscribedTopicsOptions) {
    this.#client = client;
    this.#options = options;
    this.#names = options.topics;
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** Returns the numbers of partitions of those topics that exist. */
  async count(
    topics: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number>> {
    if (topics.length === 0) return new Map();
    return counts(await this.#client.metadata({ topics, signal }), topics);
  }

  /**
   * Resolves when the group has to distribute its partitions again: other topics match, or, if this
   * member leads the group, a topic has more partitions.
   *
   * @throws The signal's reason, when it aborts.
   */
  async changed(distributed: DistributedTopics | null, signal: AbortSignal): Promise<void> {
    const { wantedTopics, everyMs } = this.#options;
    while (true) {
      await delay(everyMs, signal);
      if (wantedTopics === undefined && distributed === null) continue;
      try {
        const topics = wantedTopics === undefined ? distributed!.topics : "all";
        const cluster = await this.#client.metadata({ topics, signal });
        const names = wantedTopics?.(cluster.topics) ?? this.#names;
        const isOther = names.length !== this.#names.length ||
          names.some((name) => !this.#names.includes(name));
        this.#names = names;
        if (isOther || hasOtherCounts(cluster, distributed)) return;
      } catch (error) {
        signal.throwIfAborted();
        // An unreachable or refusing cluster fails the Fetch requests as well, which report it.
        if (!(error instanceof WahError)) throw error;
      }
    }
  }
}

function hasOtherCounts(cluster: ClusterMetadata, distributed: DistributedTopics | null): boolean {
  if (distributed === null) return false;
  const { topics, partitionCounts } = distributed;
  const now = counts(cluster, topics);
  return topics.some((topic) => now.get(topic) !== partitionCounts.get(topic));
}

function counts(
  { topics }: ClusterMetadata,
  names: readonly string[],
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const name of names) {
    const topic = topics.get(name);
    if (topic?.error === null) found.set(name, topic.partitions.length);
  }
  return found;
}
