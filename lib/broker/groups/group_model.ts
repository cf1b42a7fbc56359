import type { ErrorName } from "../../wire/errors.ts";

/** An assignment protocol that a member supports, with its metadata for the leader. */
export interface MemberProtocol {
  readonly name: string;
  /** Opaque: only clients know the format. */
  readonly metadata: Uint8Array;
}

/** Identifies a parked request; the coordinator knows its connection. */
export type ReplyId = number;

/** The states of a group, as Kafka's tools print them; "Dead" is for groups that do not exist. */
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
  /** A name that stays the same over connections, for static membership. */
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly MemberProtocol[];
  /** Opaque, from the leader; empty before. */
  assignment: Uint8Array;
  /** The time of its last request, in milliseconds since the Unix epoch. */
  lastHeardAt: number;
  /** Its JoinGroup that waits for the others, or null. */
  parkedJoin: ReplyId | null;
  /** Its SyncGroup that waits for the leader, or null. */
  parkedSync: ReplyId | null;
}

/** The content of a JoinGroup request. */
export interface JoinRequest {
  /** Empty if the member is new. */
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly MemberProtocol[];
  /** Whether the client can join in two steps, and gets its id first (KIP-394, JoinGroup v4). */
  readonly requiresKnownMemberId: boolean;
  /** Whether a leader that rejoins can skip the assignment (KIP-814, v9). */
  readonly supportsSkippingAssignment: boolean;
}

/** The ids by which a request names a member. */
export interface MemberName {
  readonly memberId: string;
  readonly instanceId: string | null;
}

/** The member and generation that a Heartbeat, SyncGroup or OffsetCommit states. */
export interface MemberClaim extends MemberName {
  readonly generation: number;
}

/** The content of a SyncGroup request; only the leader sends assignments. */
export interface SyncRequest extends MemberClaim {
  /** Null if the client does not state it (before v5). */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[];
}

/** The response to a JoinGroup. */
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

/** The response to a SyncGroup. */
export interface SyncReply {
  readonly kind: "sync";
  readonly error: GroupError;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Uint8Array;
}

/** A timer of a group: a member's session, a pending member id, a rebalance, or late syncs. */
export type GroupTimer =
  | { readonly kind: "session"; readonly memberId: string }
  | { readonly kind: "pending"; readonly memberId: string }
  | { readonly kind: "rebalance" }
  | { readonly kind: "sync" };

/** An action that a group requests; the coordinator runs them in order. */
export type GroupEffect =
  | { readonly kind: "reply"; readonly to: ReplyId; readonly reply: JoinReply | SyncReply }
  | { readonly kind: "set-timer"; readonly timer: GroupTimer; readonly delayMs: number }
  | { readonly kind: "clear-timer"; readonly timer: GroupTimer }
  /** A new generation. No later reply must be sent before it is on disk. */
  | {
    readonly kind: "store";
    readonly generation: number;
    readonly protocolType: string;
    readonly emptySince: number | null;
  };

/** The functions and settings of the coordinator that a group uses; all else arrives in events. */
export interface GroupSettings {
  /** How long an empty group waits for more members. Default of this broker: 0. */
  readonly initialRebalanceDelayMs: number;
  /** Whether a group may have this number of members and pending member ids. */
  allowsMembers(count: number): boolean;
  /** Whether the protocols of all members may have so many bytes. */
  allowsMetadata(bytes: number): boolean;
  /** Creates a new member id from a client id or instance id. */
  newMemberId(prefix: string): string;
}

/** The readable state of a group, for answers to its members and for descriptions. */
export interface GroupView {
  readonly state: GroupStateName;
  /** The last generation that was assigned, 0 before the first. */
  readonly generation: number;
  /** The kind of group, usually "consumer"; empty before the first member. */
  readonly protocolType: string;
  /** The protocol that all members use; null while there are none. */
  readonly protocolName: string | null;
  readonly leaderId: string | null;
  readonly members: readonly Member[];
  /**
   * Since when it has had no members, in milliseconds since the Unix epoch; null while it has some,
   * and if it never had any.
   */
  readonly emptySince: number | null;
}

/** The stored state of a group; members are not stored. */
export type GroupPast = Pick<GroupView, "generation" | "protocolType" | "emptySince">;

/** An empty array of bytes. */
export const noBytes: Uint8Array = new Uint8Array(0);
