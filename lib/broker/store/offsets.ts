import { clientTextColumn } from "./row.ts";
import type { Store } from "./store.ts";

/** A committed offset of a consumer group. */
export interface StoredOffset {
  readonly groupId: string;
  readonly topicId: string;
  readonly partition: number;
  readonly committedOffset: bigint;
  readonly leaderEpoch: number;
  readonly metadata: string;
  /** When it was committed, in milliseconds since the Unix epoch. */
  readonly committedAt: bigint;
}

/** A consumer group. Members are not stored; they rejoin after a restart. */
export interface StoredGroup {
  readonly groupId: string;
  /** The last generation that was assigned; it never decreases, even after a restart. */
  readonly generation: number;
  readonly protocolType: string;
  /**
   * Since when it has had no members, in milliseconds since the Unix epoch; null while it has some,
   * and if it never had any.
   */
  readonly emptySince: number | null;
}

/** Returns every committed offset of the store. */
export function loadOffsets(store: Store): StoredOffset[] {
  const columns = `${clientTextColumn("group_id")}, topic_id, partition, committed_offset,
    leader_epoch, ${clientTextColumn("metadata")}, committed_at`;
  return store.rows(`select ${columns} from committed_offsets`).map((row) => ({
    groupId: row.clientText("group_id"),
    topicId: row.text("topic_id"),
    partition: row.number("partition"),
    committedOffset: row.bigint("committed_offset"),
    leaderEpoch: row.number("leader_epoch"),
    metadata: row.clientText("metadata"),
    committedAt: row.bigint("committed_at"),
  }));
}

/** Stores or replaces a committed offset; call inside a transaction. */
export function putOffset(store: Store, offset: StoredOffset): void {
  store.run(
    `insert or replace into committed_offsets (group_id, topic_id, partition, committed_offset,
       leader_epoch, metadata, committed_at) values (?, ?, ?, ?, ?, ?, ?)`,
    offset.groupId,
    offset.topicId,
    offset.partition,
    offset.committedOffset,
    offset.leaderEpoch,
    offset.metadata,
    offset.committedAt,
  );
}

/** Deletes a committed offset; call inside a transaction. */
export function deleteOffset(
  store: Store,
  key: Pick<StoredOffset, "groupId" | "topicId" | "partition">,
): void {
  store.run(
    "delete from committed_offsets where group_id = ? and topic_id = ? and partition = ?",
    key.groupId,
    key.topicId,
    key.partition,
  );
}

/**
 * Deletes a committed offset unless it was committed again since then, even in this transaction.
 * Returns whether it was deleted. Call inside a transaction.
 */
export function deleteUnchangedOffset(store: Store, offset: StoredOffset): boolean {
  const { changes } = store.run(
    `delete from committed_offsets
       where group_id = ? and topic_id = ? and partition = ? and committed_at = ?`,
    offset.groupId,
    offset.topicId,
    offset.partition,
    offset.committedAt,
  );
  return Number(changes) > 0;
}

/** Returns every group of the store. */
export function loadGroups(store: Store): StoredGroup[] {
  const columns = `${clientTextColumn("group_id")}, generation,
    ${clientTextColumn("protocol_type")}, empty_since`;
  return store.rows(`select ${columns} from consumer_groups`).map((row) => ({
    groupId: row.clientText("group_id"),
    generation: row.number("generation"),
    protocolType: row.clientText("protocol_type"),
    emptySince: row.isNull("empty_since") ? null : row.number("empty_since"),
  }));
}

/** Stores or replaces a group; call inside a transaction. */
export function putGroup(store: Store, group: StoredGroup): void {
  store.run(
    `insert or replace into consumer_groups (group_id, generation, protocol_type, empty_since)
       values (?, ?, ?, ?)`,
    group.groupId,
    group.generation,
    group.protocolType,
    group.emptySince,
  );
}

/** Deletes a group and its committed offsets; call inside a transaction. */
export function deleteGroup(store: Store, groupId: string): void {
  store.run("delete from committed_offsets where group_id = ?", groupId);
  store.run("delete from consumer_groups where group_id = ?", groupId);
}
