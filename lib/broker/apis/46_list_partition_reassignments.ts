import { listPartitionReassignments } from "../../wire/messages/46_list_partition_reassignments.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * ListPartitionReassignments v0: an empty list, because partitions cannot move between brokers
 * here.
 *
 * Supported because `kafka-topics --describe` requests it.
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
