import { PartitionLog } from "../log/partition_log.ts";
import type { CommitQueue } from "../log/commit_queue.ts";
import type { Store } from "../store/store.ts";
import {
  countPartitions,
  deleteTopic,
  hasTopic,
  insertPartitions,
  insertTopic,
  loadConfigs,
  loadTopics,
  replaceConfigs,
  type StoredPartition,
  type StoredTopic,
} from "../store/topics.ts";
import type { Topic } from "./topic.ts";

/** What a new topic is made of; names and configs were checked before. */
export interface TopicSpec {
  readonly name: string;
  readonly partitionCount: number;
  readonly configs: ReadonlyMap<string, string>;
}

/** Told when a topic is gone, after its deletion is on disk. */
export type TopicListener = (topic: Topic) => void;

/**
 * The topics of a broker, by name and by id.
 *
 * Changes are durable before they show: memory follows the commit, so that a crash never takes
 * back what a client has seen. Two changes to one name at a time are kept apart by reserving it.
 */
export class TopicRegistry {
  readonly #store: Store;
  readonly #commits: CommitQueue;
  readonly #byName = new Map<string, Topic>();
  readonly #byId = new Map<string, Topic>();
  /** Names by what metrics would make of them; two topics may not share one. */
  readonly #byCollisionKey = new Map<string, string>();
  /** Names that a create in flight will take. */
  readonly #reserved = new Map<string, Promise<Topic>>();
  #partitionCount = 0;
  readonly #deletionListeners = new Set<TopicListener>();

  constructor(store: Store, commits: CommitQueue) {
    this.#store = store;
    this.#commits = commits;
    for (const stored of loadTopics(store)) {
      this.#add(this.#topicOf(stored));
      this.#byCollisionKey.set(collisionKey(stored.name), stored.name);
      this.#partitionCount += stored.partitions.length;
    }
  }

  get(name: string): Topic | undefined {
    return this.#byName.get(name);
  }

  byId(id: string): Topic | undefined {
    return this.#byId.get(id);
  }

  /** Every topic, by name. */
  all(): Topic[] {
    return [...this.#byName.values()].sort((left, right) => left.name < right.name ? -1 : 1);
  }

  get size(): number {
    return this.#byName.size + this.#reserved.size;
  }

  /** Partitions of all topics together, counting those on their way to the disk. */
  get partitionCount(): number {
    return this.#partitionCount;
  }

  /** The create of `name` that is on its way to the disk, if there is one. */
  creating(name: string): Promise<Topic> | undefined {
    return this.#reserved.get(name);
  }

  /** An existing or coming topic whose name differs only in "." and "_", as metric names would. */
  collidingName(name: string): string | undefined {
    const other = this.#byCollisionKey.get(collisionKey(name));
    return other === name ? undefined : other;
  }

  /**
   * Creates a topic; resolves when it is on disk.
   *
   * The caller has made sure that no topic of this name exists or is being created, and none whose
   * name collides with it.
   *
   * @throws {StorageError} When the disk refused.
   */
  create(spec: TopicSpec): Promise<Topic> {
    const { name, partitionCount } = spec;
    this.#byCollisionKey.set(collisionKey(name), name);
    this.#partitionCount += partitionCount;
    const creation = this.#create(spec);
    this.#reserved.set(name, creation);
    return creation.finally(() => this.#reserved.delete(name));
  }

  async #create(spec: TopicSpec): Promise<Topic> {
    const id = crypto.randomUUID();
    let topic: Topic | undefined;
    let stored: StoredTopic;
    await this.#commits.enqueue({
      apply: (store) => {
        stored = insertTopic(store, { id, ...spec });
      },
      committed: () => {
        topic = this.#topicOf(stored);
        this.#add(topic);
      },
      undo: () => {
        this.#byCollisionKey.delete(collisionKey(spec.name));
        this.#partitionCount -= spec.partitionCount;
      },
    });
    return topic!;
  }

  /**
   * Deletes a topic with its records, configs and committed offsets; resolves when that is on disk.
   *
   * @throws {StorageError} When the disk refused; the topic is still there then.
   */
  async delete(topic: Topic): Promise<void> {
    await this.#commits.enqueue({
      apply: (store) => deleteTopic(store, topic.id),
      committed: () => {
        const last = this.#byId.get(topic.id);
        if (last === undefined) return;
        this.#byName.delete(last.name);
        this.#byId.delete(last.id);
        this.#byCollisionKey.delete(collisionKey(last.name));
        this.#partitionCount -= last.partitions.length;
        for (const partition of last.partitions) partition.deleted();
        for (const listener of this.#deletionListeners) listener(last);
      },
    });
  }

  /**
   * Gives a topic `count` partitions in all; resolves when they are on disk. A topic that has as
   * many by then, or is gone, stays as it is.
   *
   * @throws {StorageError} When the disk refused.
   */
  async growTo(topic: Topic, count: number): Promise<void> {
    let added: StoredPartition[] = [];
    const expected = count - topic.partitions.length;
    this.#partitionCount += expected;
    await this.#commits.enqueue({
      apply: (store) => {
        if (!hasTopic(store, topic.id)) return;
        // Asked of the store, since another growth may wait in this very commit.
        const from = countPartitions(store, topic.id);
        added = insertPartitions(store, topic.id, { from, to: count });
      },
      committed: () => {
        this.#partitionCount -= expected;
        const current = this.#byId.get(topic.id);
        if (current === undefined) return;
        const logs = added.map((stored) => new PartitionLog(this.#store, stored));
        this.#add({ ...current, partitions: [...current.partitions, ...logs] });
        this.#partitionCount += logs.length;
      },
      undo: () => {
        this.#partitionCount -= expected;
      },
    });
  }

  /**
   * Changes the configs set on a topic; resolves when that is on disk.
   *
   * @param change Makes the new configs from those in force when it is written, so that two
   * changes at a time both count.
   * @throws {StorageError} When the disk refused.
   */
  async setConfigs(
    topic: Topic,
    change: (configs: ReadonlyMap<string, string>) => ReadonlyMap<string, string>,
  ): Promise<void> {
    let configs: ReadonlyMap<string, string> = topic.configs;
    await this.#commits.enqueue({
      apply: (store) => {
        if (!hasTopic(store, topic.id)) return;
        configs = change(loadConfigs(store, topic.id));
        replaceConfigs(store, topic.id, configs);
      },
      committed: () => {
        const current = this.#byId.get(topic.id);
        if (current !== undefined) this.#add({ ...current, configs });
      },
    });
  }

  /** Calls `listener` whenever a topic has been deleted. */
  onDeleted(listener: TopicListener): void {
    this.#deletionListeners.add(listener);
  }

  #add(topic: Topic): void {
    this.#byName.set(topic.name, topic);
    this.#byId.set(topic.id, topic);
  }

  #topicOf(stored: StoredTopic): Topic {
    return {
      name: stored.name,
      id: stored.id,
      configs: stored.configs,
      partitions: stored.partitions.map((partition) => new PartitionLog(this.#store, partition)),
    };
  }
}

function collisionKey(name: string): string {
  return name.replaceAll(".", "_");
}
