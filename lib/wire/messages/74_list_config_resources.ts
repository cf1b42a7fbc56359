import { array, int16, int32, int8, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * The resources that have configs of their own.
 *
 * Version 0 is ListClientMetricsResources of earlier brokers; 1 asks for any type, KIP-1142. An
 * empty list of types asks for all.
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
