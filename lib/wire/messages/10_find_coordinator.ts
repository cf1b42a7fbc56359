import { array, int16, int32, int8, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns the coordinator of a group or a transactional id.
 *
 * Version 1 adds the kind of key and the error's message; 4 requests several keys at once, in
 * other fields (KIP-699); 6 allows share groups.
 */
export const findCoordinator = api({
  key: 10,
  name: "FindCoordinator",
  versions: [0, 6],
  flexibleSince: 3,
  request: {
    key: string({ until: 3 }),
    keyType: int8({ since: 1 }),
    coordinatorKeys: array(string(), { since: 4 }),
  },
  response: {
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    errorCode: int16({ until: 3 }),
    errorMessage: nullableString({ since: 1, until: 3, ignorable: true }),
    nodeId: int32({ until: 3 }),
    host: string({ until: 3 }),
    port: int32({ until: 3 }),
    coordinators: array({
      key: string(),
      nodeId: int32(),
      host: string(),
      port: int32(),
      errorCode: int16(),
      errorMessage: nullableString({ ignorable: true }),
    }, { since: 4 }),
  },
});
