import { errorCodes } from "../../wire/errors.ts";
import { deleteGroups } from "../../wire/messages/42_delete_groups.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { distinct } from "./distinct.ts";

type Request = RequestOf<typeof deleteGroups>;

/**
 * DeleteGroups v0-2: deletes groups that have no members, with their committed offsets.
 *
 * The response follows when the deletion is on disk. v2 has compact lengths.
 */
export const deleteGroupsHandler: ApiHandler<Request, ResponseOf<typeof deleteGroups>> = {
  api: deleteGroups,
  minVersion: 0,
  maxVersion: 2,
  async handle(request, { services, work }): LaterAnswer<typeof deleteGroups> {
    const names = await distinct(request.groupsNames, (groupId) => groupId, work);
    const results = await work.change(names, async (groupId) => {
      const error = await services.groups.deleteGroup(groupId);
      return { groupId, errorCode: errorCodes[error] };
    });
    return { results };
  },
};
