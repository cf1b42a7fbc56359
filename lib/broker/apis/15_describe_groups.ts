import { describeGroups } from "../../wire/messages/15_describe_groups.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { type GroupView, noBytes } from "../groups/group_model.ts";
import { metadataOf } from "../groups/group_replies.ts";
import { distinct } from "./distinct.ts";

type Request = RequestOf<typeof describeGroups>;
type GroupResponse = Input<ResponseOf<typeof describeGroups>["groups"][number]>;

/** Approximate memory of one member in an answer, without the bytes that it sent. */
const memberBytes = 500;

/** Kafka's state of a group that does not exist. */
const unknownState = "Dead";

/**
 * The bits of the operations on groups: READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS and ALTER_CONFIGS,
 * KIP-430. Every client can do all of them here.
 */
const allOperations = [3, 6, 8, 10, 11].reduce((bits, bit) => bits | (1 << bit), 0);

/**
 * DescribeGroups v0-5: state and members of groups. A missing group has the state "Dead".
 *
 * Members' metadata is included only for a stable group, whose protocol is chosen.
 *
 * v3 can request the authorized operations, v4 names static members, v5 has compact lengths.
 * Omitted: v6, which has an error for missing groups.
 */
export const describeGroupsHandler: ApiHandler<Request, ResponseOf<typeof describeGroups>> = {
  api: describeGroups,
  minVersion: 0,
  maxVersion: 5,
  answerBytes: ({ groups }, { services }) =>
    [...new Set(groups)].reduce((sum, id) => sum + sizeOf(services.groups.describe(id)), 0),
  async handle(request, { services, work }): LaterAnswer<typeof describeGroups> {
    const permission = request.includeAuthorizedOperations
      ? { authorizedOperations: allOperations }
      : {};
    const requested = await distinct(request.groups, (groupId) => groupId, work);
    const groups = await work.map(requested, (groupId) => ({
      ...described(groupId, services.groups.describe(groupId)),
      ...permission,
    }));
    return { groups };
  },
};

/** Returns the approximate memory of a group in an answer. */
function sizeOf(group: GroupView | undefined): number {
  return group?.members.reduce(
    (sum, member) =>
      sum + memberBytes + metadataOf(member, group.protocolName).byteLength +
      member.assignment.byteLength,
    0,
  ) ?? 0;
}

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
