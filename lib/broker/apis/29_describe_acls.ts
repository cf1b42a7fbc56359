import { errorCodes } from "../../wire/errors.ts";
import { describeAcls } from "../../wire/messages/29_describe_acls.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * DescribeAcls v1-3: rejected, as by Kafka without an authorizer, because this broker has no access
 * control lists.
 *
 * v2 has compact lengths, v3 accepts users as resources.
 */
export const describeAclsHandler: ApiHandler<
  RequestOf<typeof describeAcls>,
  ResponseOf<typeof describeAcls>
> = {
  api: describeAcls,
  minVersion: 1,
  maxVersion: 3,
  handle(): Answer<typeof describeAcls> {
    return {
      errorCode: errorCodes.SECURITY_DISABLED,
      errorMessage: "No Authorizer is configured on the broker",
    };
  },
};
