import { listGroups as listGroupsApi } from "../../wire/messages/16_list_groups.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import type { KafkaClient } from "../client.ts";
import { toKafkaError } from "../kafka_error.ts";
import { settleAll } from "../settle_all.ts";

/** A group as its coordinator lists it. */
export interface GroupListing {
  readonly group: string;
  /** Node id of the coordinator. */
  readonly coordinator: number;
  /** For example `Stable` or `Empty`; null from a broker before Kafka 2.6. */
  readonly state: string | null;
  /** `classic` or `consumer` (KIP-848); null from a broker before Kafka 3.8. */
  readonly type: string | null;
  /** `consumer` for groups of consumers; empty for a group that only stores offsets. */
  readonly protocolType: string;
}

/**
 * Lists the groups of all brokers, sorted by name.
 *
 * @throws {KafkaError} If a broker rejects the request.
 * @throws {ConnectionLostError} If a broker is unreachable: its groups would be missing.
 */
export async function listGroups(
  client: KafkaClient,
  options: AdminOptions = {},
): Promise<GroupListing[]> {
  const { nodes } = await client.metadata(options);
  const listings = await settleAll(nodes.map(async ({ id }) => {
    const { errorCode, groups } = await client.request(listGroupsApi, {}, { ...options, node: id });
    const error = toKafkaError(errorCode, null, { api: listGroupsApi });
    if (error !== null) throw error.during("list groups");
    return groups.map(({ groupId, groupState, groupType, protocolType }): GroupListing => ({
      group: groupId,
      coordinator: id,
      state: groupState || null,
      type: groupType?.toLowerCase() || null,
      protocolType,
    }));
  }));
  return listings.flat().toSorted((a, b) => a.group < b.group ? -1 : 1);
}
