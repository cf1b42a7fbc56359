import type { StoredOffset } from "../store/offsets.ts";

/** The key of a committed offset. */
export type OffsetKey = Pick<StoredOffset, "groupId" | "topicId" | "partition">;

/** The committed offsets of all groups, the same as on disk. */
export class CommittedOffsets {
  /** By group, topic id and partition. */
  readonly #groups = new Map<string, Map<string, Map<number, StoredOffset>>>();

  constructor(stored: Iterable<StoredOffset>) {
    for (const offset of stored) this.put(offset);
  }

  get({ groupId, topicId, partition }: OffsetKey): StoredOffset | undefined {
    return this.#groups.get(groupId)?.get(topicId)?.get(partition);
  }

  /** Returns the offsets of a group, topic by topic. */
  ofGroup(groupId: string): StoredOffset[] {
    const topics = [...this.#groups.get(groupId)?.values() ?? []];
    return topics.flatMap((partitions) => [...partitions.values()]);
  }

  /** Whether a group has committed offsets. */
  hasGroup(groupId: string): boolean {
    return this.#groups.has(groupId);
  }

  put(offset: StoredOffset): void {
    const topics = this.#groups.get(offset.groupId) ?? new Map<string, Map<number, StoredOffset>>();
    const partitions = topics.get(offset.topicId) ?? new Map<number, StoredOffset>();
    partitions.set(offset.partition, offset);
    topics.set(offset.topicId, partitions);
    this.#groups.set(offset.groupId, topics);
  }

  delete({ groupId, topicId, partition }: OffsetKey): void {
    const topics = this.#groups.get(groupId);
    const partitions = topics?.get(topicId);
    partitions?.delete(partition);
    if (partitions?.size === 0) topics!.delete(topicId);
    if (topics?.size === 0) this.#groups.delete(groupId);
  }

  deleteGroup(groupId: string): void {
    this.#groups.delete(groupId);
  }

  deleteTopic(topicId: string): void {
    for (const [groupId, topics] of this.#groups) {
      topics.delete(topicId);
      if (topics.size === 0) this.#groups.delete(groupId);
    }
  }
}
