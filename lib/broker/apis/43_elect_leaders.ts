import { errorCodes } from "../../wire/errors.ts";
import { electLeaders } from "../../wire/messages/43_elect_leaders.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";
import type { BrokerServices } from "../services.ts";

type Request = RequestOf<typeof electLeaders>;
type Asked = NonNullable<Request["topicPartitions"]>[number];
type TopicResult = Input<ResponseOf<typeof electLeaders>["replicaElectionResults"][number]>;

/** Preferred and unclean, as Kafka numbers them. */
const knownElections = new Set([0, 1]);

/**
 * ElectLeaders v0-2: no partition needs an election, since each has its one replica as its leader.
 *
 * If all partitions are asked for, those that need no election are left out, as in Kafka. v1 adds
 * the type of the election and an error for the whole, v2 has compact lengths. Errors come without
 * a text, which clients know by the code.
 */
export const electLeadersHandler: ApiHandler<Request, ResponseOf<typeof electLeaders>> = {
  api: electLeaders,
  minVersion: 0,
  maxVersion: 2,
  handle(request, { services }): Answer<typeof electLeaders> {
    const { electionType, topicPartitions } = request;
    if (!knownElections.has(electionType) && topicPartitions?.length !== 0) {
      const errorCode = errorCodes.INVALID_REQUEST;
      const all = topicPartitions ?? [];
      return { errorCode, replicaElectionResults: all.map((asked) => same(asked, errorCode)) };
    }
    const replicaElectionResults = topicPartitions === null
      ? services.topics.all().map(({ name }) => ({ topic: name, partitionResult: [] }))
      : topicPartitions.map((asked) => elect(asked, services));
    return { replicaElectionResults };
  },
};

function elect(asked: Asked, { topics }: BrokerServices): TopicResult {
  const topic = topics.get(asked.topic);
  if (topic === undefined) return same(asked, errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  return {
    topic: asked.topic,
    partitionResult: asked.partitions.map((partitionId) => ({
      partitionId,
      errorCode: topic.partitions[partitionId] === undefined
        ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION
        : errorCodes.ELECTION_NOT_NEEDED,
    })),
  };
}

/** One error for each partition. */
function same({ topic, partitions }: Asked, errorCode: number): TopicResult {
  return { topic, partitionResult: partitions.map((partitionId) => ({ partitionId, errorCode })) };
}
