import { clientText, clientTextColumn } from "./client_text.ts";
import type { Store } from "./store.ts";

/** Which tombstones of a partition compaction has seen: from then on they are kept for a time. */
export interface SeenTombstones {
  /** All of them lie below this offset. */
  readonly below: bigint;
  /** In milliseconds since the Unix epoch. */
  readonly at: number;
}

/** One partition as stored. */
export interface StoredPartition {
  /** Never reused, not even after the topic is gone. */
  readonly id: bigint;
  readonly number: number;
  readonly logStartOffset: bigint;
  /** Null before compaction has seen any. */
  readonly seenTombstones: SeenTombstones | null;
}

/** One topic as stored, partitions in order of their numbers. */
export interface StoredTopic {
  readonly id: string;
  readonly name: string;
  readonly configs: ReadonlyMap<string, string>;
  readonly partitions: readonly StoredPartition[];
}

/** Every topic of the store, by name. */
export function loadTopics(store: Store): StoredTopic[] {
  const partitions = new Map<string, StoredPartition[]>();
  for (
    const row of store.statement(
      "select * from partitions order by topic_id, number",
    ).iterate()
  ) {
    const list = partitions.get(row["topic_id"] as string) ?? [];
    list.push({
      id: row["id"] as bigint,
      number: Number(row["number"]),
      logStartOffset: row["log_start_offset"] as bigint,
      seenTombstones: row["tombstones_below"] === null ? null : {
        below: row["tombstones_below"] as bigint,
        at: Number(row["tombstones_seen_at"]),
      },
    });
    partitions.set(row["topic_id"] as string, list);
  }
  const configs = new Map<string, Map<string, string>>();
  for (
    const row of store.statement(
      `select topic_id, key, ${clientTextColumn("value")} from topic_configs`,
    ).iterate()
  ) {
    const map = configs.get(row["topic_id"] as string) ?? new Map<string, string>();
    map.set(row["key"] as string, clientText(row["value"]));
    configs.set(row["topic_id"] as string, map);
  }
  return store.statement("select id, name from topics order by name").all().map((row) => {
    const id = row["id"] as string;
    return {
      id,
      name: row["name"] as string,
      configs: configs.get(id) ?? new Map<string, string>(),
      partitions: partitions.get(id) ?? [],
    };
  });
}

/** Adds a topic with its configs and partitions; call inside a transaction. */
export function insertTopic(
  store: Store,
  topic: {
    readonly id: string;
    readonly name: string;
    readonly configs: ReadonlyMap<string, string>;
    readonly partitionCount: number;
  },
): StoredTopic {
  store.run("insert into topics (id, name) values (?, ?)", topic.id, topic.name);
  replaceConfigs(store, topic.id, topic.configs);
  return {
    id: topic.id,
    name: topic.name,
    configs: topic.configs,
    partitions: insertPartitions(store, topic.id, { from: 0, to: topic.partitionCount }),
  };
}

/** Adds the partitions numbered `from` up to but not including `to`; call inside a transaction. */
export function insertPartitions(
  store: Store,
  topicId: string,
  range: { readonly from: number; readonly to: number },
): StoredPartition[] {
  const added: StoredPartition[] = [];
  const insert = store.statement("insert into partitions (topic_id, number) values (?, ?)");
  for (let number = range.from; number < range.to; number++) {
    const result = insert.run(topicId, number);
    const id = BigInt(result.lastInsertRowid);
    added.push({ id, number, logStartOffset: 0n, seenTombstones: null });
  }
  return added;
}

/** Whether a topic is stored; what waits in the same commit may have deleted it. */
export function hasTopic(store: Store, topicId: string): boolean {
  return store.statement("select 1 as found from topics where id = ?").get(topicId) !== undefined;
}

/** How many partitions a topic has, counting what waits in the same commit. */
export function countPartitions(store: Store, topicId: string): number {
  const row = store.statement("select count(*) as value from partitions where topic_id = ?")
    .get(topicId);
  return Number(row?.["value"] ?? 0);
}

/** The configs set on a topic, counting what waits in the same commit. */
export function loadConfigs(store: Store, topicId: string): Map<string, string> {
  const rows = store.statement(
    `select key, ${clientTextColumn("value")} from topic_configs where topic_id = ?`,
  ).all(topicId);
  return new Map(rows.map((row) => [row["key"] as string, clientText(row["value"])]));
}

/** Replaces all explicit configs of a topic; call inside a transaction. */
export function replaceConfigs(
  store: Store,
  topicId: string,
  configs: ReadonlyMap<string, string>,
): void {
  store.run("delete from topic_configs where topic_id = ?", topicId);
  for (const [key, value] of configs) {
    store.run(
      "insert into topic_configs (topic_id, key, value) values (?, ?, ?)",
      topicId,
      key,
      value,
    );
  }
}

/** Moves the start of a log forward, never back; call inside a transaction. */
export function setLogStartOffset(store: Store, partitionId: bigint, offset: bigint): void {
  store.run(
    "update partitions set log_start_offset = max(log_start_offset, ?) where id = ?",
    offset,
    partitionId,
  );
}

/** Notes which tombstones compaction has seen; call inside a transaction. */
export function setSeenTombstones(
  store: Store,
  partitionId: bigint,
  { below, at }: SeenTombstones,
): void {
  store.run(
    "update partitions set tombstones_below = ?, tombstones_seen_at = ? where id = ?",
    below,
    at,
    partitionId,
  );
}

/**
 * Forgets a topic with its configs, partitions, producers and committed offsets; call inside a
 * transaction. Its batches stay until {@link deletePartitionBatches} has removed them in portions.
 */
export function deleteTopic(store: Store, topicId: string): void {
  store.run(
    "delete from producers where partition_id in (select id from partitions where topic_id = ?)",
    topicId,
  );
  store.run("delete from topics where id = ?", topicId);
}

/**
 * Removes up to `limit` batches of one partition that no topic has any more; call inside a
 * transaction. Returns how many went.
 */
export function deletePartitionBatches(store: Store, partitionId: bigint, limit: number): number {
  const result = store.statement(
    `delete from batches where row in
       (select row from batches where partition_id = ? order by base_offset limit ?)`,
  ).run(partitionId, limit);
  return Number(result.changes);
}

/** Ids of partitions that have batches but no topic: left by a deletion that was cut short. */
export function orphanedPartitionIds(store: Store): bigint[] {
  const orphans: bigint[] = [];
  const next = store.statement(
    `select partition_id as id from batches where partition_id > ?
     order by partition_id limit 1`,
  );
  const known = store.statement("select 1 as found from partitions where id = ?");
  for (let row = next.get(-1n); row !== undefined; row = next.get(row["id"] as bigint)) {
    const id = row["id"] as bigint;
    if (known.get(id) === undefined) orphans.push(id);
  }
  return orphans;
}
