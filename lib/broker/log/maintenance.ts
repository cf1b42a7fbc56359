import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock, Timer } from "../clock.ts";
import type { BrokerSettings } from "../configs/broker_settings.ts";
import { cleanupRules } from "../configs/topic_configs.ts";
import { deleteBatch, deleteBatchesBelow } from "../store/batches.ts";
import type { Store } from "../store/store.ts";
import { deletePartitionBatches, orphanedPartitionIds } from "../store/topics.ts";
import type { Topic } from "../topics/topic.ts";
import type { TopicRegistry } from "../topics/topic_registry.ts";
import { type CommitQueue, StorageError } from "./commit_queue.ts";
import { droppableBatches } from "./compaction.ts";
import type { LogManager } from "./log_manager.ts";
import type { PartitionLog } from "./partition_log.ts";
import { retentionStart } from "./retention.ts";

/** Batches removed with one commit, few enough that requests do not notice. */
const batchesPerCommit = 50;

/** What maintenance works with. */
export interface MaintenanceOptions {
  readonly store: Store;
  readonly commits: CommitQueue;
  readonly topics: TopicRegistry;
  readonly logs: LogManager;
  readonly settings: BrokerSettings;
  readonly clock: Clock;
}

/**
 * Removes what nobody may read any more: by retention, by compaction, and of deleted topics.
 *
 * Runs every `log.retention.check.interval.ms` and after each deletion of a topic, in portions
 * between which requests are served.
 */
export class Maintenance implements AsyncDisposable {
  readonly #options: MaintenanceOptions;
  /** High watermarks up to which partitions were compacted. */
  readonly #compactedTo = new Map<bigint, bigint>();
  readonly #stopped = new AbortController();
  #timer: Timer | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: MaintenanceOptions) {
    this.#options = options;
    options.topics.onDeleted((topic) => {
      for (const { id } of topic.partitions) this.#compactedTo.delete(id);
      this.#inTurn(() => this.#removeOrphans(topic.partitions.map(({ id }) => id)));
    });
  }

  /** Removes what an earlier process left of deleted topics, and begins to look at times. */
  start(): void {
    this.#inTurn(() => this.#removeOrphans(orphanedPartitionIds(this.#options.store)));
    this.#schedule();
  }

  /** Looks at every topic now; resolves when all that had to go is gone. */
  run(): Promise<void> {
    this.#inTurn(async () => {
      for (const topic of this.#options.topics.all()) await this.#tidy(topic);
    });
    return this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    this.#timer?.cancel();
    await this.#running;
  }

  #schedule(): void {
    const { clock, settings } = this.#options;
    this.#timer = clock.after(settings.number("log.retention.check.interval.ms"), () => {
      void this.run().then(() => {
        if (!this.#stopped.signal.aborted) this.#schedule();
      });
    });
  }

  /** One piece of work after the other; a disk that refuses ends this piece, the next may try. */
  #inTurn(work: () => Promise<void>): void {
    this.#running = this.#running.then(async () => {
      if (this.#stopped.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
      }
    });
  }

  async #tidy(topic: Topic): Promise<void> {
    const { settings, logs, clock } = this.#options;
    const rules = cleanupRules(topic, settings);
    for (const partition of topic.partitions) {
      if (this.#stopped.signal.aborted || partition.isDeleted) return;
      const start = retentionStart(partition, rules, clock.now());
      if (start > partition.logStartOffset) await logs.startAt(partition, start);
      await this.#removeBelowStart(partition);
      if (rules.compacts) await this.#compact(partition, topic);
    }
  }

  async #removeBelowStart(partition: PartitionLog): Promise<void> {
    await this.#inPortions((store) =>
      deleteBatchesBelow(store, partition.id, partition.logStartOffset, batchesPerCommit)
    );
    partition.compacted();
  }

  async #compact(partition: PartitionLog, topic: Topic): Promise<void> {
    const { settings, clock, commits } = this.#options;
    const end = partition.highWatermark;
    if (this.#compactedTo.get(partition.id) === end) return;
    const rules = cleanupRules(topic, settings);
    const bases = await droppableBatches(partition, rules, clock.now(), () => nextTurn());
    for (let index = 0; index < bases.length; index += batchesPerCommit) {
      if (this.#stopped.signal.aborted || partition.isDeleted) return;
      const portion = bases.slice(index, index + batchesPerCommit);
      await commits.enqueue({
        apply: (store) => {
          for (const base of portion) deleteBatch(store, partition.id, base);
        },
        committed: () => partition.compacted(),
      });
    }
    this.#compactedTo.set(partition.id, end);
  }

  async #removeOrphans(partitionIds: readonly bigint[]): Promise<void> {
    for (const id of partitionIds) {
      await this.#inPortions((store) => deletePartitionBatches(store, id, batchesPerCommit));
    }
  }

  /** Repeats `remove` in commits of its own until it removes less than a portion. */
  async #inPortions(remove: (store: Store) => number): Promise<void> {
    let removed = batchesPerCommit;
    while (removed === batchesPerCommit && !this.#stopped.signal.aborted) {
      await this.#options.commits.enqueue({
        apply: (store) => {
          removed = remove(store);
        },
      });
    }
  }
}
