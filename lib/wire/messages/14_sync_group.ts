import { array, bytes, int16, int32, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Distributes the leader's assignment to all members of a consumer group.
 *
 * Version 1 adds the throttle time, 3 static members (KIP-345), 5 checks protocol type and name
 * (KIP-559).
 */
export const syncGroup = api({
  key: 14,
  name: "SyncGroup",
  versions: [0, 5],
  flexibleSince: 4,
  request: {
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: nullableString({ since: 3 }),
    protocolType: nullableString({ since: 5, ignorable: true }),
    protocolName: nullableString({ since: 5, ignorable: true }),
    assignments: array({
      memberId: string(),
      assignment: bytes(),
    }),
  },
  response: {
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    errorCode: int16(),
    protocolType: nullableString({ since: 5, ignorable: true }),
    protocolName: nullableString({ since: 5, ignorable: true }),
    assignment: bytes(),
  },
});
