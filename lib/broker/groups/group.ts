import { claimError, commitError, syncError } from "./group_claims.ts";
import { GroupEffects } from "./group_effects.ts";
import { GroupJoins } from "./group_joins.ts";
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
import { syncAnswer, syncRefusal } from "./group_replies.ts";
import { Membership } from "./membership.ts";
import { Rebalance } from "./rebalance.ts";
import { Sessions } from "./sessions.ts";

/** The member id of a member that has none. */
const noId = "";

/**
 * One consumer group of the classic protocol, as a state machine without clock or sockets.
 *
 * Every method is an event. The actions that follow are queued as effects, which the coordinator
 * takes with {@link takeEffects} after each event. Times are passed as `now`, in milliseconds.
 * {@link GroupJoins} decides who becomes a member, {@link Rebalance} runs the rounds of a
 * rebalance, {@link Membership} knows the members.
 *
 * @see Kafka's GroupMetadataManager (classic groups)
 */
export class Group implements GroupView {
  readonly #effects = new GroupEffects();
  readonly #sessions = new Sessions(this.#effects);
  readonly #members = new Membership();
  readonly #rebalance: Rebalance;
  readonly #joins: GroupJoins;

  /** Creates a stored group; it has no members, and the last generation that was assigned. */
  constructor(settings: GroupSettings, stored: GroupPast) {
    const parts = {
      members: this.#members,
      sessions: this.#sessions,
      effects: this.#effects,
      settings,
    };
    this.#rebalance = new Rebalance(parts, stored);
    this.#joins = new GroupJoins({ ...parts, rebalance: this.#rebalance });
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

  /** Whether it has neither members nor pending member ids. */
  get isUnused(): boolean {
    return this.state === "Empty" && this.#members.pendingIds.length === 0;
  }

  /** Returns and removes the effects since the last call, in order. */
  takeEffects(): GroupEffect[] {
    return this.#effects.take();
  }

  /** Handles a JoinGroup; the answer is an effect, now or when the group is complete. */
  join(request: JoinRequest, reply: ReplyId, now: number): void {
    this.#joins.join({ request, reply, now });
  }

  /** Handles a SyncGroup; the answer is an effect, now or when the leader has assigned. */
  sync(request: SyncRequest, reply: ReplyId, now: number): void {
    const error = syncError(this, this.#members, request);
    if (error !== null) return this.#effects.reply(reply, syncRefusal(error));
    const member = this.#members.get(request.memberId)!;
    if (this.state === "PreparingRebalance") {
      this.#sessions.restart(member, now);
      return this.#effects.reply(reply, syncRefusal("REBALANCE_IN_PROGRESS"));
    }
    this.#rebalance.synced(member);
    if (this.state === "Stable") {
      this.#effects.reply(reply, syncAnswer(this, "NONE", member.assignment));
      return this.#sessions.restart(member, now);
    }
    if (member.parkedSync !== null) {
      this.#effects.reply(member.parkedSync, syncRefusal("REBALANCE_IN_PROGRESS"));
    }
    member.parkedSync = reply;
    member.lastHeardAt = now;
    this.#sessions.pause(member);
    if (member.id === this.leaderId) this.#rebalance.assign(request.assignments, now);
  }

  /** Handles a Heartbeat and returns the answer. */
  heartbeat(claim: MemberClaim, now: number): GroupError {
    const error = claimError(this, this.#members, claim);
    if (error !== null) return error;
    this.#sessions.restart(this.#members.get(claim.memberId)!, now);
    return this.state === "PreparingRebalance" ? "REBALANCE_IN_PROGRESS" : "NONE";
  }

  /**
   * Removes members that leave, or static ones that an operator names by instance id alone. Returns
   * one answer for each. All of them are removed before the rebalance of the others.
   */
  leave(leaving: readonly MemberName[], now: number): GroupError[] {
    const gone: Member[] = [];
    const answers = leaving.map((who): GroupError => {
      if (this.#members.isPending(who.memberId)) {
        this.#joins.removePending(who.memberId);
        return "NONE";
      }
      const asOperator = who.memberId === noId && who.instanceId !== null;
      const error = asOperator ? null : this.#members.identityError(who);
      if (error !== null) return error;
      const member = asOperator
        ? this.#members.ofInstance(who.instanceId!)
        : this.#members.get(who.memberId);
      if (member === undefined) return "UNKNOWN_MEMBER_ID";
      this.#remove(member);
      gone.push(member);
      return "NONE";
    });
    for (const member of gone) this.#rebalance.memberRemoved(member, now);
    this.#rebalance.completeIfAllJoined(now);
    return answers;
  }

  /** Handles an OffsetCommit and returns whether the offsets may be committed. */
  commit(claim: MemberClaim, now: number): GroupError {
    const error = commitError(this, this.#members, claim);
    if (error !== null) return error;
    const member = this.#members.get(claim.memberId);
    if (member !== undefined) this.#sessions.restart(member, now);
    return "NONE";
  }

  /** Handles the end of a timer. */
  timeout(timer: GroupTimer, now: number): void {
    if (timer.kind === "rebalance") return this.#rebalance.joinTimeout(now);
    if (timer.kind === "sync") return this.#rebalance.syncTimeout(now);
    if (timer.kind === "pending") {
      this.#members.removePending(timer.memberId);
      return this.#rebalance.completeIfAllJoined(now);
    }
    const member = this.#members.get(timer.memberId);
    if (member === undefined || !this.#sessions.isExpired(member, now)) return;
    this.#remove(member);
    this.#rebalance.memberRemoved(member, now);
  }

  /** Handles the end of the connection of a parked request, whose answer is no longer needed. */
  disconnected(reply: ReplyId, now: number): void {
    for (const member of this.#members.all) {
      if (member.parkedSync === reply) member.parkedSync = null;
      else if (member.parkedJoin === reply) member.parkedJoin = null;
      else continue;
      this.#sessions.restart(member, now);
    }
  }

  /** Removes all members, because the last generation could not be stored; all must join again. */
  abandon(now: number): void {
    for (const member of this.#members.all) this.#remove(member, "NOT_COORDINATOR");
    for (const memberId of this.#members.pendingIds) this.#joins.removePending(memberId);
    this.#effects.clearTimer({ kind: "rebalance" });
    this.#effects.clearTimer({ kind: "sync" });
    this.#rebalance.becomeEmpty(now);
  }

  #remove(member: Member, error: GroupError = "UNKNOWN_MEMBER_ID"): void {
    this.#effects.rejectParked(member, error, noId);
    this.#members.remove(member);
    this.#sessions.stop(member);
  }
}
