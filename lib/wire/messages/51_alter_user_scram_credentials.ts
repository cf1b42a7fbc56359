import { array, bytes, int16, int32, int8, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Sets and deletes SCRAM credentials of users, KIP-554; one result per user.
 */
export const alterUserScramCredentials = api({
  key: 51,
  name: "AlterUserScramCredentials",
  versions: [0, 0],
  flexibleSince: 0,
  request: {
    deletions: array({
      name: string(),
      mechanism: int8(),
    }),
    upsertions: array({
      name: string(),
      mechanism: int8(),
      iterations: int32(),
      salt: bytes(),
      saltedPassword: bytes(),
    }),
  },
  response: {
    throttleTimeMs: int32(),
    results: array({
      user: string(),
      errorCode: int16(),
      errorMessage: nullableString(),
    }),
  },
});
