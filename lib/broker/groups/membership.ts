import type { GroupError, JoinRequest, Member, MemberName, MemberProtocol } from "./group_model.ts";
import { noBytes } from "./group_model.ts";
import { commonProtocols } from "./member_protocols.ts";

/** The members of a group, by member id and by instance id, and its pending member ids. */
export class Membership {
  readonly #byId = new Map<string, Member>();
  readonly #idByInstance = new Map<string, string>();
  /** Assigned to clients that have not joined with them yet. */
  readonly #pending = new Set<string>();

  /** In the order in which they joined. */
  get all(): Member[] {
    return [...this.#byId.values()];
  }

  get size(): number {
    return this.#byId.size;
  }

  /** The number of members and pending member ids. */
  get sizeWithPending(): number {
    return this.#byId.size + this.#pending.size;
  }

  /** Ids that were assigned to clients which have not joined with them yet. */
  get pendingIds(): string[] {
    return [...this.#pending];
  }

  get(memberId: string): Member | undefined {
    return this.#byId.get(memberId);
  }

  /** Returns the static member of an instance. */
  ofInstance(instanceId: string): Member | undefined {
    return this.#byId.get(this.#idByInstance.get(instanceId) ?? "");
  }

  add(member: Member): void {
    this.#byId.set(member.id, member);
    if (member.instanceId !== null) this.#idByInstance.set(member.instanceId, member.id);
  }

  remove(member: Member): void {
    this.#byId.delete(member.id);
    if (member.instanceId === null) return;
    if (this.#idByInstance.get(member.instanceId) === member.id) {
      this.#idByInstance.delete(member.instanceId);
    }
  }

  addPending(memberId: string): void {
    this.#pending.add(memberId);
  }

  isPending(memberId: string): boolean {
    return this.#pending.has(memberId);
  }

  removePending(memberId: string): void {
    this.#pending.delete(memberId);
  }

  /** Whether every member waits in a JoinGroup and no member id is pending. */
  get allJoined(): boolean {
    if (this.#pending.size > 0) return false;
    for (const { parkedJoin } of this.#byId.values()) {
      if (parkedJoin === null) return false;
    }
    return true;
  }

  /** The largest rebalance timeout of the members; 0 without members. */
  get rebalanceTimeoutMs(): number {
    let longestMs = 0;
    for (const member of this.#byId.values()) {
      longestMs = Math.max(longestMs, member.rebalanceTimeoutMs);
    }
    return longestMs;
  }

  /** Whether every member supports one of `protocols`. */
  allSupportOneOf(protocols: readonly MemberProtocol[]): boolean {
    const common = commonProtocols(this.all);
    return protocols.some(({ name }) => common.has(name));
  }

  /** Returns the error of a request that names an unknown or fenced member, or null. */
  identityError({ memberId, instanceId }: MemberName): GroupError | null {
    if (instanceId !== null) {
      const known = this.#idByInstance.get(instanceId);
      if (known === undefined) return "UNKNOWN_MEMBER_ID";
      if (known !== memberId) return "FENCED_INSTANCE_ID";
    }
    return this.#byId.has(memberId) ? null : "UNKNOWN_MEMBER_ID";
  }
}

/** Creates a member from its first JoinGroup. */
export function newMember(id: string, request: JoinRequest, now: number): Member {
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
