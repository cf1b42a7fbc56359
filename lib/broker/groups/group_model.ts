import type { ErrorName } from "../../wire/errors.ts";

/** One assignment protocol that a member can speak, with what it tells the leader about itself. */
export interface MemberProtocol {
  readonly name: string;
  /** Opaque: clients alone know what it means. */
  readonly metadata: Uint8Array;
}

/** Names one parked request; the coordinator knows whose connection it is. */
export type ReplyId = number;

/** A group's states, by the names that Kafka's tools print; "Dead" is for groups that are not. */
export type GroupStateName = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable";

/** The Kafka errors that a group or its coordinator answers with. */
export type GroupError = Extract<
  ErrorName,
  | "NONE"
  | "COORDINATOR_NOT_AVAILABLE"
  | "NOT_COORDINATOR"
  | "ILLEGAL_GENERATION"
  | "INCONSISTENT_GROUP_PROTOCOL"
  | "INVALID_GROUP_ID"
  | "UNKNOWN_MEMBER_ID"
  | "INVALID_SESSION_TIMEOUT"
  | "REBALANCE_IN_PROGRESS"
  | "POLICY_VIOLATION"
  | "NON_EMPTY_GROUP"
  | "GROUP_ID_NOT_FOUND"
  | "MEMBER_ID_REQUIRED"
  | "GROUP_MAX_SIZE_REACHED"
  | "FENCED_INSTANCE_ID"
  | "GROUP_SUBSCRIBED_TO_TOPIC"
>;

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

/** Who speaks as a member. */
export interface MemberName {
  readonly memberId: string;
  readonly instanceId: string | null;
}

/** Who speaks, and for which generation, in Heartbeat, SyncGroup and OffsetCommit. */
export interface MemberClaim extends MemberName {
  readonly generation: number;
}

/** What a SyncGroup asks; the leader brings the assignments. */
export interface SyncRequest extends MemberClaim {
  /** Null where the client does not say (before v5). */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[];
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
  /** A new generation: no later reply may be sent before it is on disk. */
  | {
    readonly kind: "store";
    readonly generation: number;
    readonly protocolType: string;
    readonly emptySince: number | null;
  };

/** What a group may be told by its coordinator; everything else comes in events. */
export interface GroupSettings {
  /** How long an empty group waits for more members; 0 in this broker unless set. */
  readonly initialRebalanceDelayMs: number;
  /** Whether a group may have so many members, with promised member ids. */
  allowsMembers(count: number): boolean;
  /** Whether the protocols of all members may have so many bytes. */
  allowsMetadata(bytes: number): boolean;
  /** Makes a fresh member id from a client id or instance id. */
  newMemberId(prefix: string): string;
}

/** What a group tells of itself: enough to answer its members and to describe it. */
export interface GroupView {
  readonly state: GroupStateName;
  /** The last generation handed out, 0 before the first. */
  readonly generation: number;
  /** What kind of group it is, "consumer" mostly; empty before the first member. */
  readonly protocolType: string;
  /** The protocol that all members speak; null while there are none. */
  readonly protocolName: string | null;
  readonly leaderId: string | null;
  readonly members: readonly Member[];
  /**
   * Since when it has no members, in the coordinator's milliseconds; null while it has some, and
   * for one that never had any.
   */
  readonly emptySince: number | null;
}

/** A group as the store has it, without its members. */
export type GroupPast = Pick<GroupView, "generation" | "protocolType" | "emptySince">;

/** No bytes. */
export const noBytes: Uint8Array = new Uint8Array(0);
