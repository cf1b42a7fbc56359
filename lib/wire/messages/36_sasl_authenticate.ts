import { bytes, int16, int64, nullableString } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * One step of a SASL exchange, KIP-152.
 *
 * Version 1 returns the lifetime of the session, 0 for no limit (KIP-368).
 */
export const saslAuthenticate = api({
  key: 36,
  name: "SaslAuthenticate",
  versions: [0, 2],
  flexibleSince: 2,
  request: {
    authBytes: bytes(),
  },
  response: {
    errorCode: int16(),
    errorMessage: nullableString(),
    authBytes: bytes(),
    sessionLifetimeMs: int64({ since: 1, ignorable: true }),
  },
});
