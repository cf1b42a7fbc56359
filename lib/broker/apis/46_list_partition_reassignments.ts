import { listPartitionReassignments } from "../../wire/messages/46_list_partition_reassignments.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * ListPartitionReassignments v0: partitions that move between brokers, which none can here.
 *
 * Served because `kafka-topics --describe` asks.
 */
export const listPartitionReassignmentsHandler: ApiHandler<
  RequestOf<typeof listPartitionReassignments>,
  ResponseOf<typeof listPartitionReassignments>
> = {
  api: listPartitionReassignments,
  minVersion: 0,
  maxVersion: 0,
  handle(): Answer<typeof listPartitionReassignments> {
    return { topics: [] };
  },
};
