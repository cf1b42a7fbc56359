import { array, int16, int32, int8, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Deletes the access control lists that match the filters; one result per filter, in their order.
 *
 * Version 2 is flexible, 3 adds users as resources.
 */
export const deleteAcls = api({
  key: 31,
  name: "DeleteAcls",
  versions: [1, 3],
  flexibleSince: 2,
  request: {
    filters: array({
      resourceTypeFilter: int8(),
      resourceNameFilter: nullableString(),
      patternTypeFilter: int8({ default: 3 }),
      principalFilter: nullableString(),
      hostFilter: nullableString(),
      operation: int8(),
      permissionType: int8(),
    }),
  },
  response: {
    throttleTimeMs: int32(),
    filterResults: array({
      errorCode: int16(),
      errorMessage: nullableString(),
      matchingAcls: array({
        errorCode: int16(),
        errorMessage: nullableString(),
        resourceType: int8(),
        resourceName: string(),
        patternType: int8({ default: 3 }),
        principal: string(),
        host: string(),
        operation: int8(),
        permissionType: int8(),
      }),
    }),
  },
});
