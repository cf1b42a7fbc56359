import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { createPartitions } from "../../wire/messages/37_create_partitions.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { StorageError } from "../log/commit_queue.ts";
import { nodeId } from "../node_id.ts";
import type { BrokerServices } from "../services.ts";
import type { Topic } from "../topics/topic.ts";

type Request = RequestOf<typeof createPartitions>;
type TopicRequest = Request["topics"][number];
type TopicResponse = Input<ResponseOf<typeof createPartitions>["results"][number]>;

/**
 * CreatePartitions v0-3: adds partitions to topics; the count is the new total. A topic that is
 * named twice is rejected.
 *
 * v2 has compact lengths; v3 only concerns throttling.
 */
export const createPartitionsHandler: ApiHandler<Request, ResponseOf<typeof createPartitions>> = {
  api: createPartitions,
  minVersion: 0,
  maxVersion: 3,
  async handle(request, { services, work }): LaterAnswer<typeof createPartitions> {
    const groups = Map.groupBy(request.topics, ({ name }) => name);
    const results = await work.change(
      groups,
      ([name, requested]) =>
        requested.length > 1
          ? Promise.resolve(refused(name, "INVALID_REQUEST", "Duplicate topic name."))
          : grow(requested[0]!, request.validateOnly, services),
    );
    return { results };
  },
};

async function grow(
  requested: TopicRequest,
  validateOnly: boolean,
  services: BrokerServices,
): Promise<TopicResponse> {
  const { name, count } = requested;
  const topic = services.topics.get(name);
  if (topic === undefined) {
    return refused(name, "UNKNOWN_TOPIC_OR_PARTITION", "This server does not host this topic.");
  }
  const refusal = refusalOf(requested, topic, services);
  if (refusal !== null) return refusal;
  if (validateOnly) return { name };
  try {
    await services.topics.growTo(topic, count);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return refused(name, "KAFKA_STORAGE_ERROR", error.message);
  }
  return { name };
}

function refusalOf(
  { name, count, assignments }: TopicRequest,
  topic: Topic,
  { topics, limits, limitWatch }: BrokerServices,
): TopicResponse | null {
  const current = topic.partitions.length;
  if (count === current) {
    return refused(name, "INVALID_PARTITIONS", `Topic already has ${current} partition(s).`);
  }
  if (count < current) {
    return refused(
      name,
      "INVALID_PARTITIONS",
      `The topic ${name} currently has ${current} partition(s); ${count} would not be an increase.`,
    );
  }
  const added = count - current;
  if (!limitWatch.allows("maxPartitions", topics.partitionCount + added)) {
    return refused(
      name,
      "INVALID_PARTITIONS",
      `This broker holds at most ${limits.maxPartitions} partitions`,
    );
  }
  const placedHere = assignments === null || (assignments.length === added &&
    assignments.every(({ brokerIds }) => brokerIds.length === 1 && brokerIds[0] === nodeId));
  return placedHere ? null : refused(
    name,
    "INVALID_REPLICA_ASSIGNMENT",
    `Each of the ${added} new partitions needs one replica, on broker ${nodeId}`,
  );
}

function refused(name: string, error: ErrorName, message: string): TopicResponse {
  return { name, errorCode: errorCodes[error], errorMessage: message };
}
