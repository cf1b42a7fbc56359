import type { Clock } from "../clock.ts";
import type { BrokerSettings } from "../configs/broker_settings.ts";
import type { LimitWatch } from "../limit_watch.ts";
import type { CommitQueue, Write } from "../log/commit_queue.ts";
import { readMeta, writeMeta } from "../store/meta.ts";
import { deleteGroup, loadGroups, putGroup, type StoredGroup } from "../store/offsets.ts";
import type { Store } from "../store/store.ts";
import type { GroupError, GroupPast } from "./group_model.ts";
import { LiveGroup } from "./live_group.ts";

/** What groups are kept with. */
export interface GroupRegistryOptions {
  readonly store: Store;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly settings: BrokerSettings;
  readonly limitWatch: LimitWatch;
}

/** How much one group adds to a commit, about. */
const groupBytes = 100;

/** The groups of a broker by their ids: those that are stored, and those that somebody joins. */
export class GroupRegistry implements Disposable {
  readonly #options: GroupRegistryOptions;
  readonly #groups = new Map<string, LiveGroup>();
  readonly #initialRebalanceDelayMs: number;
  /** The largest generation of a group that has expired; no later group begins below it. */
  #expiredGeneration: number;

  constructor(options: GroupRegistryOptions) {
    this.#options = options;
    const { store, settings } = options;
    this.#initialRebalanceDelayMs = settings.number("group.initial.rebalance.delay.ms");
    this.#expiredGeneration = Number(readMeta(store, "last_expired_generation") ?? 0);
    const stored = loadGroups(store);
    for (const group of stored) this.#add(group.groupId, this.#afterStart(group), true);
    this.#noteStart(stored);
  }

  /** Members are never stored: whoever had some has none from now on. */
  #afterStart(group: StoredGroup): GroupPast {
    return hadMembers(group) ? { ...group, emptySince: this.#options.clock.now() } : group;
  }

  /** Stores since when groups are empty, or the next start would have to begin counting anew. */
  #noteStart(stored: readonly StoredGroup[]): void {
    const groups = stored.filter(hadMembers);
    if (groups.length === 0) return;
    const emptySince = this.#options.clock.now();
    const write: Write = {
      apply: (store) => groups.forEach((group) => putGroup(store, { ...group, emptySince })),
      sizeBytes: groups.length * groupBytes,
    };
    // Where the disk refuses, the commit queue tells of it, and the next start counts anew.
    this.#options.commits.enqueue(write).catch(() => {});
  }

  has(groupId: string): boolean {
    return this.#groups.has(groupId);
  }

  get(groupId: string): LiveGroup | undefined {
    return this.#groups.get(groupId);
  }

  /** Every group. */
  all(): LiveGroup[] {
    return [...this.#groups.values()];
  }

  /** The group that a member speaks of, or why there is none. */
  find(groupId: string): LiveGroup | GroupError {
    if (groupId === "") return "INVALID_GROUP_ID";
    const group = this.#groups.get(groupId);
    if (group === undefined) return "UNKNOWN_MEMBER_ID";
    return group.deleting ? "COORDINATOR_NOT_AVAILABLE" : group;
  }

  /** The group of that id, made if need be; null when there are too many already. */
  open(groupId: string): LiveGroup | null {
    const known = this.#groups.get(groupId);
    if (known !== undefined) return known;
    if (!this.#options.limitWatch.allows("maxGroups", this.#groups.size + 1)) return null;
    const past = { generation: this.#expiredGeneration, protocolType: "", emptySince: null };
    return this.#add(groupId, past, false);
  }

  /** What removes a group with all that it committed. */
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
   * What removes a group that nobody has asked to delete: members that slept through it may come
   * back, so the generations of a group that takes its name go on above all that it gave out.
   */
  expiry(group: LiveGroup): Write {
    const removal = this.removal(group);
    const { generation } = group.view;
    return {
      ...removal,
      apply: (store) => {
        const last = Number(readMeta(store, "last_expired_generation") ?? 0);
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
      onSettled: (settled) => {
        if (settled.isSuperfluous && this.#groups.get(id) === settled) this.#groups.delete(id);
      },
    });
    this.#groups.set(id, group);
    return group;
  }

  /** Stops all timers and ends what is parked. */
  [Symbol.dispose](): void {
    for (const group of this.#groups.values()) group[Symbol.dispose]();
  }
}

/** Whether members were there when the group was stored last. */
function hadMembers({ protocolType, emptySince }: StoredGroup): boolean {
  return protocolType !== "" && emptySince === null;
}
