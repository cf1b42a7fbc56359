import type { Clock } from "../../async/timer.ts";
import type { BrokerSettings } from "../configs/broker_settings.ts";
import type { LimitWatch } from "../limit_watch.ts";
import { type CommitQueue, StorageError, type Write } from "../log/commit_queue.ts";
import { readMetaNumber, writeMeta } from "../store/meta.ts";
import { deleteGroup, loadGroups, putGroup, type StoredGroup } from "../store/offsets.ts";
import type { Store } from "../store/store.ts";
import type { GroupError, GroupPast } from "./group_model.ts";
import { LiveGroup } from "./live_group.ts";

/** Dependencies of {@link GroupRegistry}. */
export interface GroupRegistryOptions {
  readonly store: Store;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly settings: BrokerSettings;
  readonly limitWatch: LimitWatch;
}

/** Approximate size of one group in a commit. */
const groupBytes = 100;

/** The groups of a broker by id: stored ones, and new ones that a client joins. */
export class GroupRegistry implements Disposable {
  readonly #options: GroupRegistryOptions;
  readonly #groups = new Map<string, LiveGroup>();
  readonly #initialRebalanceDelayMs: number;
  /** The largest generation of an expired group; new groups start above it. */
  #expiredGeneration: number;

  constructor(options: GroupRegistryOptions) {
    this.#options = options;
    const { store, settings } = options;
    this.#initialRebalanceDelayMs = settings.number("group.initial.rebalance.delay.ms");
    this.#expiredGeneration = Number(readMetaNumber(store, "last_expired_generation"));
    const stored = loadGroups(store);
    for (const group of stored) this.#add(group.groupId, this.#afterStart(group), true);
    this.#storeEmptySince(stored);
  }

  /** Members are not stored, so a group that had members becomes empty now. */
  #afterStart(group: StoredGroup): GroupPast {
    return hadMembers(group) ? { ...group, emptySince: this.#options.clock.now() } : group;
  }

  /** Stores since when groups are empty; otherwise the next start would count from its own time. */
  #storeEmptySince(stored: readonly StoredGroup[]): void {
    const groups = stored.filter(hadMembers);
    if (groups.length === 0) return;
    const emptySince = this.#options.clock.now();
    const write: Write = {
      apply: (store) => groups.forEach((group) => putGroup(store, { ...group, emptySince })),
      sizeBytes: groups.length * groupBytes,
    };
    this.#options.commits.enqueue(write).catch((error) => {
      // The commit queue has logged the disk error; the next start counts from its own time.
      if (!(error instanceof StorageError)) throw error;
    });
  }

  has(groupId: string): boolean {
    return this.#groups.has(groupId);
  }

  get(groupId: string): LiveGroup | undefined {
    return this.#groups.get(groupId);
  }

  /** Returns every group. */
  all(): LiveGroup[] {
    return [...this.#groups.values()];
  }

  /** Returns the group that a member names, or the error if there is none. */
  find(groupId: string): LiveGroup | GroupError {
    if (groupId === "") return "INVALID_GROUP_ID";
    const group = this.#groups.get(groupId);
    if (group === undefined) return "UNKNOWN_MEMBER_ID";
    return group.isDeleting ? "COORDINATOR_NOT_AVAILABLE" : group;
  }

  /** Returns the group of an id, created if missing; null if there are too many groups. */
  open(groupId: string): LiveGroup | null {
    const known = this.#groups.get(groupId);
    if (known !== undefined) return known;
    if (!this.#options.limitWatch.allows("maxGroups", this.#groups.size + 1)) return null;
    const past = { generation: this.#expiredGeneration, protocolType: "", emptySince: null };
    return this.#add(groupId, past, false);
  }

  /** Returns the write that deletes a group with all its offsets. */
  removal(group: LiveGroup): Write {
    return {
      apply: (store) => deleteGroup(store, group.id),
      committed: () => {
        this.#groups.delete(group.id);
        group[Symbol.dispose]();
      },
      sizeBytes: groupBytes,
    };
  }

  /**
   * Returns the write that deletes an expired group. Its members may come back after a long sleep,
   * so the generations of a new group of that name continue above those of the old one.
   */
  expiry(group: LiveGroup): Write {
    const removal = this.removal(group);
    const { generation } = group.view;
    return {
      ...removal,
      apply: (store) => {
        const last = Number(readMetaNumber(store, "last_expired_generation"));
        if (generation > last) writeMeta(store, "last_expired_generation", String(generation));
        removal.apply(store);
      },
      committed: () => {
        this.#expiredGeneration = Math.max(this.#expiredGeneration, generation);
        removal.committed?.();
      },
    };
  }

  #add(id: string, past: GroupPast, isStored: boolean): LiveGroup {
    const { commits, clock, limitWatch } = this.#options;
    const group = new LiveGroup({
      id,
      settings: {
        initialRebalanceDelayMs: this.#initialRebalanceDelayMs,
        allowsMembers: (count) => limitWatch.allows("maxMembersPerGroup", count, id),
        allowsMetadata: (bytes) => limitWatch.allows("maxGroupMetadataBytes", bytes, id),
        newMemberId: (prefix) => `${prefix}-${crypto.randomUUID()}`,
      },
      commits,
      clock,
      past,
      isStored,
      afterEvent: (changed) => {
        if (changed.canForget && this.#groups.get(id) === changed) this.#groups.delete(id);
      },
    });
    this.#groups.set(id, group);
    return group;
  }

  /** Stops all timers and answers parked requests. */
  [Symbol.dispose](): void {
    for (const group of this.#groups.values()) group[Symbol.dispose]();
  }
}

/** Whether the group had members when it was last stored. */
function hadMembers({ protocolType, emptySince }: StoredGroup): boolean {
  return protocolType !== "" && emptySince === null;
}
