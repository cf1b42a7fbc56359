import type { Group } from "./group.ts";
import {
  type GroupError,
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

/** The answer to a JoinGroup that succeeded; the leader is told who the members are. */
export function joinAnswer(
  group: Group,
  member: Member,
  role: { readonly asLeader: boolean; readonly skipAssignment: boolean },
): JoinReply {
  return {
    kind: "join",
    error: "NONE",
    generation: group.generation,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leaderId: role.asLeader ? member.id : group.leaderId ?? "",
    memberId: member.id,
    skipAssignment: role.skipAssignment,
    members: role.asLeader ? group.members.map((each) => memberEntry(group, each)) : [],
  };
}

function memberEntry(group: Group, member: Member): JoinReply["members"][number] {
  const protocol = member.protocols.find(({ name }) => name === group.protocolName);
  return {
    memberId: member.id,
    instanceId: member.instanceId,
    metadata: protocol?.metadata ?? noBytes,
  };
}

/** The answer to a SyncGroup. */
export function syncAnswer(
  group: Group,
  error: GroupError,
  assignment: Uint8Array = noBytes,
): SyncReply {
  const done = error === "NONE";
  return {
    kind: "sync",
    error,
    protocolType: done ? group.protocolType : null,
    protocolName: done ? group.protocolName : null,
    assignment: done ? assignment : noBytes,
  };
}
