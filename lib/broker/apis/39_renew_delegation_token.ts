import { errorCodes } from "../../wire/errors.ts";
import { renewDelegationToken } from "../../wire/messages/39_renew_delegation_token.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * RenewDelegationToken v1-2: rejected, as by Kafka on a connection without a login,
 * because this broker has no logins.
 *
 * v2 has compact lengths.
 */
export const renewDelegationTokenHandler: ApiHandler<
  RequestOf<typeof renewDelegationToken>,
  ResponseOf<typeof renewDelegationToken>
> = {
  api: renewDelegationToken,
  minVersion: 1,
  maxVersion: 2,
  handle(): Answer<typeof renewDelegationToken> {
    return { errorCode: errorCodes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED, expiryTimestampMs: -1n };
  },
};
