import type { GroupError, JoinRequest, Member, MemberName, MemberProtocol } from "./group_model.ts";
import { noBytes } from "./group_model.ts";
import { commonProtocols } from "./member_protocols.ts";

/** Who belongs to a group, by member id and by instance id, and which ids were promised. */
export class Membership {
  readonly #byId = new Map<string, Member>();
  readonly #idByInstance = new Map<string, string>();
  readonly #promised = new Set<string>();

  /** In the order in which they came. */
  get all(): Member[] {
    return [...this.#byId.values()];
  }

  get size(): number {
    return this.#byId.size;
  }

  /** How many there are or may come any moment. */
  get sizeWithPromised(): number {
    return this.#byId.size + this.#promised.size;
  }

  /** Ids that were given to clients that have not joined with them yet. */
  get promisedIds(): string[] {
    return [...this.#promised];
  }

  get(memberId: string): Member | undefined {
    return this.#byId.get(memberId);
  }

  /** The static member of that instance. */
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

  promise(memberId: string): void {
    this.#promised.add(memberId);
  }

  isPromised(memberId: string): boolean {
    return this.#promised.has(memberId);
  }

  breakPromise(memberId: string): void {
    this.#promised.delete(memberId);
  }

  /** Whether nobody is missing: every member waits in a JoinGroup, every promised id was used. */
  get allJoined(): boolean {
    if (this.#promised.size > 0) return false;
    for (const { parkedJoin } of this.#byId.values()) {
      if (parkedJoin === null) return false;
    }
    return true;
  }

  /** The largest rebalance timeout of a member; 0 without members. */
  get rebalanceTimeoutMs(): number {
    let longestMs = 0;
    for (const member of this.#byId.values()) {
      longestMs = Math.max(longestMs, member.rebalanceTimeoutMs);
    }
    return longestMs;
  }

  /** Whether one of `protocols` is spoken by everyone who is there. */
  allSpeakOneOf(protocols: readonly MemberProtocol[]): boolean {
    const common = commonProtocols(this.all);
    return protocols.some(({ name }) => common.has(name));
  }

  /** What is wrong with who claims to speak, or null. */
  nameError({ memberId, instanceId }: MemberName): GroupError | null {
    if (instanceId !== null) {
      const known = this.#idByInstance.get(instanceId);
      if (known === undefined) return "UNKNOWN_MEMBER_ID";
      if (known !== memberId) return "FENCED_INSTANCE_ID";
    }
    return this.#byId.has(memberId) ? null : "UNKNOWN_MEMBER_ID";
  }
}

/** A member as its first JoinGroup presents it. */
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
