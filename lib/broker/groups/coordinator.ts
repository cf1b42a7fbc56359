import type { StoredOffset } from "../store/offsets.ts";
import type { OffsetKey } from "./committed_offsets.ts";
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
import {
  GroupOffsets,
  type GroupOffsetsOptions,
  type OffsetsToDelete,
  type OffsetToCommit,
} from "./group_offsets.ts";
import { GroupRegistry, type GroupRegistryOptions } from "./group_registry.ts";
import { joinRefusal, syncRefusal } from "./group_replies.ts";
import { writeForGroup } from "./group_write.ts";
import type { LiveGroup } from "./live_group.ts";

/** Dependencies of {@link GroupCoordinator}. */
export type GroupCoordinatorOptions = GroupRegistryOptions & GroupOffsetsOptions;

/** Groups that expire with one commit, few enough that requests are not delayed noticeably. */
const expiredPerCommit = 500;

/**
 * The coordinator of all consumer groups of a broker.
 *
 * Every generation, offset and deletion that a response states is on disk. Members are only in
 * memory: after a restart they are unknown and join again, in a new generation.
 */
export class GroupCoordinator implements Disposable {
  readonly #options: GroupCoordinatorOptions;
  readonly #groups: GroupRegistry;
  readonly #offsets: GroupOffsets;

  constructor(options: GroupCoordinatorOptions) {
    this.#options = options;
    this.#groups = new GroupRegistry(options);
    this.#offsets = new GroupOffsets(options);
  }

  /**
   * Adds a member to a group; resolves when all members have joined.
   *
   * @param signal Aborted when the client no longer waits for the answer.
   */
  join(groupId: string, request: JoinRequest, signal: AbortSignal): Promise<JoinReply> {
    const reject = (error: GroupError): Promise<JoinReply> =>
      Promise.resolve(joinRefusal(error, request.memberId));
    const { settings } = this.#options;
    if (groupId === "") return reject("INVALID_GROUP_ID");
    const timeoutMs = request.sessionTimeoutMs;
    if (
      timeoutMs < settings.number("group.min.session.timeout.ms") ||
      timeoutMs > settings.number("group.max.session.timeout.ms")
    ) {
      return reject("INVALID_SESSION_TIMEOUT");
    }
    if (!this.#groups.has(groupId) && request.memberId !== "") return reject("UNKNOWN_MEMBER_ID");
    const group = this.#groups.open(groupId);
    if (group === null) return reject("POLICY_VIOLATION");
    if (group.isDeleting) return reject("COORDINATOR_NOT_AVAILABLE");
    return group.join(request, signal);
  }

  /**
   * Returns the assignment of a member; resolves when the leader has sent it.
   *
   * @param signal Aborted when the client no longer waits for the answer.
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
      : group.apply((machine, now) => machine.heartbeat(claim, now));
  }

  /** Removes members from a group. Returns one answer for each, or one error for the group. */
  leave(groupId: string, leaving: readonly MemberName[]): GroupError | GroupError[] {
    const group = this.#groups.find(groupId);
    if (group === "UNKNOWN_MEMBER_ID") return leaving.map(() => group);
    return typeof group === "string"
      ? group
      : group.apply((machine, now) => machine.leave(leaving, now));
  }

  /**
   * Commits offsets of existing topics; resolves when they are on disk.
   *
   * A claim without a generation comes from an operator, or from a consumer without a group; it
   * creates a missing group. With a generation, a missing group is GROUP_ID_NOT_FOUND.
   */
  commitOffsets(
    groupId: string,
    claim: MemberClaim,
    offsets: readonly OffsetToCommit[],
  ): Promise<GroupError> {
    const reject = (error: GroupError): Promise<GroupError> => Promise.resolve(error);
    if (!this.#groups.has(groupId) && claim.generation >= 0) return reject("GROUP_ID_NOT_FOUND");
    const group = this.#groups.open(groupId);
    if (group === null) return reject("POLICY_VIOLATION");
    if (group.isDeleting) return reject("COORDINATOR_NOT_AVAILABLE");
    return group.whileWriting(() => {
      const error = group.apply((machine, now) => machine.commit(claim, now));
      if (error !== "NONE" || offsets.length === 0) return reject(error);
      return this.#offsets.commit(group, offsets);
    });
  }

  /** Returns the committed offset of one partition; undefined if there is none. */
  committedOffset(key: OffsetKey): StoredOffset | undefined {
    return this.#offsets.get(key);
  }

  /** Returns all offsets that a group has committed, topic by topic. */
  committedOffsets(groupId: string): StoredOffset[] {
    return this.#offsets.ofGroup(groupId);
  }

  /** Returns the current state of a group; undefined if there is none. */
  describe(groupId: string): GroupView | undefined {
    return this.#groups.get(groupId)?.view;
  }

  /** Returns every group with its id. */
  list(): [groupId: string, group: GroupView][] {
    return this.#groups.all().map(({ id, view }) => [id, view]);
  }

  /** Deletes a group that has no members, with its offsets; resolves when that is on disk. */
  async deleteGroup(groupId: string): Promise<GroupError> {
    const group = this.#groups.get(groupId);
    if (group === undefined || group.isDeleting) return "GROUP_ID_NOT_FOUND";
    if (group.view.state !== "Empty") return "NON_EMPTY_GROUP";
    group.isDeleting = true;
    const removal = this.#groups.removal(group);
    const error = await writeForGroup(this.#options.commits, {
      ...removal,
      committed: () => {
        removal.committed?.();
        this.#offsets.groupDeleted(groupId);
      },
    });
    group.isDeleting = false;
    return error;
  }

  /**
   * Deletes committed offsets; resolves when that is on disk, with an answer for each topic's name.
   * Resolves with one error if the group does not exist, or if it has members and is not a consumer
   * group.
   */
  deleteOffsets(
    groupId: string,
    topics: readonly OffsetsToDelete[],
  ): Promise<GroupError | ReadonlyMap<string, GroupError>> {
    const reject = (error: GroupError): Promise<GroupError> => Promise.resolve(error);
    if (groupId === "") return reject("INVALID_GROUP_ID");
    const view = this.describe(groupId);
    if (view === undefined) return reject("GROUP_ID_NOT_FOUND");
    if (view.state !== "Empty" && view.protocolType !== "consumer") {
      return reject("NON_EMPTY_GROUP");
    }
    return this.#offsets.delete(groupId, view, topics);
  }

  /**
   * Deletes offsets that have been unused for `retentionMs`, then groups without members and
   * offsets; resolves when that is on disk.
   *
   * @throws {StorageError} If a write fails; the deletions of earlier writes stay.
   */
  async expire(retentionMs: number): Promise<void> {
    await this.#offsets.expire(this.#groups.all(), retentionMs);
    const unused = this.#groups.all().filter((group) => group.isStored && this.#isUnused(group));
    for (let index = 0; index < unused.length; index += expiredPerCommit) {
      const portion = unused.slice(index, index + expiredPerCommit);
      await Promise.all(portion.map((group) => this.#expireGroup(group)));
    }
  }

  async #expireGroup(group: LiveGroup): Promise<void> {
    // A client may have joined or committed while an earlier portion was written.
    if (!this.#isUnused(group)) return;
    group.isDeleting = true;
    try {
      await this.#options.commits.enqueue(this.#groups.expiry(group));
    } finally {
      group.isDeleting = false;
    }
  }

  #isUnused(group: LiveGroup): boolean {
    return group.isIdle && !this.#offsets.hasGroup(group.id);
  }

  /** Stops all timers and answers parked requests; queued writes are still committed. */
  [Symbol.dispose](): void {
    this.#groups[Symbol.dispose]();
  }
}
