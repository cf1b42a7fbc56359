import { clientTextColumn, type SqlRow } from "./row.ts";
import type { Store } from "./store.ts";

/** The tombstones that compaction has seen in a partition; their retention time starts then. */
export interface SeenTombstones {
  /** All of them are below this offset. */
  readonly below: bigint;
  /** In milliseconds since the Unix epoch. */
  readonly at: number;
}

/** A stored partition. */
export interface StoredPartition {
  /** Never reused, even after the topic is deleted. */
  readonly id: bigint;
  readonly number: number;
  readonly logStartOffset: bigint;
  /** Null until compaction has seen tombstones. */
  readonly seenTombstones: SeenTombstones | null;
}

/** A stored topic, with its partitions in order of their numbers. */
export interface StoredTopic {
  readonly id: string;
  readonly name: string;
  readonly configs: ReadonlyMap<string, string>;
  readonly partitions: readonly StoredPartition[];
}

/** Returns every topic of the store, by name. */
export function loadTopics(store: Store): StoredTopic[] {
  const partitions = loadPartitions(store);
  const configs = loadAllConfigs(store);
  return store.rows("select id, name from topics order by name").map((row) => {
    const id = row.text("id");
    return {
      id,
      name: row.text("name"),
      configs: configs.get(id) ?? new Map<string, string>(),
      partitions: partitions.get(id) ?? [],
    };
  });
}

/** Returns the partitions of every topic, by topic id. */
function loadPartitions(store: Store): Map<string, StoredPartition[]> {
  const byTopic = new Map<string, StoredPartition[]>();
  for (const row of store.rows("select * from partitions order by topic_id, number")) {
    const topicId = row.text("topic_id");
    const list = byTopic.get(topicId) ?? [];
    list.push(partitionOf(row));
    byTopic.set(topicId, list);
  }
  return byTopic;
}

function partitionOf(row: SqlRow): StoredPartition {
  return {
    id: row.bigint("id"),
    number: row.number("number"),
    logStartOffset: row.bigint("log_start_offset"),
    seenTombstones: row.isNull("tombstones_below") ? null : {
      below: row.bigint("tombstones_below"),
      at: row.number("tombstones_seen_at"),
    },
  };
}

/** Returns the configs that are set on every topic, by topic id. */
function loadAllConfigs(store: Store): Map<string, Map<string, string>> {
  const byTopic = new Map<string, Map<string, string>>();
  const query = `select topic_id, key, ${clientTextColumn("value")} from topic_configs`;
  for (const row of store.rows(query)) {
    const topicId = row.text("topic_id");
    const configs = byTopic.get(topicId) ?? new Map<string, string>();
    configs.set(row.text("key"), row.clientText("value"));
    byTopic.set(topicId, configs);
  }
  return byTopic;
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
  for (let number = range.from; number < range.to; number++) {
    const { lastInsertRowid } = store.run(
      "insert into partitions (topic_id, number) values (?, ?)",
      topicId,
      number,
    );
    const id = BigInt(lastInsertRowid);
    added.push({ id, number, logStartOffset: 0n, seenTombstones: null });
  }
  return added;
}

/** Whether a topic is stored, taking earlier writes of the same transaction into account. */
export function hasTopic(store: Store, topicId: string): boolean {
  return store.first("select 1 from topics where id = ?", topicId) !== null;
}

/** Counts the partitions of a topic, with earlier writes of the same transaction. */
export function countPartitions(store: Store, topicId: string): number {
  const row = store.first(
    "select count(*) as value from partitions where topic_id = ?",
    topicId,
  );
  return row?.number("value") ?? 0;
}

/** Returns the configs that are set on a topic, with earlier writes of the same transaction. */
export function loadConfigs(store: Store, topicId: string): Map<string, string> {
  const rows = store.rows(
    `select key, ${clientTextColumn("value")} from topic_configs where topic_id = ?`,
    topicId,
  );
  return new Map(rows.map((row) => [row.text("key"), row.clientText("value")]));
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

/** Moves the start of a log forward, never backward; call inside a transaction. */
export function setLogStartOffset(store: Store, partitionId: bigint, offset: bigint): void {
  store.run(
    "update partitions set log_start_offset = max(log_start_offset, ?) where id = ?",
    offset,
    partitionId,
  );
}

/** Stores which tombstones compaction has seen; call inside a transaction. */
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
 * Deletes a topic with its configs, partitions, producers and committed offsets; call inside a
 * transaction. Its batches stay until {@link deletePartitionBatches} deletes them in portions.
 */
export function deleteTopic(store: Store, topicId: string): void {
  store.run(
    "delete from producers where partition_id in (select id from partitions where topic_id = ?)",
    topicId,
  );
  store.run("delete from topics where id = ?", topicId);
}

/**
 * Deletes up to `limit` batches of a partition whose topic is deleted; call inside a transaction.
 * Returns the number of deleted batches.
 */
export function deletePartitionBatches(store: Store, partitionId: bigint, limit: number): number {
  const { changes } = store.run(
    `delete from batches where row in
       (select row from batches where partition_id = ? order by base_offset limit ?)`,
    partitionId,
    limit,
  );
  return Number(changes);
}

/** Returns the ids of partitions that have batches but no topic, after an interrupted deletion. */
export function orphanedPartitionIds(store: Store): bigint[] {
  const orphans: bigint[] = [];
  const nextAfter = (id: bigint): SqlRow | null =>
    store.first(
      `select partition_id as id from batches where partition_id > ?
       order by partition_id limit 1`,
      id,
    );
  for (let row = nextAfter(-1n); row !== null; row = nextAfter(row.bigint("id"))) {
    const id = row.bigint("id");
    if (store.first("select 1 from partitions where id = ?", id) === null) orphans.push(id);
  }
  return orphans;
}
