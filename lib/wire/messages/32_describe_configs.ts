import {
  array,
  boolean,
  int16,
  int32,
  int8,
  nullableArray,
  nullableString,
  string,
} from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns the configs of topics and brokers.
 *
 * `configurationKeys: null` and an empty list request all. Version 1 returns the source and, if
 * requested, synonyms of each value, 3 its type and documentation.
 */
export const describeConfigs = api({
  key: 32,
  name: "DescribeConfigs",
  versions: [1, 4],
  flexibleSince: 4,
  request: {
    resources: array({
      resourceType: int8(),
      resourceName: string(),
      configurationKeys: nullableArray(string()),
    }),
    includeSynonyms: boolean(),
    includeDocumentation: boolean({ since: 3 }),
  },
  response: {
    throttleTimeMs: int32(),
    results: array({
      errorCode: int16(),
      errorMessage: nullableString(),
      resourceType: int8(),
      resourceName: string(),
      configs: array({
        name: string(),
        value: nullableString(),
        readOnly: boolean(),
        configSource: int8({ default: -1 }),
        isSensitive: boolean(),
        synonyms: array({
          name: string(),
          value: nullableString(),
          source: int8(),
        }),
        configType: int8({ since: 3, ignorable: true }),
        documentation: nullableString({ since: 3, ignorable: true }),
      }),
    }),
  },
});
