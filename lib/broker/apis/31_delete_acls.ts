import { errorCodes } from "../../wire/errors.ts";
import { deleteAcls } from "../../wire/messages/31_delete_acls.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * DeleteAcls v1-3: each filter is rejected, as by Kafka without an authorizer, because this broker
 * has no access control lists.
 *
 * v2 has compact lengths, v3 accepts users as resources.
 */
export const deleteAclsHandler: ApiHandler<
  RequestOf<typeof deleteAcls>,
  ResponseOf<typeof deleteAcls>
> = {
  api: deleteAcls,
  minVersion: 1,
  maxVersion: 3,
  handle(request): Answer<typeof deleteAcls> {
    const refused = {
      errorCode: errorCodes.SECURITY_DISABLED,
      errorMessage: "No Authorizer is configured.",
    };
    return { filterResults: request.filters.map(() => refused) };
  },
};
