import type { Clock } from "../../async/timer.ts";
import type { CommitQueue, Write } from "../log/commit_queue.ts";
import {
  deleteOffset,
  deleteUnchangedOffset,
  loadOffsets,
  putGroup,
  putOffset,
  type StoredOffset,
} from "../store/offsets.ts";
import type { Store } from "../store/store.ts";
import { hasTopic } from "../store/topics.ts";
import type { TopicRegistry } from "../topics/topic_registry.ts";
import { CommittedOffsets, type OffsetKey } from "./committed_offsets.ts";
import { expiredOffsets } from "./expired_offsets.ts";
import type { GroupError, GroupView } from "./group_model.ts";
import { writeForGroup } from "./group_write.ts";
import type { LiveGroup } from "./live_group.ts";
import { isSubscribed } from "./subscription.ts";

/** Dependencies of {@link GroupOffsets}. */
export interface GroupOffsetsOptions {
  readonly store: Store;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly topics: TopicRegistry;
}

/** An offset to commit, without its group and the time of the commit. */
export type OffsetToCommit = Omit<StoredOffset, "groupId" | "committedAt">;

/** A topic and the partitions whose committed offsets are to be deleted. */
export interface OffsetsToDelete {
  readonly name: string;
  readonly topicId: string;
  readonly partitions: readonly number[];
}

/** Approximate size of one offset in a commit. */
const offsetBytes = 100;

/** Offsets that expire with one commit, few enough that requests are not delayed noticeably. */
const expiredPerCommit = 500;

/** The committed offsets of all groups, on disk before any answer states them. */
export class GroupOffsets {
  readonly #options: GroupOffsetsOptions;
  readonly #committed: CommittedOffsets;

  constructor(options: GroupOffsetsOptions) {
    this.#options = options;
    this.#committed = new CommittedOffsets(loadOffsets(options.store));
    options.topics.onDeleted(({ id }) => this.#committed.deleteTopic(id));
  }

  /** Returns the committed offset of one partition; undefined if there is none. */
  get(key: OffsetKey): StoredOffset | undefined {
    return this.#committed.get(key);
  }

  /** Returns all offsets that a group has committed, topic by topic. */
  ofGroup(groupId: string): StoredOffset[] {
    return this.#committed.ofGroup(groupId);
  }

  /** Whether a group has committed offsets. */
  hasGroup(groupId: string): boolean {
    return this.#committed.hasGroup(groupId);
  }

  /** Removes the offsets of a group whose deletion is on disk. */
  groupDeleted(groupId: string): void {
    this.#committed.deleteGroup(groupId);
  }

  /** Commits offsets of existing topics; resolves when they are on disk. */
  commit(group: LiveGroup, offsets: readonly OffsetToCommit[]): Promise<GroupError> {
    return writeForGroup(this.#options.commits, this.#commitOf(group, offsets));
  }

  #commitOf(group: LiveGroup, offsets: readonly OffsetToCommit[]): Write {
    const groupId = group.id;
    const committedAt = BigInt(this.#options.clock.now());
    const { generation, protocolType, emptySince } = group.view;
    const entry = group.isStored ? null : { groupId, generation, protocolType, emptySince };
    let written: StoredOffset[] = [];
    return {
      apply: (store) => {
        if (entry !== null) putGroup(store, entry);
        // A deletion in the same commit may have removed the topic.
        written = offsets.filter(({ topicId }) => hasTopic(store, topicId))
          .map((offset) => ({ ...offset, groupId, committedAt }));
        for (const offset of written) putOffset(store, offset);
      },
      committed: () => {
        group.markStored();
        for (const offset of written) this.#committed.put(offset);
      },
      sizeBytes: offsets.length * offsetBytes,
    };
  }

  /**
   * Deletes committed offsets of topics that no member reads; resolves when that is on disk, with
   * an answer for each topic's name, or with one error for all.
   */
  async delete(
    groupId: string,
    view: GroupView,
    topics: readonly OffsetsToDelete[],
  ): Promise<GroupError | ReadonlyMap<string, GroupError>> {
    const unread = topics.filter(({ name }) => !isSubscribed(view, name));
    const keys = unread.flatMap(({ topicId, partitions }) =>
      partitions.map((partition) => ({ groupId, topicId, partition }))
    );
    const error = await writeForGroup(this.#options.commits, {
      apply: (store) => keys.forEach((key) => deleteOffset(store, key)),
      committed: () => keys.forEach((key) => this.#committed.delete(key)),
    });
    if (error !== "NONE") return error;
    return new Map(topics.map((topic) => [
      topic.name,
      unread.includes(topic) ? "NONE" : "GROUP_SUBSCRIBED_TO_TOPIC",
    ]));
  }

  /**
   * Deletes offsets that have been unused for `retentionMs`; resolves when that is on disk.
   *
   * @throws {StorageError} If a write fails; the offsets of earlier writes are deleted.
   */
  async expire(groups: readonly LiveGroup[], retentionMs: number): Promise<void> {
    const { clock, topics } = this.#options;
    const at = { now: clock.now(), retentionMs, topics };
    const expired = groups.flatMap(({ id, view }) => expiredOffsets(view, this.ofGroup(id), at));
    for (let index = 0; index < expired.length; index += expiredPerCommit) {
      await this.#deleteUnchanged(expired.slice(index, index + expiredPerCommit));
    }
  }

  async #deleteUnchanged(offsets: readonly StoredOffset[]): Promise<void> {
    let deleted: StoredOffset[] = [];
    await this.#options.commits.enqueue({
      apply: (store) => {
        deleted = offsets.filter((offset) => deleteUnchangedOffset(store, offset));
      },
      committed: () => deleted.forEach((offset) => this.#committed.delete(offset)),
      sizeBytes: offsets.length * offsetBytes,
    });
  }
}
