import type { BatchRules } from "../../../lib/broker/log/batch_checks.ts";
import { CommitQueue } from "../../../lib/broker/log/commit_queue.ts";
import { type AppendResult, LogManager } from "../../../lib/broker/log/log_manager.ts";
import type { PartitionLog } from "../../../lib/broker/log/partition_log.ts";
import { Store } from "../../../lib/broker/store/store.ts";
import { TopicRegistry } from "../../../lib/broker/topics/topic_registry.ts";
import type { Clock } from "../../../lib/async/timer.ts";
import { type BatchOptions, encodeBatch } from "../../../lib/wire/batches/batch_encoder.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

/** The rules of a topic without configs. */
export const plainRules: BatchRules = {
  maxMessageBytes: 1_048_588,
  timestampType: "CreateTime",
  timestampAfterMaxMs: 3_600_000n,
  timestampBeforeMaxMs: 9_223_372_036_854_775_807n,
  compacted: false,
  allowsZstd: true,
};

/** A clock that stays at `time` until it is set. */
export class StillClock implements Clock {
  time = 1_700_000_000_000;

  now(): number {
    return this.time;
  }

  monotonicMs(): number {
    return this.time;
  }

  after(): () => void {
    return () => {};
  }
}

/** A record: its value, and other values for some cases. */
export interface Entry {
  readonly key?: string | null;
  readonly value?: string | null;
  readonly timestamp?: bigint;
}

/** Returns the bytes of a batch of `entries`, as a producer sends it. */
export function batchOf(entries: readonly Entry[], options: BatchOptions = {}): Uint8Array {
  const bytes = (text: string | null | undefined): Uint8Array | null =>
    text === null || text === undefined ? null : utf8(text);
  const records = entries.map(({ key, value = "v", timestamp = 1_700_000_000_000n }) => ({
    key: bytes(key),
    value: bytes(value),
    timestamp,
  }));
  return encodeBatch(records, options);
}

/** A store, its commit queue and one topic with one partition. */
export class LogFixture implements Disposable {
  readonly store: Store;
  readonly commits: CommitQueue;
  readonly topics: TopicRegistry;
  readonly clock = new StillClock();
  readonly logs: LogManager;

  constructor(path = ":memory:") {
    this.store = new Store({ path });
    this.commits = new CommitQueue(this.store);
    this.topics = new TopicRegistry(this.store, this.commits);
    this.logs = new LogManager(this.commits, this.clock);
  }

  /** Returns the only partition of `topic`, which is created if missing. */
  async partition(topic = "t"): Promise<PartitionLog> {
    const spec = { name: topic, partitionCount: 1, configs: new Map<string, string>() };
    const found = this.topics.get(topic) ?? await this.topics.create(spec);
    return found.partitions[0]!;
  }

  append(
    partition: PartitionLog,
    entries: readonly Entry[],
    options: BatchOptions = {},
  ): Promise<AppendResult> {
    return this.logs.append(partition, batchOf(entries, options), plainRules);
  }

  [Symbol.dispose](): void {
    this.commits.flush();
    this.store.close();
  }
}
