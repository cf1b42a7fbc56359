import { array, boolean, bytes, int16, int32, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Joins a consumer group, classic protocol.
 *
 * Version 1 has a separate rebalance timeout, 4 assigns the member id first
 * (KIP-394), 5 adds static members (KIP-345), 7 returns the protocol type, 8 gives a reason
 * (KIP-800), 9 lets the leader skip the assignment (KIP-814).
 */
export const joinGroup = api({
  key: 11,
  name: "JoinGroup",
  versions: [0, 9],
  flexibleSince: 6,
  request: {
    groupId: string(),
    sessionTimeoutMs: int32(),
    rebalanceTimeoutMs: int32({ since: 1, default: -1, ignorable: true }),
    memberId: string(),
    groupInstanceId: nullableString({ since: 5 }),
    protocolType: string(),
    protocols: array({
      name: string(),
      metadata: bytes(),
    }),
    reason: nullableString({ since: 8, ignorable: true }),
  },
  response: {
    throttleTimeMs: int32({ since: 2, ignorable: true }),
    errorCode: int16(),
    generationId: int32({ default: -1 }),
    protocolType: nullableString({ since: 7, ignorable: true }),
    protocolName: nullableString({ nullableSince: 7 }),
    leader: string(),
    skipAssignment: boolean({ since: 9 }),
    memberId: string(),
    members: array({
      memberId: string(),
      groupInstanceId: nullableString({ since: 5, ignorable: true }),
      metadata: bytes(),
    }),
  },
});
