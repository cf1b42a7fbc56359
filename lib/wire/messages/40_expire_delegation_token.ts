import { bytes, int16, int32, int64 } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Expires a delegation token, KIP-48.
 */
export const expireDelegationToken = api({
  key: 40,
  name: "ExpireDelegationToken",
  versions: [1, 2],
  flexibleSince: 2,
  request: {
    hmac: bytes(),
    expiryTimePeriodMs: int64(),
  },
  response: {
    errorCode: int16(),
    expiryTimestampMs: int64(),
    throttleTimeMs: int32(),
  },
});
