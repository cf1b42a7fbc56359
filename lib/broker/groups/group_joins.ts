import { joinError } from "./group_claims.ts";
import type { JoinRequest, Member, ReplyId } from "./group_model.ts";
import { joinAnswer } from "./group_replies.ts";
import { chooseProtocol, sameProtocols } from "./member_protocols.ts";
import { newMember } from "./membership.ts";
import type { Rebalance, RebalanceParts } from "./rebalance.ts";

/** The member id in the request of a new member. */
const noId = "";

/** A JoinGroup request at the time of its arrival. */
export interface JoinEvent {
  readonly request: JoinRequest;
  readonly reply: ReplyId;
  readonly now: number;
}

/** The state that joins change. */
export interface GroupJoinsParts extends RebalanceParts {
  readonly rebalance: Rebalance;
}

/**
 * Decides for each JoinGroup whether the client becomes a member, and passes it to the rebalance.
 *
 * @see KIP-345 static members; KIP-394 two-step join; KIP-814 leaders that skip the assignment
 */
export class GroupJoins {
  readonly #parts: GroupJoinsParts;

  constructor(parts: GroupJoinsParts) {
    this.#parts = parts;
  }

  /** Handles a JoinGroup; the answer is an effect, now or when the group is complete. */
  join(event: JoinEvent): void {
    const { members, effects, rebalance, settings } = this.#parts;
    const { request, reply } = event;
    const { memberId } = request;
    const unsuited = joinError(rebalance, members, request, settings);
    if (unsuited !== null) return effects.rejectJoin(reply, unsuited, memberId);
    if (memberId === noId) return this.#joinWithoutId(event);
    if (members.isPending(memberId) && request.instanceId === null) {
      this.removePending(memberId);
      return this.#admit(memberId, event);
    }
    const error = members.identityError(request);
    if (error !== null) return effects.rejectJoin(reply, error, memberId);
    this.#rejoin(members.get(memberId)!, event);
  }

  /** Forgets a member id that was assigned to a client which has not joined with it. */
  removePending(memberId: string): void {
    this.#parts.members.removePending(memberId);
    this.#parts.effects.clearTimer({ kind: "pending", memberId });
  }

  #joinWithoutId(event: JoinEvent): void {
    const { members, effects, settings } = this.#parts;
    const { request, reply } = event;
    const { instanceId, clientId } = request;
    const memberId = settings.newMemberId(instanceId ?? clientId);
    const replaced = instanceId === null ? undefined : members.ofInstance(instanceId);
    if (replaced !== undefined) return this.#replaceStatic(replaced, memberId, event);
    if (!settings.allowsMembers(members.sizeWithPending + 1)) {
      return effects.rejectJoin(reply, "GROUP_MAX_SIZE_REACHED", noId);
    }
    if (instanceId !== null || !request.requiresKnownMemberId) return this.#admit(memberId, event);
    members.addPending(memberId);
    effects.setTimer({ kind: "pending", memberId }, request.sessionTimeoutMs);
    effects.rejectJoin(reply, "MEMBER_ID_REQUIRED", memberId);
  }

  #admit(memberId: string, { request, reply, now }: JoinEvent): void {
    const { members, rebalance } = this.#parts;
    if (members.size === 0) rebalance.setProtocolType(request.protocolType);
    const member = newMember(memberId, request, now);
    member.parkedJoin = reply;
    members.add(member);
    rebalance.memberAdded(now);
  }

  #rejoin(member: Member, { request, reply, now }: JoinEvent): void {
    const { effects, sessions, rebalance } = this.#parts;
    const changed = !sameProtocols(member.protocols, request.protocols);
    member.sessionTimeoutMs = request.sessionTimeoutMs;
    member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    member.protocols = request.protocols;
    // An unchanged join while the leader assigns: the client did not receive the answer. The same
    // holds for a follower's unchanged join to a stable group; a leader's requests a rebalance.
    const missedAnswer = !changed && (rebalance.state === "CompletingRebalance" ||
      (rebalance.state === "Stable" && member.id !== rebalance.leaderId));
    if (missedAnswer) {
      effects.reply(reply, joinAnswer(rebalance, member));
      return sessions.restart(member, now);
    }
    // The member's earlier request is still parked; a client that waits for it has to join again.
    if (member.parkedJoin !== null) {
      effects.rejectJoin(member.parkedJoin, "REBALANCE_IN_PROGRESS", member.id);
    }
    member.parkedJoin = reply;
    member.lastHeardAt = now;
    sessions.pause(member);
    rebalance.start(now);
  }

  /**
   * Replaces a static member that rejoined without its id: it gets a new id, the old one is fenced.
   */
  #replaceStatic(old: Member, memberId: string, { request, reply, now }: JoinEvent): void {
    const { members, effects, sessions, rebalance } = this.#parts;
    const member = newMember(memberId, request, now);
    effects.rejectParked(old, "FENCED_INSTANCE_ID", old.id);
    sessions.stop(old);
    members.remove(old);
    members.add(member);
    member.assignment = old.assignment;
    const formerLeaderId = rebalance.leaderId;
    rebalance.memberReplaced(old.id, member.id);
    if (rebalance.state !== "Stable" || chooseProtocol(members.all) !== rebalance.protocolName) {
      member.parkedJoin = reply;
      return rebalance.start(now);
    }
    sessions.restart(member, now);
    const answer = request.supportsSkippingAssignment
      ? joinAnswer(rebalance, member, { skipAssignment: member.id === rebalance.leaderId })
      // As the leader, such a client would assign in a generation that is already stable.
      : joinAnswer(rebalance, member, { leaderId: formerLeaderId, withMembers: false });
    effects.reply(reply, answer);
  }
}
