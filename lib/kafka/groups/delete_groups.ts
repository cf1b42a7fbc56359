import { deleteGroups as deleteGroupsApi } from "../../wire/messages/42_delete_groups.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import type { KafkaClient } from "../client.ts";
import { toKafkaError } from "../kafka_error.ts";
import { askCoordinators, type GroupResult } from "./coordinators.ts";

/**
 * Deletes groups and their committed offsets; results are in the order of the groups. A group with
 * members has the error NON_EMPTY_GROUP.
 */
export async function deleteGroups(
  client: KafkaClient,
  groups: readonly string[],
  options: AdminOptions = {},
): Promise<GroupResult<null>[]> {
  return await askCoordinators<null>(client, {
    groups,
    ask: async (node, members) => {
      const body = { groupsNames: members };
      const { results } = await client.request(deleteGroupsApi, body, { ...options, node });
      return results.map(({ groupId, errorCode }) => ({
        group: groupId,
        value: null,
        error: toKafkaError(errorCode, null, { api: deleteGroupsApi, group: groupId }),
      }));
    },
  }, options);
}
