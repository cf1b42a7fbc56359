import { errorCodes } from "../../wire/errors.ts";
import { expireDelegationToken } from "../../wire/messages/40_expire_delegation_token.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * ExpireDelegationToken v1-2: rejected, as by Kafka on a connection without a login,
 * because this broker has no logins.
 *
 * v2 has compact lengths.
 */
export const expireDelegationTokenHandler: ApiHandler<
  RequestOf<typeof expireDelegationToken>,
  ResponseOf<typeof expireDelegationToken>
> = {
  api: expireDelegationToken,
  minVersion: 1,
  maxVersion: 2,
  handle(): Answer<typeof expireDelegationToken> {
    return { errorCode: errorCodes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED, expiryTimestampMs: -1n };
  },
};
