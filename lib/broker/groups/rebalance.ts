import type { GroupEffects } from "./group_effects.ts";
import {
  type GroupError,
  type GroupPast,
  type GroupSettings,
  type GroupStateName,
  type GroupView,
  type Member,
  noBytes,
  type SyncRequest,
} from "./group_model.ts";
import { joinAnswer, syncAnswer } from "./group_replies.ts";
import { chooseProtocol } from "./member_protocols.ts";
import type { Membership } from "./membership.ts";
import type { Sessions } from "./sessions.ts";

/**
 * Generations wrap to 1 after the largest int32; by then no member of the old generation 1 exists.
 */
const firstGeneration = 1;
const lastGeneration = 0x7fffffff;

/** The delay of an empty group's first rebalance, in which other members can join. */
interface FirstRebalance {
  /** The rest of the rebalance timeout, for further delays. */
  remainingMs: number;
  /** The length of the running delay. */
  delayMs: number;
  hasNewMember: boolean;
}

/** The state that a rebalance changes. */
export interface RebalanceParts {
  readonly members: Membership;
  readonly sessions: Sessions;
  readonly effects: GroupEffects;
  readonly settings: GroupSettings;
}

/**
 * The round in which a group agrees on its members, its leader and the assignments.
 *
 * Empty -> PreparingRebalance (members join) -> CompletingRebalance (the leader assigns) -> Stable.
 * Each completed join is a new generation, even if no member is left.
 */
export class Rebalance implements GroupView {
  readonly #parts: RebalanceParts;
  #state: GroupStateName = "Empty";
  #generation: number;
  #protocolType: string;
  #protocolName: string | null = null;
  #leaderId: string | null = null;
  #emptySince: number | null;
  #first: FirstRebalance | null = null;
  /** Members of this generation that have not requested their assignment yet. */
  readonly #awaitedSyncs = new Set<string>();

  constructor(parts: RebalanceParts, stored: GroupPast) {
    this.#parts = parts;
    this.#generation = stored.generation;
    this.#protocolType = stored.protocolType;
    this.#emptySince = stored.emptySince;
  }

  get state(): GroupStateName {
    return this.#state;
  }
  get generation(): number {
    return this.#generation;
  }
  get protocolType(): string {
    return this.#protocolType;
  }
  get protocolName(): string | null {
    return this.#protocolName;
  }
  get leaderId(): string | null {
    return this.#leaderId;
  }
  get members(): readonly Member[] {
    return this.#parts.members.all;
  }
  get emptySince(): number | null {
    return this.#emptySince;
  }

  /** Sets the protocol type, which the first member states. */
  setProtocolType(protocolType: string): void {
    this.#protocolType = protocolType;
  }

  /** Replaces the id of a member, even if it is the leader. */
  memberReplaced(formerId: string, memberId: string): void {
    if (this.#leaderId === formerId) this.#leaderId = memberId;
    if (this.#awaitedSyncs.delete(formerId)) this.#awaitedSyncs.add(memberId);
  }

  /** Starts a rebalance for a new member. */
  memberAdded(now: number): void {
    if (this.#first !== null) this.#first.hasNewMember = true;
    this.start(now);
  }

  /** Starts a rebalance without a removed member. */
  memberRemoved(member: Member, now: number): void {
    if (this.#leaderId === member.id) this.#leaderId = null;
    if (this.#state !== "Empty") this.start(now);
  }

  /** Starts a rebalance, or continues the running one. */
  start(now: number): void {
    const { members, effects, settings } = this.#parts;
    if (this.#state === "PreparingRebalance") return this.completeIfAllJoined(now);
    if (this.#state === "CompletingRebalance") this.#refuseSyncs(now);
    this.#stopAwaitingSyncs();
    const wasEmpty = this.#state === "Empty";
    this.#state = "PreparingRebalance";
    this.#emptySince = null;
    if (wasEmpty) {
      const delayMs = settings.initialRebalanceDelayMs;
      const remainingMs = Math.max(0, members.rebalanceTimeoutMs - delayMs);
      this.#first = { delayMs, remainingMs, hasNewMember: false };
      return effects.setTimer({ kind: "rebalance" }, delayMs);
    }
    if (members.allJoined) return this.#complete(now);
    effects.setTimer({ kind: "rebalance" }, members.rebalanceTimeoutMs);
  }

  /** Completes the join early if every member has joined, except in the first rebalance. */
  completeIfAllJoined(now: number): void {
    if (this.#state !== "PreparingRebalance" || this.#first !== null) return;
    if (this.#parts.members.allJoined) this.#complete(now);
  }

  /** Handles the end of the time to join. */
  joinTimeout(now: number): void {
    if (this.#state !== "PreparingRebalance") return;
    const first = this.#first;
    if (first === null || !first.hasNewMember || first.remainingMs === 0) {
      return this.#complete(now);
    }
    first.hasNewMember = false;
    const passedMs = first.delayMs;
    first.delayMs = Math.min(this.#parts.settings.initialRebalanceDelayMs, first.remainingMs);
    first.remainingMs = Math.max(0, first.remainingMs - passedMs);
    this.#parts.effects.setTimer({ kind: "rebalance" }, first.delayMs);
  }

  /** Handles the end of the time to sync: removes members that did not sync, and rebalances. */
  syncTimeout(now: number): void {
    if (this.#awaitedSyncs.size === 0) return;
    for (const id of this.#awaitedSyncs) this.#remove(this.#parts.members.get(id));
    this.start(now);
  }

  #complete(now: number): void {
    const { members, effects } = this.#parts;
    effects.clearTimer({ kind: "rebalance" });
    this.#first = null;
    const dynamic = members.all.filter(({ instanceId }) => instanceId === null);
    for (const member of dynamic) {
      if (member.parkedJoin === null) this.#remove(member);
    }
    const joined = members.all.filter(({ parkedJoin }) => parkedJoin !== null);
    if (joined.length === 0 && members.size > 0) {
      // Only static members are left and none rejoined: they have until their sessions end.
      return effects.setTimer({ kind: "rebalance" }, members.rebalanceTimeoutMs);
    }
    this.#generation = this.#generation === lastGeneration ? firstGeneration : this.#generation + 1;
    if (joined.length === 0) this.becomeEmpty(now);
    effects.store(this);
    if (joined.length === 0) return;
    this.#state = "CompletingRebalance";
    this.#protocolName = chooseProtocol(members.all);
    if (!joined.some(({ id }) => id === this.#leaderId)) this.#leaderId = joined[0]!.id;
    for (const member of joined) this.#answerJoin(member, now);
    // Static members that did not rejoin are part of the generation: the leader counts on them.
    for (const { id } of members.all) this.#awaitedSyncs.add(id);
    effects.setTimer({ kind: "sync" }, members.rebalanceTimeoutMs);
  }

  #answerJoin(member: Member, now: number): void {
    this.#parts.effects.reply(member.parkedJoin!, joinAnswer(this, member));
    member.parkedJoin = null;
    this.#parts.sessions.restart(member, now);
  }

  /** Sets the state of a group without members. */
  becomeEmpty(now: number): void {
    this.#state = "Empty";
    this.#emptySince = now;
    this.#first = null;
    this.#protocolName = null;
    this.#leaderId = null;
    this.#awaitedSyncs.clear();
  }

  /** Records that a member has requested its assignment in this generation. */
  synced(member: Member): void {
    const wasAwaited = this.#awaitedSyncs.delete(member.id);
    if (!wasAwaited || this.#awaitedSyncs.size > 0) return;
    this.#parts.effects.clearTimer({ kind: "sync" });
  }

  /** Answers every parked SyncGroup; a member without an assignment gets an empty one. */
  assign(assignments: SyncRequest["assignments"], now: number): void {
    const given = new Map(assignments.map(({ memberId, assignment }) => [memberId, assignment]));
    for (const member of this.members) member.assignment = given.get(member.id) ?? noBytes;
    this.#state = "Stable";
    this.#answerSyncs("NONE", now);
  }

  #refuseSyncs(now: number): void {
    for (const member of this.members) member.assignment = noBytes;
    this.#answerSyncs("REBALANCE_IN_PROGRESS", now);
  }

  #answerSyncs(error: GroupError, now: number): void {
    for (const member of this.members) {
      if (member.parkedSync === null) continue;
      this.#parts.effects.reply(member.parkedSync, syncAnswer(this, error, member.assignment));
      member.parkedSync = null;
      this.#parts.sessions.restart(member, now);
    }
  }

  #stopAwaitingSyncs(): void {
    if (this.#awaitedSyncs.size === 0) return;
    this.#awaitedSyncs.clear();
    this.#parts.effects.clearTimer({ kind: "sync" });
  }

  #remove(member: Member | undefined): void {
    if (member === undefined) return;
    this.#parts.members.remove(member);
    this.#parts.sessions.stop(member);
    if (this.#leaderId === member.id) this.#leaderId = null;
  }
}
