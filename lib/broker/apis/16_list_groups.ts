import { listGroups } from "../../wire/messages/16_list_groups.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

type Request = RequestOf<typeof listGroups>;

/** The one type of group that this broker has; the others are those of the new protocols. */
const groupType = "classic";

/**
 * ListGroups v0-5: the groups that this broker has.
 *
 * v3 has compact lengths, v4 tells states and filters by them (KIP-518), v5 does so with types
 * (KIP-848). The filters do not mind upper and lower case.
 */
export const listGroupsHandler: ApiHandler<Request, ResponseOf<typeof listGroups>> = {
  api: listGroups,
  minVersion: 0,
  maxVersion: 5,
  handle(request, { services }): Answer<typeof listGroups> {
    const groups = services.groups.list().filter(([, { state }]) =>
      passes(state, request.statesFilter) && passes(groupType, request.typesFilter)
    );
    return {
      groups: groups.map(([groupId, { protocolType, state }]) => ({
        groupId,
        protocolType,
        groupState: state,
        groupType,
      })),
    };
  },
};

function passes(value: string, filter: readonly string[]): boolean {
  return filter.length === 0 ||
    filter.some((wanted) => wanted.toLowerCase() === value.toLowerCase());
}
