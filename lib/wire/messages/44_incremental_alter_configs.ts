import { array, boolean, int16, int32, int8, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Changes single configs of topics and brokers, KIP-339.
 *
 * `configOperation`: 0 set, 1 delete, 2 append, 3 subtract.
 */
export const incrementalAlterConfigs = api({
  key: 44,
  name: "IncrementalAlterConfigs",
  versions: [0, 1],
  flexibleSince: 1,
  request: {
    resources: array({
      resourceType: int8(),
      resourceName: string(),
      configs: array({
        name: string(),
        configOperation: int8(),
        value: nullableString(),
      }),
    }),
    validateOnly: boolean(),
  },
  response: {
    throttleTimeMs: int32(),
    responses: array({
      errorCode: int16(),
      errorMessage: nullableString(),
      resourceType: int8(),
      resourceName: string(),
    }),
  },
});
