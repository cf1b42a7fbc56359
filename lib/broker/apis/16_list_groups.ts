import { listGroups } from "../../wire/messages/16_list_groups.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import type { RequestWork } from "../server/request_work.ts";

type Request = RequestOf<typeof listGroups>;

/** The only type of group of this broker; the others belong to the new protocols. */
const groupType = "classic";

/** Approximate memory of one group in an answer, as an object and as bytes. */
const groupBytes = 400;

/**
 * ListGroups v0-5: all groups of this broker.
 *
 * v3 has compact lengths, v4 adds states and a filter for them (KIP-518), v5 the same for types
 * (KIP-848). The filters ignore case.
 */
export const listGroupsHandler: ApiHandler<Request, ResponseOf<typeof listGroups>> = {
  api: listGroups,
  minVersion: 0,
  maxVersion: 5,
  answerBytes: (_, { services }) => services.groups.list().length * groupBytes,
  async handle(request, { services, work }): LaterAnswer<typeof listGroups> {
    const states = await lowerCase(request.statesFilter, work);
    const types = await lowerCase(request.typesFilter, work);
    if (!passes(groupType, types)) return { groups: [] };
    const groups = services.groups.list().filter(([, { state }]) => passes(state, states));
    return {
      groups: await work.map(groups, ([groupId, { protocolType, state }]) => ({
        groupId,
        protocolType,
        groupState: state,
        groupType,
      })),
    };
  },
};

async function lowerCase(
  filter: readonly string[],
  work: RequestWork,
): Promise<ReadonlySet<string>> {
  return new Set(await work.map(filter, (wanted) => wanted.toLowerCase()));
}

/** Whether a value passes a filter; an empty filter passes all. */
function passes(value: string, filter: ReadonlySet<string>): boolean {
  return filter.size === 0 || filter.has(value.toLowerCase());
}
