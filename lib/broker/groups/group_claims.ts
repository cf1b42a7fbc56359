import type {
  GroupError,
  GroupSettings,
  GroupView,
  JoinRequest,
  MemberClaim,
  SyncRequest,
} from "./group_model.ts";
import { metadataBytes } from "./member_protocols.ts";
import type { Membership } from "./membership.ts";

/** Why a member with this request cannot join the group, or null. */
export function joinError(
  group: GroupView,
  members: Membership,
  request: JoinRequest,
  settings: Pick<GroupSettings, "allowsMetadata">,
): GroupError | null {
  if (!isConsistent(group, members, request)) return "INCONSISTENT_GROUP_PROTOCOL";
  const bytes = metadataBytes(members.all, request);
  return settings.allowsMetadata(bytes) ? null : "GROUP_MAX_SIZE_REACHED";
}

/** Whether a member of this protocol type, with these protocols, suits the existing members. */
function isConsistent(group: GroupView, members: Membership, request: JoinRequest): boolean {
  const { protocolType, protocols } = request;
  if (protocolType === "" || protocols.length === 0) return false;
  if (members.size === 0) return true;
  return protocolType === group.protocolType && members.allSupportOneOf(protocols);
}

/** Returns the error of a request that names a wrong member or generation, or null. */
export function claimError(
  group: GroupView,
  members: Membership,
  claim: MemberClaim,
): GroupError | null {
  const error = members.identityError(claim);
  if (error !== null) return error;
  return claim.generation === group.generation ? null : "ILLEGAL_GENERATION";
}

/** Returns the error of a SyncGroup, or null. Ignores protocols that the client does not name. */
export function syncError(
  group: GroupView,
  members: Membership,
  request: SyncRequest,
): GroupError | null {
  const error = claimError(group, members, request);
  if (error !== null) return error;
  const same = (given: string | null, expected: string | null): boolean =>
    given === null || expected === null || given === expected;
  return same(request.protocolType, group.protocolType) &&
      same(request.protocolName, group.protocolName)
    ? null
    : "INCONSISTENT_GROUP_PROTOCOL";
}

/** Returns the error of an OffsetCommit by this member and generation, or null. */
export function commitError(
  group: GroupView,
  members: Membership,
  claim: MemberClaim,
): GroupError | null {
  const { generation, memberId, instanceId } = claim;
  // A request of an operator's tool, or of a consumer that assigns its partitions itself.
  if (generation < 0 && group.state === "Empty") return null;
  if (generation < 0 && memberId === "" && instanceId === null) return "UNKNOWN_MEMBER_ID";
  const error = claimError(group, members, claim);
  if (error !== null) return error;
  return group.state === "CompletingRebalance" ? "REBALANCE_IN_PROGRESS" : null;
}
