import { array, int16, int32, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Leaves a consumer group.
 *
 * Until version 2 one member, whose error is that of the response; 3 has a list of members
 * (KIP-345), 5 gives reasons (KIP-800).
 */
export const leaveGroup = api({
  key: 13,
  name: "LeaveGroup",
  versions: [0, 5],
  flexibleSince: 4,
  request: {
    groupId: string(),
    memberId: string({ until: 2 }),
    members: array({
      memberId: string(),
      groupInstanceId: nullableString(),
      reason: nullableString({ since: 5, ignorable: true }),
    }, { since: 3 }),
  },
  response: {
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    errorCode: int16(),
    members: array({
      memberId: string(),
      groupInstanceId: nullableString(),
      errorCode: int16(),
    }, { since: 3 }),
  },
});
