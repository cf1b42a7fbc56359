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

/** After the largest number that the wire holds; nobody is left then who remembers the first. */
const firstGeneration = 1;
const lastGeneration = 0x7fffffff;

/** The wait of an empty group's first rebalance, in which others may come. */
interface FirstRebalance {
  /** What of the rebalance timeout is left for further delays. */
  remainingMs: number;
  /** How long the running delay is. */
  delayMs: number;
  memberCame: boolean;
}

/** What a rebalance works on. */
export interface RebalanceParts {
  readonly members: Membership;
  readonly sessions: Sessions;
  readonly effects: GroupEffects;
  readonly settings: GroupSettings;
}

/**
 * The round in which a group agrees on its members, its leader and who does what.
 *
 * Empty -> PreparingRebalance (members join) -> CompletingRebalance (the leader assigns) -> Stable;
 * each completed join is a new generation, also the one that finds nobody left.
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
  /** Members of this generation that have not asked for their assignment yet. */
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

  /** The first member says what kind of group it is. */
  takeProtocolType(protocolType: string): void {
    this.#protocolType = protocolType;
  }

  /** Another id stands for a member from now on, also where it leads. */
  memberReplaced(formerId: string, memberId: string): void {
    if (this.#leaderId === formerId) this.#leaderId = memberId;
    if (this.#awaitedSyncs.delete(formerId)) this.#awaitedSyncs.add(memberId);
  }

  /** A member came that was not there before. */
  memberAdded(now: number): void {
    if (this.#first !== null) this.#first.memberCame = true;
    this.start(now);
  }

  memberRemoved(member: Member, now: number): void {
    if (this.#leaderId === member.id) this.#leaderId = null;
    if (this.#state !== "Empty") this.start(now);
  }

  /** Starts a rebalance, or goes on with the one that runs. */
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
      this.#first = { delayMs, remainingMs, memberCame: false };
      return effects.setTimer({ kind: "rebalance" }, delayMs);
    }
    if (members.allJoined) return this.#complete(now);
    effects.setTimer({ kind: "rebalance" }, members.rebalanceTimeoutMs);
  }

  /** Ends the wait early when nobody is missing, except in the first rebalance. */
  completeIfAllJoined(now: number): void {
    if (this.#state !== "PreparingRebalance" || this.#first !== null) return;
    if (this.#parts.members.allJoined) this.#complete(now);
  }

  /** The time to join is up. */
  joinTimeout(now: number): void {
    if (this.#state !== "PreparingRebalance") return;
    const first = this.#first;
    if (first === null || !first.memberCame || first.remainingMs === 0) return this.#complete(now);
    first.memberCame = false;
    const passedMs = first.delayMs;
    first.delayMs = Math.min(this.#parts.settings.initialRebalanceDelayMs, first.remainingMs);
    first.remainingMs = Math.max(0, first.remainingMs - passedMs);
    this.#parts.effects.setTimer({ kind: "rebalance" }, first.delayMs);
  }

  /** The time to ask for assignments is up: who did not is gone, and the others share anew. */
  syncTimeout(now: number): void {
    if (this.#awaitedSyncs.size === 0) return;
    for (const id of this.#awaitedSyncs) this.#forget(this.#parts.members.get(id));
    this.start(now);
  }

  #complete(now: number): void {
    const { members, effects } = this.#parts;
    effects.clearTimer({ kind: "rebalance" });
    this.#first = null;
    const dynamic = members.all.filter(({ instanceId }) => instanceId === null);
    for (const member of dynamic) {
      if (member.parkedJoin === null) this.#forget(member);
    }
    const joined = members.all.filter(({ parkedJoin }) => parkedJoin !== null);
    if (joined.length === 0 && members.size > 0) {
      // Only static members are left and none came back: they have until their sessions end.
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
    // Static members that did not come back are part of the generation: the leader counts on them.
    for (const { id } of members.all) this.#awaitedSyncs.add(id);
    effects.setTimer({ kind: "sync" }, members.rebalanceTimeoutMs);
  }

  #answerJoin(member: Member, now: number): void {
    this.#parts.effects.reply(member.parkedJoin!, joinAnswer(this, member));
    member.parkedJoin = null;
    this.#parts.sessions.heard(member, now);
  }

  /** Nobody is left, or everybody was given up. */
  becomeEmpty(now: number): void {
    this.#state = "Empty";
    this.#emptySince = now;
    this.#first = null;
    this.#protocolName = null;
    this.#leaderId = null;
    this.#awaitedSyncs.clear();
  }

  /** The member has asked for its assignment in this generation. */
  synced(member: Member): void {
    const wasAwaited = this.#awaitedSyncs.delete(member.id);
    if (!wasAwaited || this.#awaitedSyncs.size > 0) return;
    this.#parts.effects.clearTimer({ kind: "sync" });
  }

  /** The leader has assigned: everyone who waits gets its part, those left out an empty one. */
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
      this.#parts.sessions.heard(member, now);
    }
  }

  #stopAwaitingSyncs(): void {
    if (this.#awaitedSyncs.size === 0) return;
    this.#awaitedSyncs.clear();
    this.#parts.effects.clearTimer({ kind: "sync" });
  }

  #forget(member: Member | undefined): void {
    if (member === undefined) return;
    this.#parts.members.remove(member);
    this.#parts.sessions.end(member);
    if (this.#leaderId === member.id) this.#leaderId = null;
  }
}
