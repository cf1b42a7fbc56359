import { array, int16, int32, int8, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns the resources that have their own configs.
 *
 * Version 0 is ListClientMetricsResources of earlier brokers; 1 requests any type, KIP-1142. An
 * empty list of types requests all.
 */
export const listConfigResources = api({
  key: 74,
  name: "ListConfigResources",
  versions: [0, 1],
  flexibleSince: 0,
  request: {
    resourceTypes: array(int8(), { since: 1 }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    configResources: array({
      resourceName: string(),
      resourceType: int8({ since: 1, default: 16, ignorable: true }),
    }),
  },
});
