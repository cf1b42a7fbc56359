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

/** A new topic; its name and configs have been checked. */
export interface TopicSpec {
  readonly name: string;
  readonly partitionCount: number;
  readonly configs: ReadonlyMap<string, string>;
}

/** Called after the deletion of a topic is on disk. */
export type TopicListener = (topic: Topic) => void;

/**
 * The topics of a broker, by name and by id.
 *
 * A change is on disk before it is visible: memory changes after the commit, so that a crash never
 * undoes what a client has seen. A name is reserved while its topic is created.
 */
export class TopicRegistry {
  readonly #store: Store;
  readonly #commits: CommitQueue;
  readonly #byName = new Map<string, Topic>();
  readonly #byId = new Map<string, Topic>();
  /** Names by their form in metrics, which two topics must not share. */
  readonly #byCollisionKey = new Map<string, string>();
  /** Names of topics that are being created. */
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

  /** Returns every topic, by name. */
  all(): Topic[] {
    return [...this.#byName.values()].sort((left, right) => left.name < right.name ? -1 : 1);
  }

  get size(): number {
    return this.#byName.size + this.#reserved.size;
  }

  /** The number of partitions of all topics, including those whose commit is pending. */
  get partitionCount(): number {
    return this.#partitionCount;
  }

  /** Returns the pending creation of `name`, if there is one. */
  creating(name: string): Promise<Topic> | undefined {
    return this.#reserved.get(name);
  }

  /** Returns an existing or pending topic whose name differs only in "." and "_", as in metrics. */
  collidingName(name: string): string | undefined {
    const other = this.#byCollisionKey.get(collisionKey(name));
    return other === name ? undefined : other;
  }

  /**
   * Creates a topic; resolves when it is on disk.
   *
   * The caller has checked that no topic of this name, and none whose name collides with it, exists
   * or is being created.
   *
   * @throws {StorageError} If the write fails.
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
   * @throws {StorageError} If the write fails; the topic still exists then.
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
   * Adds partitions until a topic has `count`; resolves when they are on disk. Does nothing if the
   * topic has as many by then, or if it was deleted.
   *
   * @throws {StorageError} If the write fails.
   */
  async growTo(topic: Topic, count: number): Promise<void> {
    let added: StoredPartition[] = [];
    const expected = count - topic.partitions.length;
    this.#partitionCount += expected;
    await this.#commits.enqueue({
      apply: (store) => {
        if (!hasTopic(store, topic.id)) return;
        // Counts in the store, because this commit may contain another growth.
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
   * Changes the configs that are set on a topic; resolves when that is on disk.
   *
   * @param change Returns the new configs for those at the time of the write, so that two
   * concurrent changes both count.
   * @throws {StorageError} If the write fails.
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

  /** Calls `listener` after each deletion of a topic. */
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
