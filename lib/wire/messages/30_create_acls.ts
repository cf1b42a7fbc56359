import { array, int16, int32, int8, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Creates access control lists; one result per creation, in their order.
 *
 * Version 2 is flexible, 3 adds users as resources.
 */
export const createAcls = api({
  key: 30,
  name: "CreateAcls",
  versions: [1, 3],
  flexibleSince: 2,
  request: {
    creations: array({
      resourceType: int8(),
      resourceName: string(),
      resourcePatternType: int8({ default: 3 }),
      principal: string(),
      host: string(),
      operation: int8(),
      permissionType: int8(),
    }),
  },
  response: {
    throttleTimeMs: int32(),
    results: array({
      errorCode: int16(),
      errorMessage: nullableString(),
    }),
  },
});
