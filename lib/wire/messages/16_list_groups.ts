import { array, int16, int32, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns the groups that a broker coordinates.
 *
 * Version 4 adds states and filters by them (KIP-518), 5 types and filters by them (KIP-848).
 */
export const listGroups = api({
  key: 16,
  name: "ListGroups",
  versions: [0, 5],
  flexibleSince: 3,
  request: {
    statesFilter: array(string(), { since: 4 }),
    typesFilter: array(string(), { since: 5 }),
  },
  response: {
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    errorCode: int16(),
    groups: array({
      groupId: string(),
      protocolType: string(),
      groupState: string({ since: 4, ignorable: true }),
      groupType: string({ since: 5, ignorable: true }),
    }),
  },
});
