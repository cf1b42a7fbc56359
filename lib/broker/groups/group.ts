import { claimError, commitError, joinError, syncError } from "./group_claims.ts";
import { GroupEffects } from "./group_effects.ts";
import type {
  GroupEffect,
  GroupError,
  GroupPast,
  GroupSettings,
  GroupStateName,
  GroupTimer,
  GroupView,
  JoinRequest,
  Member,
  MemberClaim,
  MemberName,
  ReplyId,
  SyncRequest,
} from "./group_model.ts";
import { joinAnswer, joinRefusal, syncAnswer, syncRefusal } from "./group_replies.ts";
import { chooseProtocol, sameProtocols } from "./member_protocols.ts";
import { Membership, newMember } from "./membership.ts";
import { Rebalance } from "./rebalance.ts";
import { Sessions } from "./sessions.ts";

/** The id of a member that has none. */
const noId = "";

/**
 * One consumer group of the classic protocol, as a state machine without clock or sockets.
 *
 * Every method is an event; what must happen outside is queued as effects, which the coordinator
 * takes with {@link takeEffects} after each event. Time comes in as `now`, in milliseconds. The
 * rounds of a rebalance are {@link Rebalance}'s, who may speak is {@link Membership}'s.
 *
 * @see Kafka's GroupMetadataManager (classic groups); KIP-345 static members; KIP-394 two-step
 * join; KIP-814 leaders that skip the assignment
 */
export class Group implements GroupView {
  readonly #settings: GroupSettings;
  readonly #effects = new GroupEffects();
  readonly #sessions = new Sessions(this.#effects);
  readonly #members = new Membership();
  readonly #rebalance: Rebalance;

  /** A group as it was stored: no members, the last generation handed out. */
  constructor(settings: GroupSettings, stored: GroupPast) {
    this.#settings = settings;
    const parts = { members: this.#members, sessions: this.#sessions, effects: this.#effects };
    this.#rebalance = new Rebalance({ ...parts, settings }, stored);
  }

  get state(): GroupStateName {
    return this.#rebalance.state;
  }
  get generation(): number {
    return this.#rebalance.generation;
  }
  get protocolType(): string {
    return this.#rebalance.protocolType;
  }
  get protocolName(): string | null {
    return this.#rebalance.protocolName;
  }
  get leaderId(): string | null {
    return this.#rebalance.leaderId;
  }
  get members(): readonly Member[] {
    return this.#members.all;
  }
  get emptySince(): number | null {
    return this.#rebalance.emptySince;
  }

  /** Whether nobody belongs to it nor was promised to. */
  get isDeserted(): boolean {
    return this.state === "Empty" && this.#members.promisedIds.length === 0;
  }

  /** What was asked for since the last call, in order. */
  takeEffects(): GroupEffect[] {
    return this.#effects.take();
  }

  /** A JoinGroup arrived; its answer comes as an effect, at once or when the group is complete. */
  join(request: JoinRequest, reply: ReplyId, now: number): void {
    const { memberId } = request;
    const error = joinError(this, this.#members, request, this.#settings);
    if (error !== null) return this.#refuseJoin(reply, error, memberId);
    if (memberId === noId) return this.#joinWithoutId(request, reply, now);
    if (this.#members.isPromised(memberId) && request.instanceId === null) {
      this.#takeUpPromise(memberId);
      return this.#admit(memberId, request, reply, now);
    }
    const wrong = this.#members.nameError(request);
    if (wrong !== null) return this.#refuseJoin(reply, wrong, memberId);
    this.#rejoin(this.#members.get(memberId)!, request, reply, now);
  }

  #joinWithoutId(request: JoinRequest, reply: ReplyId, now: number): void {
    const { instanceId, clientId } = request;
    const memberId = this.#settings.newMemberId(instanceId ?? clientId);
    const replaced = instanceId === null ? undefined : this.#members.ofInstance(instanceId);
    if (replaced !== undefined) {
      return this.#replaceStatic(replaced, newMember(memberId, request, now), request, reply, now);
    }
    if (!this.#settings.allowsMembers(this.#members.sizeWithPromised + 1)) {
      return this.#refuseJoin(reply, "GROUP_MAX_SIZE_REACHED", noId);
    }
    if (instanceId !== null || !request.requiresKnownMemberId) {
      return this.#admit(memberId, request, reply, now);
    }
    this.#members.promise(memberId);
    this.#effects.setTimer({ kind: "pending", memberId }, request.sessionTimeoutMs);
    this.#refuseJoin(reply, "MEMBER_ID_REQUIRED", memberId);
  }

  #admit(memberId: string, request: JoinRequest, reply: ReplyId, now: number): void {
    if (this.#members.size === 0) this.#rebalance.takeProtocolType(request.protocolType);
    const member = newMember(memberId, request, now);
    member.parkedJoin = reply;
    this.#members.add(member);
    this.#rebalance.memberAdded(now);
  }

  #rejoin(member: Member, request: JoinRequest, reply: ReplyId, now: number): void {
    const changed = !sameProtocols(member.protocols, request.protocols);
    member.sessionTimeoutMs = request.sessionTimeoutMs;
    member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    member.protocols = request.protocols;
    // Unchanged while the leader assigns: our answer was lost. A follower that joins a stable group
    // unchanged missed it too; a leader that does wants to assign again.
    const answerWasLost = !changed && (this.state === "CompletingRebalance" ||
      (this.state === "Stable" && member.id !== this.leaderId));
    if (answerWasLost) {
      this.#effects.reply(reply, joinAnswer(this, member));
      return this.#sessions.heard(member, now);
    }
    this.#parkJoin(member, reply, now);
    this.#rebalance.start(now);
  }

  #parkJoin(member: Member, reply: ReplyId, now: number): void {
    // The first of two requests of one member: whoever still waits for it has to ask again.
    if (member.parkedJoin !== null) {
      this.#refuseJoin(member.parkedJoin, "REBALANCE_IN_PROGRESS", member.id);
    }
    member.parkedJoin = reply;
    member.lastHeardAt = now;
    this.#sessions.parked(member);
  }

  /** A static member came back without its id: a new id takes its place, the old one is fenced. */
  #replaceStatic(
    old: Member,
    member: Member,
    request: JoinRequest,
    reply: ReplyId,
    now: number,
  ): void {
    this.#answerParked(old, "FENCED_INSTANCE_ID", old.id);
    this.#sessions.end(old);
    this.#members.remove(old);
    this.#members.add(member);
    member.assignment = old.assignment;
    const formerLeaderId = this.leaderId;
    this.#rebalance.memberReplaced(old.id, member.id);
    if (this.state !== "Stable" || chooseProtocol(this.members) !== this.protocolName) {
      member.parkedJoin = reply;
      return this.#rebalance.start(now);
    }
    this.#sessions.heard(member, now);
    const answer = request.supportsSkippingAssignment
      ? joinAnswer(this, member, { skipAssignment: member.id === this.leaderId })
      // Told that it leads, such a client would assign into a generation that is stable already.
      : joinAnswer(this, member, { leaderId: formerLeaderId, withMembers: false });
    this.#effects.reply(reply, answer);
  }

  /** A SyncGroup arrived; its answer comes as an effect, at once or after the leader assigned. */
  sync(request: SyncRequest, reply: ReplyId, now: number): void {
    const error = syncError(this, this.#members, request);
    if (error !== null) return this.#effects.reply(reply, syncRefusal(error));
    const member = this.#members.get(request.memberId)!;
    if (this.state === "PreparingRebalance") {
      this.#sessions.heard(member, now);
      return this.#effects.reply(reply, syncRefusal("REBALANCE_IN_PROGRESS"));
    }
    this.#rebalance.synced(member);
    if (this.state === "Stable") {
      this.#effects.reply(reply, syncAnswer(this, "NONE", member.assignment));
      return this.#sessions.heard(member, now);
    }
    if (member.parkedSync !== null) {
      this.#effects.reply(member.parkedSync, syncRefusal("REBALANCE_IN_PROGRESS"));
    }
    member.parkedSync = reply;
    member.lastHeardAt = now;
    this.#sessions.parked(member);
    if (member.id === this.leaderId) this.#rebalance.assign(request.assignments, now);
  }

  /** A Heartbeat arrived; the answer is returned. */
  heartbeat(claim: MemberClaim, now: number): GroupError {
    const error = claimError(this, this.#members, claim);
    if (error !== null) return error;
    this.#sessions.heard(this.#members.get(claim.memberId)!, now);
    return this.state === "PreparingRebalance" ? "REBALANCE_IN_PROGRESS" : "NONE";
  }

  /**
   * Members leave, or an operator removes static ones, by instance id alone; the answers are
   * returned, one for each. All of them go before the others share anew.
   */
  leave(leaving: readonly MemberName[], now: number): GroupError[] {
    const gone: Member[] = [];
    const answers = leaving.map((who): GroupError => {
      if (this.#members.isPromised(who.memberId)) {
        this.#takeUpPromise(who.memberId);
        return "NONE";
      }
      const asOperator = who.memberId === noId && who.instanceId !== null;
      const error = asOperator ? null : this.#members.nameError(who);
      if (error !== null) return error;
      const member = asOperator
        ? this.#members.ofInstance(who.instanceId!)
        : this.#members.get(who.memberId);
      if (member === undefined) return "UNKNOWN_MEMBER_ID";
      this.#forget(member);
      gone.push(member);
      return "NONE";
    });
    for (const member of gone) this.#rebalance.memberRemoved(member, now);
    this.#rebalance.completeIfAllJoined(now);
    return answers;
  }

  /** An OffsetCommit arrived; whether it may be carried out is returned. */
  commit(claim: MemberClaim, now: number): GroupError {
    const error = commitError(this, this.#members, claim);
    if (error !== null) return error;
    const member = this.#members.get(claim.memberId);
    if (member !== undefined) this.#sessions.heard(member, now);
    return "NONE";
  }

  /** A timer that was set has run out. */
  timeout(timer: GroupTimer, now: number): void {
    if (timer.kind === "rebalance") return this.#rebalance.joinTimeout(now);
    if (timer.kind === "sync") return this.#rebalance.syncTimeout(now);
    if (timer.kind === "pending") {
      this.#members.breakPromise(timer.memberId);
      return this.#rebalance.completeIfAllJoined(now);
    }
    const member = this.#members.get(timer.memberId);
    if (member === undefined || !this.#sessions.isOver(member, now)) return;
    this.#forget(member);
    this.#rebalance.memberRemoved(member, now);
  }

  /** The connection of a parked request is gone: nobody waits for its answer any more. */
  disconnected(reply: ReplyId, now: number): void {
    for (const member of this.#members.all) {
      if (member.parkedSync === reply) member.parkedSync = null;
      else if (member.parkedJoin === reply) member.parkedJoin = null;
      else continue;
      this.#sessions.heard(member, now);
    }
  }

  /** The last generation could not be stored: nobody may go on in it, everyone has to join anew. */
  abandon(now: number): void {
    for (const member of this.#members.all) this.#forget(member, "NOT_COORDINATOR");
    for (const memberId of this.#members.promisedIds) this.#takeUpPromise(memberId);
    this.#effects.clearTimer({ kind: "rebalance" });
    this.#effects.clearTimer({ kind: "sync" });
    this.#rebalance.becomeEmpty(now);
  }

  #forget(member: Member, error: GroupError = "UNKNOWN_MEMBER_ID"): void {
    this.#answerParked(member, error, noId);
    this.#members.remove(member);
    this.#sessions.end(member);
  }

  #answerParked(member: Member, error: GroupError, memberId: string): void {
    if (member.parkedJoin !== null) this.#refuseJoin(member.parkedJoin, error, memberId);
    if (member.parkedSync !== null) this.#effects.reply(member.parkedSync, syncRefusal(error));
    member.parkedJoin = null;
    member.parkedSync = null;
  }

  #takeUpPromise(memberId: string): void {
    this.#members.breakPromise(memberId);
    this.#effects.clearTimer({ kind: "pending", memberId });
  }

  #refuseJoin(reply: ReplyId, error: GroupError, memberId: string): void {
    this.#effects.reply(reply, joinRefusal(error, memberId));
  }
}
