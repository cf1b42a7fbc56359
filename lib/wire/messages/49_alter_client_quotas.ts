import { array, boolean, float64, int16, int32, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Sets and removes quotas of users, clients and addresses, KIP-546.
 */
export const alterClientQuotas = api({
  key: 49,
  name: "AlterClientQuotas",
  versions: [0, 1],
  flexibleSince: 1,
  request: {
    entries: array({
      entity: array({
        entityType: string(),
        entityName: nullableString(),
      }),
      ops: array({
        key: string(),
        value: float64(),
        remove: boolean(),
      }),
    }),
    validateOnly: boolean(),
  },
  response: {
    throttleTimeMs: int32(),
    entries: array({
      errorCode: int16(),
      errorMessage: nullableString(),
      entity: array({
        entityType: string(),
        entityName: nullableString(),
      }),
    }),
  },
});
