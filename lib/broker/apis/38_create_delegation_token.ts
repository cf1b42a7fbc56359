import { errorCodes } from "../../wire/errors.ts";
import { createDelegationToken } from "../../wire/messages/38_create_delegation_token.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/** First version that names the requester. */
const firstRequesterVersion = 3;

/** Kafka's principal for a client without a login. */
const anonymous = { type: "User", name: "ANONYMOUS" };

/**
 * CreateDelegationToken v1-3: rejected, as by Kafka on a connection without a login,
 * because this broker has no logins.
 *
 * v2 has compact lengths, v3 names the principal that requests the token.
 */
export const createDelegationTokenHandler: ApiHandler<
  RequestOf<typeof createDelegationToken>,
  ResponseOf<typeof createDelegationToken>
> = {
  api: createDelegationToken,
  minVersion: 1,
  maxVersion: 3,
  handle(_, { apiVersion }): Answer<typeof createDelegationToken> {
    return {
      errorCode: errorCodes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED,
      principalType: anonymous.type,
      principalName: anonymous.name,
      tokenRequesterPrincipalType: apiVersion >= firstRequesterVersion ? anonymous.type : "",
      tokenRequesterPrincipalName: apiVersion >= firstRequesterVersion ? anonymous.name : "",
      issueTimestampMs: -1n,
      expiryTimestampMs: -1n,
      maxTimestampMs: -1n,
    };
  },
};
