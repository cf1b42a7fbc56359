import { describeGroups } from "../../wire/messages/15_describe_groups.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";
import { type GroupView, noBytes } from "../groups/group_model.ts";
import { metadataOf } from "../groups/group_replies.ts";

type Request = RequestOf<typeof describeGroups>;
type GroupResponse = Input<ResponseOf<typeof describeGroups>["groups"][number]>;

/** What Kafka calls a group that is not there. */
const unknownState = "Dead";

/**
 * The operations on groups by the bits that stand for them: READ, DELETE, DESCRIBE,
 * DESCRIBE_CONFIGS and ALTER_CONFIGS, KIP-430. Everyone may do all of them here.
 */
const allOperations = [3, 6, 8, 10, 11].reduce((bits, bit) => bits | (1 << bit), 0);

/**
 * DescribeGroups v0-5: state and members of groups; one that is not there is in state "Dead".
 *
 * Members' metadata is told of a stable group alone, where the protocol is settled.
 *
 * v3 may ask for the authorized operations, v4 names static
 * members, v5 has compact lengths. Left out: v6, which has an error for groups that are not there.
 */
export const describeGroupsHandler: ApiHandler<Request, ResponseOf<typeof describeGroups>> = {
  api: describeGroups,
  minVersion: 0,
  maxVersion: 5,
  handle(request, { services }): Answer<typeof describeGroups> {
    const permission = request.includeAuthorizedOperations
      ? { authorizedOperations: allOperations }
      : {};
    return {
      groups: request.groups.map((groupId) => ({
        ...described(groupId, services.groups.describe(groupId)),
        ...permission,
      })),
    };
  },
};

function described(groupId: string, group: GroupView | undefined): GroupResponse {
  if (group === undefined) {
    return { groupId, groupState: unknownState, protocolType: "", protocolData: "", members: [] };
  }
  const stable = group.state === "Stable";
  return {
    groupId,
    groupState: group.state,
    protocolType: group.protocolType,
    protocolData: stable ? group.protocolName ?? "" : "",
    members: group.members.map((member) => ({
      memberId: member.id,
      groupInstanceId: member.instanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      memberMetadata: stable ? metadataOf(member, group.protocolName) : noBytes,
      memberAssignment: member.assignment,
    })),
  };
}
