import { array, bytes, int16, int32, int64, nullableArray, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns the delegation tokens of owners, KIP-48.
 *
 * `owners: null` requests all. Version 3 adds the requester of each token (KIP-373).
 */
export const describeDelegationToken = api({
  key: 41,
  name: "DescribeDelegationToken",
  versions: [1, 3],
  flexibleSince: 2,
  request: {
    owners: nullableArray({
      principalType: string(),
      principalName: string(),
    }),
  },
  response: {
    errorCode: int16(),
    tokens: array({
      principalType: string(),
      principalName: string(),
      tokenRequesterPrincipalType: string({ since: 3 }),
      tokenRequesterPrincipalName: string({ since: 3 }),
      issueTimestamp: int64(),
      expiryTimestamp: int64(),
      maxTimestamp: int64(),
      tokenId: string(),
      hmac: bytes(),
      renewers: array({
        principalType: string(),
        principalName: string(),
      }),
    }),
    throttleTimeMs: int32(),
  },
});
