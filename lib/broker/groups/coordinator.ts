import type { Clock } from "../clock.ts";
import type { BrokerSettings } from "../configs/broker_settings.ts";
import type { LimitWatch } from "../limit_watch.ts";
import { type CommitQueue, StorageError, type Write } from "../log/commit_queue.ts";
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
import type {
  GroupError,
  GroupView,
  JoinReply,
  JoinRequest,
  MemberClaim,
  MemberName,
  SyncReply,
  SyncRequest,
} from "./group_model.ts";
import { joinRefusal, syncRefusal } from "./group_replies.ts";
import { GroupRegistry } from "./group_registry.ts";
import type { LiveGroup } from "./live_group.ts";
import { isSubscribed } from "./subscription.ts";

/** What a coordinator works with. */
export interface GroupCoordinatorOptions {
  readonly store: Store;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly settings: BrokerSettings;
  readonly limitWatch: LimitWatch;
  readonly topics: TopicRegistry;
}

/** An offset that is to be committed; the group and the time are added here. */
export type OffsetToCommit = Omit<StoredOffset, "groupId" | "committedAt">;

/** A topic of which committed offsets are to go. */
export interface OffsetsToDelete {
  readonly name: string;
  readonly topicId: string;
  readonly partitions: readonly number[];
}

/** How much one offset adds to a commit, about. */
const offsetBytes = 100;

/** Offsets or groups that expire with one commit, few enough that requests do not notice. */
const expiredPerCommit = 500;

/**
 * The consumer groups of a broker and what they have committed.
 *
 * All that was answered is on disk: generations, offsets, deletions. Members are in memory alone;
 * after a restart they are unknown and join again, in a generation that was never used.
 */
export class GroupCoordinator implements Disposable {
  readonly #options: GroupCoordinatorOptions;
  readonly #groups: GroupRegistry;
  readonly #offsets: CommittedOffsets;

  constructor(options: GroupCoordinatorOptions) {
    this.#options = options;
    this.#groups = new GroupRegistry(options);
    this.#offsets = new CommittedOffsets(loadOffsets(options.store));
    options.topics.onDeleted(({ id }) => this.#offsets.deleteTopic(id));
  }

  /**
   * Takes a member into a group; resolves when all members have come.
   *
   * @param signal Aborted when nobody waits for the answer any more.
   */
  join(groupId: string, request: JoinRequest, signal: AbortSignal): Promise<JoinReply> {
    const refuse = (error: GroupError): Promise<JoinReply> =>
      Promise.resolve(joinRefusal(error, request.memberId));
    const { settings } = this.#options;
    if (groupId === "") return refuse("INVALID_GROUP_ID");
    const timeoutMs = request.sessionTimeoutMs;
    if (
      timeoutMs < settings.number("group.min.session.timeout.ms") ||
      timeoutMs > settings.number("group.max.session.timeout.ms")
    ) {
      return refuse("INVALID_SESSION_TIMEOUT");
    }
    if (!this.#groups.has(groupId) && request.memberId !== "") return refuse("UNKNOWN_MEMBER_ID");
    const group = this.#groups.open(groupId);
    if (group === null) return refuse("POLICY_VIOLATION");
    if (group.deleting) return refuse("COORDINATOR_NOT_AVAILABLE");
    return group.join(request, signal);
  }

  /**
   * Gives a member its assignment; resolves when the leader has brought it.
   *
   * @param signal Aborted when nobody waits for the answer any more.
   */
  sync(groupId: string, request: SyncRequest, signal: AbortSignal): Promise<SyncReply> {
    const group = this.#groups.find(groupId);
    return typeof group === "string"
      ? Promise.resolve(syncRefusal(group))
      : group.sync(request, signal);
  }

  heartbeat(groupId: string, claim: MemberClaim): GroupError {
    const group = this.#groups.find(groupId);
    return typeof group === "string"
      ? group
      : group.tell((machine, now) => machine.heartbeat(claim, now));
  }

  /** Takes members out of a group; one answer for each, or one where the group is of no use. */
  leave(groupId: string, leaving: readonly MemberName[]): GroupError | GroupError[] {
    const group = this.#groups.find(groupId);
    if (group === "UNKNOWN_MEMBER_ID") return leaving.map(() => group);
    return typeof group === "string"
      ? group
      : group.tell((machine, now) => machine.leave(leaving, now));
  }

  /**
   * Commits offsets of existing topics; resolves when they are on disk.
   *
   * A claim without generation is an operator's or that of a consumer without a group: it makes the
   * group if need be. GROUP_ID_NOT_FOUND says that a member speaks for a group that is not there.
   */
  commitOffsets(
    groupId: string,
    claim: MemberClaim,
    offsets: readonly OffsetToCommit[],
  ): Promise<GroupError> {
    const refuse = (error: GroupError): Promise<GroupError> => Promise.resolve(error);
    if (!this.#groups.has(groupId) && claim.generation >= 0) return refuse("GROUP_ID_NOT_FOUND");
    const group = this.#groups.open(groupId);
    if (group === null) return refuse("POLICY_VIOLATION");
    if (group.deleting) return refuse("COORDINATOR_NOT_AVAILABLE");
    return group.during(() => {
      const error = group.tell((machine, now) => machine.commit(claim, now));
      if (error !== "NONE" || offsets.length === 0) return refuse(error);
      return this.#write(this.#offsetsOf(group, offsets));
    });
  }

  #offsetsOf(group: LiveGroup, offsets: readonly OffsetToCommit[]): Write {
    const groupId = group.id;
    const committedAt = BigInt(this.#options.clock.now());
    const { generation, protocolType, emptySince } = group.view;
    const entry = group.isStored ? null : { groupId, generation, protocolType, emptySince };
    let kept: StoredOffset[] = [];
    return {
      apply: (store) => {
        if (entry !== null) putGroup(store, entry);
        // A deletion that waits in the same commit may have taken the topic.
        kept = offsets.filter(({ topicId }) => hasTopic(store, topicId))
          .map((offset) => ({ ...offset, groupId, committedAt }));
        for (const offset of kept) putOffset(store, offset);
      },
      committed: () => {
        group.stored();
        for (const offset of kept) this.#offsets.put(offset);
      },
      sizeBytes: offsets.length * offsetBytes,
    };
  }

  /** The committed offset of one partition; undefined where there is none. */
  committedOffset(key: OffsetKey): StoredOffset | undefined {
    return this.#offsets.get(key);
  }

  /** All that a group has committed, topic by topic. */
  committedOffsets(groupId: string): StoredOffset[] {
    return this.#offsets.ofGroup(groupId);
  }

  /** A group as it is now; undefined where there is none. */
  describe(groupId: string): GroupView | undefined {
    return this.#groups.get(groupId)?.view;
  }

  /** Every group with its id. */
  list(): [groupId: string, group: GroupView][] {
    return this.#groups.all().map(({ id, view }) => [id, view]);
  }

  /** Deletes a group that has no members, with its offsets; resolves when that is on disk. */
  async deleteGroup(groupId: string): Promise<GroupError> {
    const group = this.#groups.get(groupId);
    if (group === undefined || group.deleting) return "GROUP_ID_NOT_FOUND";
    if (group.view.state !== "Empty") return "NON_EMPTY_GROUP";
    group.deleting = true;
    const removal = this.#groups.removal(group);
    const error = await this.#write({
      ...removal,
      committed: () => {
        removal.committed?.();
        this.#offsets.deleteGroup(groupId);
      },
    });
    group.deleting = false;
    return error;
  }

  /**
   * Deletes committed offsets; resolves when that is on disk, with an answer for each topic's name,
   * or one for all where the group is not there or not of consumers.
   */
  async deleteOffsets(
    groupId: string,
    topics: readonly OffsetsToDelete[],
  ): Promise<GroupError | ReadonlyMap<string, GroupError>> {
    if (groupId === "") return "INVALID_GROUP_ID";
    const view = this.describe(groupId);
    if (view === undefined) return "GROUP_ID_NOT_FOUND";
    if (view.state !== "Empty" && view.protocolType !== "consumer") return "NON_EMPTY_GROUP";
    const free = topics.filter(({ name }) => !isSubscribed(view, name));
    const gone = free.flatMap(({ topicId, partitions }) =>
      partitions.map((partition) => ({ groupId, topicId, partition }))
    );
    const error = await this.#write({
      apply: (store) => gone.forEach((key) => deleteOffset(store, key)),
      committed: () => gone.forEach((key) => this.#offsets.delete(key)),
    });
    if (error !== "NONE") return error;
    return new Map(topics.map((topic) => [
      topic.name,
      free.includes(topic) ? "NONE" : "GROUP_SUBSCRIBED_TO_TOPIC",
    ]));
  }

  /**
   * Forgets what nobody has needed for `retentionMs`, and groups without members and offsets;
   * resolves when that is on disk.
   *
   * @throws {StorageError} When the disk refused; what is not gone by then stays.
   */
  async expire(retentionMs: number): Promise<void> {
    const { clock, topics } = this.#options;
    const at = { now: clock.now(), retentionMs, topics };
    const expired = this.#groups.all().flatMap(({ id, view }) =>
      expiredOffsets(view, this.#offsets.ofGroup(id), at)
    );
    for (let index = 0; index < expired.length; index += expiredPerCommit) {
      await this.#forget(expired.slice(index, index + expiredPerCommit));
    }
    const unused = this.#groups.all().filter((group) =>
      group.isStored && group.isIdle && !this.#offsets.hasGroup(group.id)
    );
    for (let index = 0; index < unused.length; index += expiredPerCommit) {
      const portion = unused.slice(index, index + expiredPerCommit);
      await Promise.all(portion.map((group) => this.#expireGroup(group)));
    }
  }

  async #forget(offsets: readonly StoredOffset[]): Promise<void> {
    let gone: StoredOffset[] = [];
    await this.#options.commits.enqueue({
      apply: (store) => {
        gone = offsets.filter((offset) => deleteUnchangedOffset(store, offset));
      },
      committed: () => gone.forEach((offset) => this.#offsets.delete(offset)),
      sizeBytes: offsets.length * offsetBytes,
    });
  }

  /** Another portion may have taken time, in which somebody came. */
  async #expireGroup(group: LiveGroup): Promise<void> {
    if (!group.isIdle || this.#offsets.hasGroup(group.id)) return;
    group.deleting = true;
    try {
      await this.#options.commits.enqueue(this.#groups.expiry(group));
    } finally {
      group.deleting = false;
    }
  }

  /** Stops all timers and ends what is parked; what was enqueued is still committed. */
  [Symbol.dispose](): void {
    this.#groups[Symbol.dispose]();
  }

  /** What a client is told of a write: as in Kafka, a disk that refuses is a lost coordinator. */
  async #write(write: Write): Promise<GroupError> {
    try {
      await this.#options.commits.enqueue(write);
      return "NONE";
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return "NOT_COORDINATOR";
    }
  }
}
