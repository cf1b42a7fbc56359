import { errorCodes } from "../../wire/errors.ts";
import { electLeaders } from "../../wire/messages/43_elect_leaders.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import type { Topic } from "../topics/topic.ts";
import { answerPartitions, distinctPartitions } from "./distinct.ts";

type Request = RequestOf<typeof electLeaders>;
type RequestedTopic = NonNullable<Request["topicPartitions"]>[number];

/** Approximate memory of one topic in an answer, as an object and as bytes. */
const topicBytes = 400;

const partitionNames = {
  topicKey: ({ topic }: RequestedTopic): string => topic,
  partitions: ({ partitions }: RequestedTopic): readonly number[] => partitions,
  partitionKey: (partition: number): number => partition,
};

/** Preferred and unclean, as Kafka numbers them. */
const knownElections = new Set([0, 1]);

/**
 * ElectLeaders v0-2: no partition needs an election, because its only replica is its leader.
 *
 * If all partitions are requested, those that need no election are omitted, as in Kafka. v1 adds
 * the type of the election and an error for the response, v2 has compact lengths. Errors have no
 * message, because clients derive it from the code.
 */
export const electLeadersHandler: ApiHandler<Request, ResponseOf<typeof electLeaders>> = {
  api: electLeaders,
  minVersion: 0,
  maxVersion: 2,
  answerBytes: ({ topicPartitions }, { services }) =>
    topicPartitions === null ? services.topics.size * topicBytes : 0,
  async handle(request, { services, work }): LaterAnswer<typeof electLeaders> {
    const { electionType, topicPartitions } = request;
    const isKnown = knownElections.has(electionType) || topicPartitions?.length === 0;
    const errorCode = isKnown ? errorCodes.NONE : errorCodes.INVALID_REQUEST;
    if (topicPartitions === null) {
      const all = isKnown ? services.topics.all() : [];
      const results = all.map(({ name }) => ({ topic: name, partitionResult: [] }));
      return { errorCode, replicaElectionResults: results };
    }
    const requested = await distinctPartitions(topicPartitions, partitionNames, work);
    const answers = await answerPartitions(requested, ({ topic }, partitionId) => ({
      partitionId,
      errorCode: isKnown ? electionError(services.topics.get(topic), partitionId) : errorCode,
    }), work);
    const results = answers.map(({ topic: { topic }, results }) => ({
      topic,
      partitionResult: results,
    }));
    return { errorCode, replicaElectionResults: results };
  },
};

function electionError(topic: Topic | undefined, partition: number): number {
  return topic?.partitions[partition] === undefined
    ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION
    : errorCodes.ELECTION_NOT_NEEDED;
}
