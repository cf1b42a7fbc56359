import {
  chooseProtocol,
  commonProtocols,
  type GroupEffect,
  type GroupError,
  type GroupSettings,
  type GroupStateName,
  type GroupTimer,
  type JoinRequest,
  type Member,
  type MemberClaim,
  noBytes,
  type ReplyId,
  sameProtocols,
  type SyncRequest,
} from "./group_model.ts";
import { joinAnswer, joinRefusal, syncAnswer } from "./group_replies.ts";

/**
 * One consumer group of the classic protocol, as a state machine without clock or sockets.
 *
 * Every method is an event; what must happen outside is queued as effects, which the coordinator
 * takes with {@link takeEffects} after each event. Time comes in as `now`, in milliseconds of any
 * steady clock.
 *
 * Empty -> PreparingRebalance (members join) -> CompletingRebalance (the leader assigns) -> Stable.
 *
 * @see Kafka's GroupMetadataManager (classic groups); KIP-345 static members; KIP-394 two-step join
 */
export class Group {
  readonly id: string;
  readonly #settings: GroupSettings;
  readonly #members = new Map<string, Member>();
  readonly #staticIds = new Map<string, string>();
  readonly #pendingIds = new Set<string>();
  #state: GroupStateName = "Empty";
  #generation: number;
  #protocolType: string;
  #protocolName: string | null = null;
  #leaderId: string | null = null;
  /** A first rebalance that still gives others time to come. */
  #delaying = false;
  #effects: GroupEffect[] = [];

  /** A group as it was stored: no members, the last generation handed out. */
  constructor(
    id: string,
    settings: GroupSettings,
    stored: { readonly generation: number; readonly protocolType: string } = {
      generation: 0,
      protocolType: "",
    },
  ) {
    this.id = id;
    this.#settings = settings;
    this.#generation = stored.generation;
    this.#protocolType = stored.protocolType;
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
    return [...this.#members.values()];
  }

  /** What was asked for since the last call, in order. */
  takeEffects(): GroupEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** A JoinGroup arrived; its answer comes as an effect, at once or when the group is complete. */
  join(request: JoinRequest, reply: ReplyId, now: number): void {
    const refuse = (error: GroupError, memberId = request.memberId): void =>
      this.#reply(reply, joinRefusal(error, memberId));
    if (!this.#speaksWithUs(request)) return refuse("INCONSISTENT_GROUP_PROTOCOL");
    if (request.instanceId !== null) return this.#joinStatic(request, reply, now);
    const known = this.#members.get(request.memberId);
    if (known !== undefined) {
      return known.instanceId === null
        ? this.#rejoin(known, request, reply, now)
        : refuse("UNKNOWN_MEMBER_ID");
    }
    if (this.#pendingIds.has(request.memberId)) {
      this.#forgetPending(request.memberId);
      return this.#admit(request.memberId, request, reply, now);
    }
    if (request.memberId !== "") return refuse("UNKNOWN_MEMBER_ID");
    if (this.#members.size + this.#pendingIds.size >= this.#settings.maxMembers) {
      return refuse("GROUP_MAX_SIZE_REACHED");
    }
    const memberId = this.#settings.newMemberId(request.clientId);
    if (!request.requiresKnownMemberId) return this.#admit(memberId, request, reply, now);
    this.#pendingIds.add(memberId);
    this.#setTimer({ kind: "pending", memberId }, request.sessionTimeoutMs);
    refuse("MEMBER_ID_REQUIRED", memberId);
  }

  /** A SyncGroup arrived; its answer comes as an effect, at once or when the leader has assigned. */
  sync(request: SyncRequest, reply: ReplyId, now: number): void {
    const error = this.#claimError(request) ?? this.#protocolError(request);
    if (error !== null) return this.#reply(reply, syncAnswer(this, error));
    const member = this.#members.get(request.memberId)!;
    this.#heard(member, now);
    if (this.#state === "PreparingRebalance") {
      return this.#reply(reply, syncAnswer(this, "REBALANCE_IN_PROGRESS"));
    }
    if (this.#state === "Stable") {
      return this.#reply(reply, syncAnswer(this, "NONE", member.assignment));
    }
    member.parkedSync = reply;
    if (member.id === this.#leaderId) this.#assign(request.assignments);
  }

  /** A Heartbeat arrived; the answer is returned. */
  heartbeat(claim: MemberClaim, now: number): GroupError {
    const error = this.#claimError(claim);
    if (error !== null) return error;
    this.#heard(this.#members.get(claim.memberId)!, now);
    return this.#state === "PreparingRebalance" ? "REBALANCE_IN_PROGRESS" : "NONE";
  }

  /** A member leaves, or an operator removes a static one by instance id; the answer is returned. */
  leave(who: Omit<MemberClaim, "generation">, now: number): GroupError {
    if (this.#pendingIds.has(who.memberId)) {
      this.#forgetPending(who.memberId);
      this.#completeIfAllJoined(now);
      return "NONE";
    }
    const memberId = who.instanceId === null ? who.memberId : this.#staticIds.get(who.instanceId);
    if (memberId === undefined) return "UNKNOWN_MEMBER_ID";
    if (who.memberId !== "" && who.memberId !== memberId) return "FENCED_INSTANCE_ID";
    const member = this.#members.get(memberId);
    if (member === undefined) return "UNKNOWN_MEMBER_ID";
    this.#remove(member, now);
    return "NONE";
  }

  /** Whether offsets may be committed under this claim; a generation below 0 is an operator's. */
  commitError(claim: MemberClaim, now: number): GroupError {
    const simple = claim.generation < 0 && claim.memberId === "" && claim.instanceId === null;
    if (simple) return this.#members.size === 0 ? "NONE" : "UNKNOWN_MEMBER_ID";
    const error = this.#claimError(claim);
    if (error !== null) return error;
    this.#heard(this.#members.get(claim.memberId)!, now);
    return this.#state === "CompletingRebalance" ? "REBALANCE_IN_PROGRESS" : "NONE";
  }

  /** A timer that was set has run out. */
  timeout(timer: GroupTimer, now: number): void {
    if (timer.kind === "pending") {
      this.#pendingIds.delete(timer.memberId);
      return this.#completeIfAllJoined(now);
    }
    if (timer.kind === "session") return this.#sessionTimeout(timer.memberId, now);
    if (timer.kind === "sync") return this.#dropThoseWithoutSync(now);
    this.#delaying = false;
    if (this.#state === "PreparingRebalance") this.#completeJoin(now);
  }

  /** The connection of a parked request is gone: nobody waits for its answer any more. */
  disconnected(reply: ReplyId, now: number): void {
    for (const member of this.#members.values()) {
      if (member.parkedSync === reply) member.parkedSync = null;
      if (member.parkedJoin !== reply) continue;
      member.parkedJoin = null;
      this.#heard(member, now);
    }
  }

  #speaksWithUs(request: JoinRequest): boolean {
    if (request.protocolType === "" || request.protocols.length === 0) return false;
    const others = this.members.filter(({ id, instanceId }) =>
      id !== request.memberId && (instanceId === null || instanceId !== request.instanceId)
    );
    if (others.length === 0) return true;
    const common = commonProtocols(others);
    return request.protocolType === this.#protocolType &&
      request.protocols.some(({ name }) => common.has(name));
  }

  /** What is wrong with who claims to speak, or null. */
  #claimError(claim: MemberClaim): GroupError | null {
    if (claim.instanceId !== null) {
      const known = this.#staticIds.get(claim.instanceId);
      if (known === undefined) return "UNKNOWN_MEMBER_ID";
      if (known !== claim.memberId) return "FENCED_INSTANCE_ID";
    }
    if (!this.#members.has(claim.memberId)) return "UNKNOWN_MEMBER_ID";
    return claim.generation === this.#generation ? null : "ILLEGAL_GENERATION";
  }

  #protocolError(request: SyncRequest): GroupError | null {
    const same = (said: string | null, ours: string | null): boolean =>
      said === null || ours === null || said === ours;
    return same(request.protocolType, this.#protocolType) &&
        same(request.protocolName, this.#protocolName)
      ? null
      : "INCONSISTENT_GROUP_PROTOCOL";
  }

  #joinStatic(request: JoinRequest, reply: ReplyId, now: number): void {
    const knownId = this.#staticIds.get(request.instanceId!);
    if (request.memberId !== "" && knownId !== request.memberId) {
      const error = knownId === undefined ? "UNKNOWN_MEMBER_ID" : "FENCED_INSTANCE_ID";
      return this.#reply(reply, joinRefusal(error, request.memberId));
    }
    if (knownId === undefined) {
      if (this.#members.size + this.#pendingIds.size >= this.#settings.maxMembers) {
        return this.#reply(reply, joinRefusal("GROUP_MAX_SIZE_REACHED", ""));
      }
      return this.#admit(this.#settings.newMemberId(request.instanceId!), request, reply, now);
    }
    const known = this.#members.get(knownId)!;
    if (request.memberId !== "") return this.#rejoin(known, request, reply, now);
    this.#replaceStatic(known, request, reply, now);
  }

  /** A static member came back without its id: a new id takes its place, the old one is fenced. */
  #replaceStatic(old: Member, request: JoinRequest, reply: ReplyId, now: number): void {
    if (old.parkedJoin !== null) {
      this.#reply(old.parkedJoin, joinRefusal("FENCED_INSTANCE_ID", old.id));
    }
    if (old.parkedSync !== null) {
      this.#reply(old.parkedSync, syncAnswer(this, "FENCED_INSTANCE_ID"));
    }
    this.#clearTimer({ kind: "session", memberId: old.id });
    this.#members.delete(old.id);
    const member = memberOf(this.#settings.newMemberId(request.instanceId!), request, now);
    member.assignment = old.assignment;
    this.#members.set(member.id, member);
    this.#staticIds.set(request.instanceId!, member.id);
    const led = this.#leaderId === old.id;
    if (led) this.#leaderId = member.id;
    const unchanged = this.#state === "Stable" && sameProtocols(old.protocols, request.protocols);
    if (!unchanged) {
      member.parkedJoin = reply;
      return this.#rebalance(now);
    }
    this.#startSession(member);
    // A client that cannot be told to skip must not believe that it leads: it would assign anew
    // into a generation that is already stable.
    const asLeader = led && request.supportsSkippingAssignment;
    this.#reply(reply, joinAnswer(this, member, { asLeader, skipAssignment: asLeader }));
  }

  #admit(memberId: string, request: JoinRequest, reply: ReplyId, now: number): void {
    const member = memberOf(memberId, request, now);
    member.parkedJoin = reply;
    if (this.#members.size === 0) this.#protocolType = request.protocolType;
    this.#members.set(memberId, member);
    if (request.instanceId !== null) this.#staticIds.set(request.instanceId, memberId);
    this.#rebalance(now);
  }

  #rejoin(member: Member, request: JoinRequest, reply: ReplyId, now: number): void {
    const changed = !sameProtocols(member.protocols, request.protocols);
    member.sessionTimeoutMs = request.sessionTimeoutMs;
    member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    member.protocols = request.protocols;
    this.#heard(member, now);
    // Completing with the same metadata means that our answer was lost; a follower that joins a
    // stable group unchanged missed it too. A leader that joins again wants to assign again.
    const lostAnswer = !changed && (this.#state === "CompletingRebalance" ||
      (this.#state === "Stable" && member.id !== this.#leaderId));
    if (lostAnswer) {
      const asLeader = member.id === this.#leaderId;
      return this.#reply(reply, joinAnswer(this, member, { asLeader, skipAssignment: false }));
    }
    if (member.parkedJoin !== null && member.parkedJoin !== reply) {
      this.#reply(member.parkedJoin, joinRefusal("UNKNOWN_MEMBER_ID", member.id));
    }
    member.parkedJoin = reply;
    this.#rebalance(now);
  }

  #rebalance(now: number): void {
    if (this.#state === "PreparingRebalance") return this.#completeIfAllJoined(now);
    if (this.#state === "CompletingRebalance") this.#answerSyncs("REBALANCE_IN_PROGRESS");
    this.#clearTimer({ kind: "sync" });
    const first = this.#state === "Empty" && this.#settings.initialRebalanceDelayMs > 0;
    this.#state = "PreparingRebalance";
    this.#delaying = first;
    const delayMs = first ? this.#settings.initialRebalanceDelayMs : this.#longestRebalanceMs();
    this.#setTimer({ kind: "rebalance" }, delayMs);
    this.#completeIfAllJoined(now);
  }

  #completeIfAllJoined(now: number): void {
    if (this.#state !== "PreparingRebalance" || this.#delaying || this.#pendingIds.size > 0) return;
    if (this.members.every(({ parkedJoin }) => parkedJoin !== null)) this.#completeJoin(now);
  }

  #completeJoin(now: number): void {
    this.#clearTimer({ kind: "rebalance" });
    for (const member of this.members) {
      if (member.parkedJoin === null && member.instanceId === null) this.#forget(member);
    }
    this.#generation += 1;
    this.#store();
    const joined = this.members.filter(({ parkedJoin }) => parkedJoin !== null);
    if (joined.length === 0) return this.#becomeEmpty();
    this.#state = "CompletingRebalance";
    this.#protocolName = chooseProtocol(this.#members.values());
    if (!joined.some(({ id }) => id === this.#leaderId)) this.#leaderId = joined[0]!.id;
    for (const member of joined) {
      const asLeader = member.id === this.#leaderId;
      this.#reply(
        member.parkedJoin!,
        joinAnswer(this, member, { asLeader, skipAssignment: false }),
      );
      member.parkedJoin = null;
      member.assignment = noBytes;
      this.#heard(member, now);
    }
    this.#setTimer({ kind: "sync" }, this.#longestRebalanceMs());
  }

  #becomeEmpty(): void {
    for (const member of this.members) this.#forget(member);
    this.#state = "Empty";
    this.#protocolName = null;
    this.#leaderId = null;
  }

  #assign(assignments: SyncRequest["assignments"]): void {
    const given = new Map(assignments.map(({ memberId, assignment }) => [memberId, assignment]));
    for (const member of this.#members.values()) {
      member.assignment = given.get(member.id) ?? noBytes;
    }
    this.#state = "Stable";
    this.#clearTimer({ kind: "sync" });
    this.#answerSyncs("NONE");
  }

  #answerSyncs(error: GroupError): void {
    for (const member of this.#members.values()) {
      if (member.parkedSync === null) continue;
      this.#reply(member.parkedSync, syncAnswer(this, error, member.assignment));
      member.parkedSync = null;
    }
  }

  #dropThoseWithoutSync(now: number): void {
    if (this.#state !== "CompletingRebalance") return;
    for (const member of this.members) {
      if (member.parkedSync === null && member.instanceId === null) this.#forget(member);
    }
    this.#rebalance(now);
  }

  #sessionTimeout(memberId: string, now: number): void {
    const member = this.#members.get(memberId);
    if (member === undefined) return;
    const silentMs = now - member.lastHeardAt;
    // Whoever waits in a parked join or sync cannot send heartbeats meanwhile.
    const waits = member.parkedJoin !== null || member.parkedSync !== null;
    if (waits || silentMs < member.sessionTimeoutMs) {
      const leftMs = waits ? member.sessionTimeoutMs : member.sessionTimeoutMs - silentMs;
      return this.#setTimer({ kind: "session", memberId }, leftMs);
    }
    this.#remove(member, now);
  }

  #remove(member: Member, now: number): void {
    if (member.parkedJoin !== null) {
      this.#reply(member.parkedJoin, joinRefusal("UNKNOWN_MEMBER_ID", member.id));
    }
    if (member.parkedSync !== null) {
      this.#reply(member.parkedSync, syncAnswer(this, "UNKNOWN_MEMBER_ID"));
    }
    this.#forget(member);
    this.#rebalance(now);
  }

  #forget(member: Member): void {
    this.#members.delete(member.id);
    if (member.instanceId !== null) this.#staticIds.delete(member.instanceId);
    if (this.#leaderId === member.id) this.#leaderId = null;
    this.#clearTimer({ kind: "session", memberId: member.id });
  }

  #forgetPending(memberId: string): void {
    this.#pendingIds.delete(memberId);
    this.#clearTimer({ kind: "pending", memberId });
  }

  #heard(member: Member, now: number): void {
    member.lastHeardAt = now;
    this.#startSession(member);
  }

  #startSession(member: Member): void {
    this.#setTimer({ kind: "session", memberId: member.id }, member.sessionTimeoutMs);
  }

  #longestRebalanceMs(): number {
    return Math.max(0, ...this.members.map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs));
  }

  #reply(to: ReplyId, reply: ReturnType<typeof joinRefusal> | ReturnType<typeof syncAnswer>): void {
    this.#effects.push({ kind: "reply", to, reply });
  }
  #setTimer(timer: GroupTimer, delayMs: number): void {
    this.#effects.push({ kind: "set-timer", timer, delayMs });
  }
  #clearTimer(timer: GroupTimer): void {
    this.#effects.push({ kind: "clear-timer", timer });
  }
  #store(): void {
    this.#effects.push({
      kind: "store",
      generation: this.#generation,
      protocolType: this.#protocolType,
    });
  }
}

function memberOf(id: string, request: JoinRequest, now: number): Member {
  return {
    id,
    instanceId: request.instanceId,
    clientId: request.clientId,
    clientHost: request.clientHost,
    sessionTimeoutMs: request.sessionTimeoutMs,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs,
    protocols: request.protocols,
    assignment: noBytes,
    lastHeardAt: now,
    parkedJoin: null,
    parkedSync: null,
  };
}
