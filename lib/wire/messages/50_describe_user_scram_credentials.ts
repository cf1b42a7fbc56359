import {
  array,
  int16,
  int32,
  int8,
  nullableArray,
  nullableString,
  string,
} from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns the SCRAM credentials of users, KIP-554.
 *
 * `users: null` and an empty list request all.
 */
export const describeUserScramCredentials = api({
  key: 50,
  name: "DescribeUserScramCredentials",
  versions: [0, 0],
  flexibleSince: 0,
  request: {
    users: nullableArray({
      name: string(),
    }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: nullableString(),
    results: array({
      user: string(),
      errorCode: int16(),
      errorMessage: nullableString(),
      credentialInfos: array({
        mechanism: int8(),
        iterations: int32(),
      }),
    }),
  },
});
