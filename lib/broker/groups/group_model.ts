/** One assignment protocol that a member can speak, with what it tells the leader about itself. */
export interface MemberProtocol {
  readonly name: string;
  /** Opaque: clients alone know what it means. */
  readonly metadata: Uint8Array;
}

/** Names one parked request; the coordinator knows whose connection it is. */
export type ReplyId = number;

/** A group's states, by the names that Kafka's tools print. */
export type GroupStateName =
  | "Empty"
  | "PreparingRebalance"
  | "CompletingRebalance"
  | "Stable"
  | "Dead";

/** The Kafka errors that a group answers with. */
export type GroupError =
  | "NONE"
  | "UNKNOWN_MEMBER_ID"
  | "ILLEGAL_GENERATION"
  | "INCONSISTENT_GROUP_PROTOCOL"
  | "REBALANCE_IN_PROGRESS"
  | "MEMBER_ID_REQUIRED"
  | "FENCED_INSTANCE_ID"
  | "GROUP_MAX_SIZE_REACHED";

/** One member of a group. */
export interface Member {
  readonly id: string;
  /** Name that outlives the member's connection, for static membership. */
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly MemberProtocol[];
  /** Opaque, as the leader gave it; empty before. */
  assignment: Uint8Array;
  /** When it was last heard, in the coordinator's milliseconds. */
  lastHeardAt: number;
  /** Its JoinGroup that waits for the others, or null. */
  parkedJoin: ReplyId | null;
  /** Its SyncGroup that waits for the leader, or null. */
  parkedSync: ReplyId | null;
}

/** What a JoinGroup asks. */
export interface JoinRequest {
  /** Empty when the member is new. */
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly MemberProtocol[];
  /** Whether the client can join in two steps, being given its id first (KIP-394, JoinGroup v4). */
  readonly requiresKnownMemberId: boolean;
  /** Whether the client understands that the leader need not assign again (KIP-814, v9). */
  readonly supportsSkippingAssignment: boolean;
}

/** What a SyncGroup asks; the leader brings the assignments. */
export interface SyncRequest {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly generation: number;
  /** Null where the client does not say (before v5). */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[];
}

/** Who speaks, in Heartbeat, LeaveGroup and OffsetCommit. */
export interface MemberClaim {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly generation: number;
}

/** The answer to a JoinGroup. */
export interface JoinReply {
  readonly kind: "join";
  readonly error: GroupError;
  readonly generation: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leaderId: string;
  readonly memberId: string;
  readonly skipAssignment: boolean;
  readonly members: readonly {
    readonly memberId: string;
    readonly instanceId: string | null;
    readonly metadata: Uint8Array;
  }[];
}

/** The answer to a SyncGroup. */
export interface SyncReply {
  readonly kind: "sync";
  readonly error: GroupError;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Uint8Array;
}

/** A timer of a group: a member's session, a promised member id, a rebalance, or late syncs. */
export type GroupTimer =
  | { readonly kind: "session"; readonly memberId: string }
  | { readonly kind: "pending"; readonly memberId: string }
  | { readonly kind: "rebalance" }
  | { readonly kind: "sync" };

/** What a group wants done; the coordinator does it in this order. */
export type GroupEffect =
  | { readonly kind: "reply"; readonly to: ReplyId; readonly reply: JoinReply | SyncReply }
  | { readonly kind: "set-timer"; readonly timer: GroupTimer; readonly delayMs: number }
  | { readonly kind: "clear-timer"; readonly timer: GroupTimer }
  | { readonly kind: "store"; readonly generation: number; readonly protocolType: string };

/** What a group may be told by its coordinator; everything else comes in events. */
export interface GroupSettings {
  /** How long an empty group waits for more members; 0 in this broker unless set. */
  readonly initialRebalanceDelayMs: number;
  readonly maxMembers: number;
  /** Makes a fresh member id from a client id or instance id. */
  newMemberId(prefix: string): string;
}

/** No bytes. */
export const noBytes: Uint8Array = new Uint8Array(0);

/** The protocol that all members speak and most of them prefer; null when there is none. */
export function chooseProtocol(members: Iterable<Member>): string | null {
  const all = [...members];
  const common = commonProtocols(all);
  const votes = new Map<string, number>();
  for (const member of all) {
    const vote = member.protocols.find(({ name }) => common.has(name));
    if (vote !== undefined) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1);
  }
  let chosen: string | null = null;
  for (const [name, count] of votes) {
    if (chosen === null || count > votes.get(chosen)!) chosen = name;
  }
  return chosen;
}

/** Names of the protocols that every one of `members` speaks. */
export function commonProtocols(members: readonly Member[]): Set<string> {
  const [first, ...others] = members.map(({ protocols }) =>
    new Set(protocols.map(({ name }) => name))
  );
  return others.reduce((common, names) => common.intersection(names), first ?? new Set<string>());
}

/** Whether two lists of protocols say the same, metadata included. */
export function sameProtocols(
  left: readonly MemberProtocol[],
  right: readonly MemberProtocol[],
): boolean {
  return left.length === right.length && left.every((protocol, index) => {
    const other = right[index]!;
    return protocol.name === other.name && sameBytes(protocol.metadata, other.metadata);
  });
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength &&
    left.every((byte, index) => byte === right[index]);
}
