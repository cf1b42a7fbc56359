import { array, bytes, int16, int32, int64, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Creates a delegation token, KIP-48.
 *
 * Version 3 can name another owner (KIP-373).
 */
export const createDelegationToken = api({
  key: 38,
  name: "CreateDelegationToken",
  versions: [1, 3],
  flexibleSince: 2,
  request: {
    ownerPrincipalType: nullableString({ since: 3 }),
    ownerPrincipalName: nullableString({ since: 3 }),
    renewers: array({
      principalType: string(),
      principalName: string(),
    }),
    maxLifetimeMs: int64(),
  },
  response: {
    errorCode: int16(),
    principalType: string(),
    principalName: string(),
    tokenRequesterPrincipalType: string({ since: 3 }),
    tokenRequesterPrincipalName: string({ since: 3 }),
    issueTimestampMs: int64(),
    expiryTimestampMs: int64(),
    maxTimestampMs: int64(),
    tokenId: string(),
    hmac: bytes(),
    throttleTimeMs: int32(),
  },
});
