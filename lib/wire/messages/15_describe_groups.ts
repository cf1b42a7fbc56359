import { array, boolean, bytes, int16, int32, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns the state and members of groups, classic protocol.
 *
 * Until version 5 an unknown group has the state "Dead"; since 6 it has GROUP_ID_NOT_FOUND. 3 adds
 * the authorized operations, 4 static members.
 */
export const describeGroups = api({
  key: 15,
  name: "DescribeGroups",
  versions: [0, 6],
  flexibleSince: 5,
  request: {
    groups: array(string()),
    includeAuthorizedOperations: boolean({ since: 3 }),
  },
  response: {
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    groups: array({
      errorCode: int16(),
      errorMessage: nullableString({ since: 6 }),
      groupId: string(),
      groupState: string(),
      protocolType: string(),
      protocolData: string(),
      members: array({
        memberId: string(),
        groupInstanceId: nullableString({ since: 4, ignorable: true }),
        clientId: string(),
        clientHost: string(),
        memberMetadata: bytes(),
        memberAssignment: bytes(),
      }),
      authorizedOperations: int32({ since: 3, default: -0x80000000 }),
    }),
  },
});
