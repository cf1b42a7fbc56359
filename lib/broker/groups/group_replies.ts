import {
  type GroupError,
  type GroupView,
  type JoinReply,
  type Member,
  noBytes,
  type SyncReply,
} from "./group_model.ts";

/** Returns the response to a JoinGroup that was rejected, or that gets an id to join with. */
export function joinRefusal(error: GroupError, memberId: string): JoinReply {
  return {
    kind: "join",
    error,
    generation: -1,
    protocolType: null,
    protocolName: null,
    leaderId: "",
    memberId,
    skipAssignment: false,
    members: [],
  };
}

/** Deviations from the usual response to a member that joined. */
export interface JoinedRole {
  /** The leader that the response names. Default: the leader. */
  readonly leaderId?: string | null;
  /** Whether the response lists all members. Default: only for the leader. */
  readonly withMembers?: boolean;
  /** Default false. */
  readonly skipAssignment?: boolean;
}

/** Returns the response to a JoinGroup that succeeded; for the leader it lists the members. */
export function joinAnswer(group: GroupView, member: Member, role: JoinedRole = {}): JoinReply {
  const { leaderId = group.leaderId, withMembers = member.id === leaderId } = role;
  return {
    kind: "join",
    error: "NONE",
    generation: group.generation,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leaderId: leaderId ?? "",
    memberId: member.id,
    skipAssignment: role.skipAssignment ?? false,
    members: withMembers
      ? group.members.map((each) => ({
        memberId: each.id,
        instanceId: each.instanceId,
        metadata: metadataOf(each, group.protocolName),
      }))
      : [],
  };
}

/** Returns the metadata of a member for a protocol; empty if it does not support it. */
export function metadataOf(member: Member, protocolName: string | null): Uint8Array {
  return member.protocols.find(({ name }) => name === protocolName)?.metadata ?? noBytes;
}

/** Returns the response to a SyncGroup; without an assignment if it was rejected. */
export function syncAnswer(
  group: GroupView,
  error: GroupError,
  assignment: Uint8Array = noBytes,
): SyncReply {
  if (error !== "NONE") return syncRefusal(error);
  const { protocolType, protocolName } = group;
  return { kind: "sync", error, protocolType, protocolName, assignment };
}

/** Returns the response to a SyncGroup that was rejected. */
export function syncRefusal(error: GroupError): SyncReply {
  return { kind: "sync", error, protocolType: null, protocolName: null, assignment: noBytes };
}
