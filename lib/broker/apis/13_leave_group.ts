import { errorCodes } from "../../wire/errors.ts";
import { leaveGroup } from "../../wire/messages/13_leave_group.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { distinct } from "./distinct.ts";

type Request = RequestOf<typeof leaveGroup>;
type LeavingMember = Request["members"][number];

/** First version with a list of members, KIP-345. */
const firstListVersion = 3;

/**
 * LeaveGroup v0-5: removes members from a group before their sessions end.
 *
 * Up to v2 one member, whose error is that of the response. v3 has a list, in which an operator can
 * name static members by instance id alone. v4 has compact lengths, v5 adds reasons, which are
 * ignored.
 */
export const leaveGroupHandler: ApiHandler<Request, ResponseOf<typeof leaveGroup>> = {
  api: leaveGroup,
  minVersion: 0,
  maxVersion: 5,
  async handle(request, { apiVersion, services, work }): LaterAnswer<typeof leaveGroup> {
    const inList = apiVersion >= firstListVersion;
    const key = ({ memberId, groupInstanceId }: LeavingMember): string =>
      JSON.stringify([memberId, groupInstanceId]);
    const leaving = inList
      ? (await distinct(request.members, key, work)).map(({ memberId, groupInstanceId }) => ({
        memberId,
        instanceId: groupInstanceId,
      }))
      : [{ memberId: request.memberId, instanceId: null }];
    const answers = services.groups.leave(request.groupId, leaving);
    if (typeof answers === "string") return { errorCode: errorCodes[answers] };
    if (!inList) return { errorCode: errorCodes[answers[0]!] };
    return {
      members: leaving.map(({ memberId, instanceId }, index) => ({
        memberId,
        groupInstanceId: instanceId,
        errorCode: errorCodes[answers[index]!],
      })),
    };
  },
};
