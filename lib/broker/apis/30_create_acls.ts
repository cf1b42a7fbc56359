import { errorCodes } from "../../wire/errors.ts";
import { createAcls } from "../../wire/messages/30_create_acls.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * CreateAcls v1-3: each creation is rejected, as by Kafka without an authorizer, because this
 * broker has no access control lists.
 *
 * v2 has compact lengths, v3 accepts users as resources.
 */
export const createAclsHandler: ApiHandler<
  RequestOf<typeof createAcls>,
  ResponseOf<typeof createAcls>
> = {
  api: createAcls,
  minVersion: 1,
  maxVersion: 3,
  handle(request): Answer<typeof createAcls> {
    const refused = {
      errorCode: errorCodes.SECURITY_DISABLED,
      errorMessage: "No Authorizer is configured.",
    };
    return { results: request.creations.map(() => refused) };
  },
};
