import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import {
  alterPartitionReassignments,
} from "../../wire/messages/45_alter_partition_reassignments.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { nodeId } from "../node_id.ts";
import type { Topic } from "../topics/topic.ts";

type Request = RequestOf<typeof alterPartitionReassignments>;
type Reassignment = Request["topics"][number]["partitions"][number];

/**
 * AlterPartitionReassignments v0-1: accepts only the current assignment, to this broker.
 *
 * Therefore there is no move to cancel. v1 can forbid a change of the replication factor, which
 * never happens here.
 *
 * @see KIP-455
 */
export const alterPartitionReassignmentsHandler: ApiHandler<
  Request,
  ResponseOf<typeof alterPartitionReassignments>
> = {
  api: alterPartitionReassignments,
  minVersion: 0,
  maxVersion: 1,
  async handle(request, { services, work }): LaterAnswer<typeof alterPartitionReassignments> {
    const responses = await work.map(request.topics, async ({ name, partitions }) => ({
      name,
      // Each is answered, as in Kafka; an answer is about as large as its request.
      partitions: await work.map(
        partitions,
        (requested) => check(requested, services.topics.get(name)),
      ),
    }));
    return { allowReplicationFactorChange: request.allowReplicationFactorChange, responses };
  },
};

function check(
  { partitionIndex, replicas }: Reassignment,
  topic: Topic | undefined,
): { partitionIndex: number; errorCode: number; errorMessage: string | null } {
  const result = (error: ErrorName, errorMessage: string | null = null) => (
    { partitionIndex, errorCode: errorCodes[error], errorMessage }
  );
  if (topic?.partitions[partitionIndex] === undefined) return result("UNKNOWN_TOPIC_OR_PARTITION");
  if (replicas === null) return result("NO_REASSIGNMENT_IN_PROGRESS");
  const wrong = replicaError(replicas);
  return wrong === null ? result("NONE") : result("INVALID_REPLICA_ASSIGNMENT", wrong);
}

/** Returns Kafka's error for an assignment to these brokers; null if it is the current one. */
function replicaError(replicas: readonly number[]): string | null {
  const includes = "The manual partition assignment includes";
  const other = replicas.find((id) => id !== nodeId);
  if (replicas.length === 0) return `${includes} an empty replica list.`;
  if (other !== undefined) return `${includes} broker ${other}, but no such broker is registered.`;
  return replicas.length > 1 ? `${includes} the broker ${nodeId} more than once.` : null;
}
