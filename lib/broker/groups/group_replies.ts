import {
  type GroupError,
  type GroupView,
  type JoinReply,
  type Member,
  noBytes,
  type SyncReply,
} from "./group_model.ts";

/** The answer to a JoinGroup that was refused, or that was given an id to join with. */
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

/** How a member that joined is told of the group. */
export interface JoinedRole {
  /** Whom the member is told to be the leader; by default who is. */
  readonly leaderId?: string | null;
  /** Whether it is told all members; by default the leader is. */
  readonly withMembers?: boolean;
  /** Default false. */
  readonly skipAssignment?: boolean;
}

/** The answer to a JoinGroup that succeeded; the leader is told who the members are. */
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

/** What a member says of itself in the group's protocol. */
export function metadataOf(member: Member, protocolName: string | null): Uint8Array {
  return member.protocols.find(({ name }) => name === protocolName)?.metadata ?? noBytes;
}

/** The answer to a SyncGroup; without assignment where it was refused. */
export function syncAnswer(
  group: GroupView,
  error: GroupError,
  assignment: Uint8Array = noBytes,
): SyncReply {
  if (error !== "NONE") return syncRefusal(error);
  const { protocolType, protocolName } = group;
  return { kind: "sync", error, protocolType, protocolName, assignment };
}

/** The answer to a SyncGroup that was refused. */
export function syncRefusal(error: GroupError): SyncReply {
  return { kind: "sync", error, protocolType: null, protocolName: null, assignment: noBytes };
}
