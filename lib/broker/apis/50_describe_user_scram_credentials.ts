import { errorCodes } from "../../wire/errors.ts";
import {
  describeUserScramCredentials,
} from "../../wire/messages/50_describe_user_scram_credentials.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * DescribeUserScramCredentials v0: no user has credentials, because this broker has no
 * logins.
 *
 * @see KIP-554
 */
export const describeUserScramCredentialsHandler: ApiHandler<
  RequestOf<typeof describeUserScramCredentials>,
  ResponseOf<typeof describeUserScramCredentials>
> = {
  api: describeUserScramCredentials,
  minVersion: 0,
  maxVersion: 0,
  handle(request): Answer<typeof describeUserScramCredentials> {
    const users = Map.groupBy(request.users ?? [], ({ name }) => name);
    const results = [...users].map(([user, named]) => {
      const isTwice = named.length > 1;
      return {
        user,
        errorCode: isTwice ? errorCodes.DUPLICATE_RESOURCE : errorCodes.RESOURCE_NOT_FOUND,
        errorMessage: isTwice
          ? `Cannot describe SCRAM credentials for the same user twice in a single request: ${user}`
          : `Attempt to describe a user credential that does not exist: ${user}`,
      };
    });
    return { results };
  },
};
