import { errorCodes } from "../../wire/errors.ts";
import { describeDelegationToken } from "../../wire/messages/41_describe_delegation_token.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * DescribeDelegationToken v1-3: rejected, as by Kafka on a connection without a login,
 * because this broker has no logins.
 *
 * v2 has compact lengths, v3 names the principal that requested a token.
 */
export const describeDelegationTokenHandler: ApiHandler<
  RequestOf<typeof describeDelegationToken>,
  ResponseOf<typeof describeDelegationToken>
> = {
  api: describeDelegationToken,
  minVersion: 1,
  maxVersion: 3,
  handle(): Answer<typeof describeDelegationToken> {
    return { errorCode: errorCodes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED };
  },
};
