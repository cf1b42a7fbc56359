import type { Clock } from "../../async/timer.ts";
import { visible } from "../../text/visible.ts";
import type { BrokerSettings } from "../configs/broker_settings.ts";
import { type CleanupRules, cleanupRules } from "../configs/topic_configs.ts";
import { deleteBatch, deleteBatchesBelow } from "../store/batches.ts";
import { deleteProducer } from "../store/producers.ts";
import type { Store } from "../store/store.ts";
import {
  deletePartitionBatches,
  orphanedPartitionIds,
  type SeenTombstones,
  setSeenTombstones,
} from "../store/topics.ts";
import type { Topic } from "../topics/topic.ts";
import type { TopicRegistry } from "../topics/topic_registry.ts";
import { type CommitQueue, StorageError } from "./commit_queue.ts";
import { type CompactionPlan, planCompaction } from "./compaction.ts";
import type { LogManager } from "./log_manager.ts";
import type { PartitionLog } from "./partition_log.ts";
import { retentionStart } from "./retention.ts";

/** Batches deleted with one commit, few enough that requests are not delayed noticeably. */
const batchesPerCommit = 50;
const producersPerCommit = 500;

/** Partitions checked in one turn of the event loop, for the same reason. */
const partitionsPerTurn = 50;

/** The result of the last compaction of a partition. */
interface Compacted extends Omit<CompactionPlan, "droppable"> {
  readonly highWatermark: bigint;
}

/** Dependencies of {@link Maintenance}. */
export interface MaintenanceOptions {
  readonly store: Store;
  readonly commits: CommitQueue;
  readonly topics: TopicRegistry;
  readonly logs: LogManager;
  readonly settings: BrokerSettings;
  readonly clock: Clock;
  /** Logs one line. */
  log(line: string): void;
}

/**
 * Deletes batches after retention, compaction and the deletion of topics, and producers that have
 * been idle for `producer.id.expiration.ms`.
 *
 * Runs every `log.retention.check.interval.ms` and after each deletion of a topic, in portions
 * between which requests are served.
 */
export class Maintenance implements AsyncDisposable {
  readonly #options: MaintenanceOptions;
  readonly #compacted = new Map<bigint, Compacted>();
  readonly #stopped = new AbortController();
  #partitionsSeen = 0;
  #cancelTimer: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: MaintenanceOptions) {
    this.#options = options;
    options.topics.onDeleted((topic) => {
      for (const { id } of topic.partitions) this.#compacted.delete(id);
      this.#enqueue(() => this.#removeOrphans(topic.partitions.map(({ id }) => id)));
    });
  }

  /** Deletes what an earlier process left of deleted topics, and starts the periodic checks. */
  start(): void {
    this.#enqueue(() => this.#removeOrphans(orphanedPartitionIds(this.#options.store)));
    this.#schedule();
  }

  /** Checks every topic now; resolves when everything that is due is deleted. */
  run(): Promise<void> {
    this.#enqueue(async () => {
      for (const topic of this.#options.topics.all()) await this.#tidy(topic);
    });
    return this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    this.#cancelTimer?.();
    await this.#running;
  }

  #schedule(): void {
    const { clock, settings } = this.#options;
    this.#cancelTimer = clock.after(settings.number("log.retention.check.interval.ms"), () => {
      void this.run().then(() => {
        if (!this.#stopped.signal.aborted) this.#schedule();
      });
    });
  }

  /**
   * Runs one task after the other. If a task fails, the next one still runs. The commit queue has
   * logged disk errors; any other error is logged here.
   */
  #enqueue(work: () => Promise<void>): void {
    this.#running = this.#running.then(async () => {
      if (this.#stopped.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        if (error instanceof StorageError) return;
        const found = error instanceof Error ? error.stack ?? error.message : String(error);
        this.#options.log(visible(`Could not clean up the logs: ${found}`));
      }
    });
  }

  async #tidy(topic: Topic): Promise<void> {
    const { settings, logs, clock } = this.#options;
    const rules = cleanupRules(topic, settings);
    for (const partition of topic.partitions) {
      if (++this.#partitionsSeen % partitionsPerTurn === 0) await nextTurn();
      if (this.#stopped.signal.aborted || partition.isDeleted) return;
      await this.#removeBelowStart(partition);
      const start = retentionStart(partition, rules, clock.now());
      if (start > partition.logStartOffset) {
        await logs.startAt(partition, start);
        await this.#removeBelowStart(partition);
      }
      if (rules.compacts) await this.#compact(partition, rules);
      await this.#forgetProducers(partition);
    }
  }

  async #removeBelowStart(partition: PartitionLog): Promise<void> {
    if (!partition.hasHiddenBatches) return;
    await this.#inPortions((store) => {
      const sizes = deleteBatchesBelow(
        store,
        partition.id,
        partition.logStartOffset,
        batchesPerCommit,
      );
      return { count: sizes.length, sizeBytes: sizes.reduce((sum, size) => sum + size, 0) };
    }, partition);
  }

  async #compact(partition: PartitionLog, rules: CleanupRules): Promise<void> {
    const { clock, commits } = this.#options;
    const now = clock.now();
    const { highWatermark, seenTombstones: seen } = partition;
    const isDue = seen !== null && BigInt(now - seen.at) >= rules.deleteRetentionMs;
    const last = this.#compacted.get(partition.id);
    const isKnown = last?.highWatermark === highWatermark && !last.keepsYoung;
    if (isKnown && !(last.keepsTombstones && isDue)) return;
    const time = { now, tombstonesBelow: isDue ? seen.below : 0n };
    const { droppable, ...kept } = await planCompaction(partition, rules, time, () => nextTurn());
    for (let index = 0; index < droppable.length; index += batchesPerCommit) {
      if (this.#stopped.signal.aborted || partition.isDeleted) return;
      const portion = droppable.slice(index, index + batchesPerCommit);
      let sizeBytes = 0;
      await commits.enqueue({
        apply: (store) => {
          for (const base of portion) sizeBytes += deleteBatch(store, partition.id, base);
        },
        committed: () => partition.removed(sizeBytes),
      });
    }
    if (kept.keepsTombstones && (isDue || seen === null)) {
      await this.#storeSeenTombstones(partition, { below: highWatermark, at: now });
    }
    this.#compacted.set(partition.id, { highWatermark, ...kept });
  }

  /** Starts `delete.retention.ms` for the current tombstones. */
  async #storeSeenTombstones(partition: PartitionLog, seen: SeenTombstones): Promise<void> {
    await this.#options.commits.enqueue({
      apply: (store) => setSeenTombstones(store, partition.id, seen),
      committed: () => {
        partition.seenTombstones = seen;
      },
    });
  }

  /** Deletes producers that have been idle for so long that they no longer retry. */
  async #forgetProducers(partition: PartitionLog): Promise<void> {
    const { settings, clock, commits } = this.#options;
    const forgetBefore = clock.now() - settings.number("producer.id.expiration.ms");
    const idle = [...partition.producers].filter(([, state]) => state.lastWriteAt < forgetBefore);
    for (let index = 0; index < idle.length; index += producersPerCommit) {
      const forgotten: bigint[] = [];
      await commits.enqueue({
        apply: (store) => {
          for (const [id, state] of idle.slice(index, index + producersPerCommit)) {
            // It has written since then, perhaps in this commit.
            if (partition.producers.get(id) !== state) continue;
            deleteProducer(store, partition.id, id);
            forgotten.push(id);
          }
        },
        committed: () => {
          for (const id of forgotten) partition.producers.delete(id);
        },
      });
    }
  }

  async #removeOrphans(partitionIds: readonly bigint[]): Promise<void> {
    for (const id of partitionIds) {
      await this.#inPortions((store) => ({
        count: deletePartitionBatches(store, id, batchesPerCommit),
        sizeBytes: 0,
      }));
    }
  }

  /** Repeats `remove`, each time in a separate commit, until it removes less than a portion. */
  async #inPortions(
    remove: (store: Store) => { readonly count: number; readonly sizeBytes: number },
    partition?: PartitionLog,
  ): Promise<void> {
    let removed = { count: batchesPerCommit, sizeBytes: 0 };
    while (removed.count === batchesPerCommit && !this.#stopped.signal.aborted) {
      await this.#options.commits.enqueue({
        apply: (store) => {
          removed = remove(store);
        },
        committed: () => partition?.removed(removed.sizeBytes),
      });
    }
  }
}

/** Resolves after everything else that is waiting has run. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
