import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { metadata } from "../../wire/messages/03_metadata.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import { everyOperation } from "../authorized_operations.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import { StorageError } from "../log/commit_queue.ts";
import { leaderEpoch } from "../log/stamp_batch.ts";
import { nodeId } from "../node_id.ts";
import type { Topic } from "../topics/topic.ts";
import { topicNameError } from "../topics/topic_name.ts";
import { distinct } from "./distinct.ts";

type Request = RequestOf<typeof metadata>;
type TopicResponse = Input<ResponseOf<typeof metadata>["topics"][number]>;

/** Approximate memory of one topic and one partition in an answer, as objects and as bytes. */
const topicBytes = 500;
const partitionBytes = 300;

/** The id that stands for no id. */
const noId = "00000000-0000-0000-0000-000000000000";

/** First version in which an empty list requests no topic instead of all topics. */
const firstVersionWithNone = 1;

/** First version in which a request can name a topic by its id. */
const firstVersionWithIds = 12;

/**
 * Metadata v0-12: returns the one broker and the requested topics.
 *
 * A topic that does not exist is created if the request and `auto.create.topics.enable` allow it
 * (before v4 requests always do). It is created before the response, while Kafka first responds
 * with LEADER_NOT_AVAILABLE. A topic that is named twice is returned once.
 *
 * v1 adds the controller, and an empty list requests no topic (in v0 all), v2 adds the cluster id,
 * v5 offline replicas (always none), v7 leader epochs, v8-10 authorized operations (all of them, if
 * requested), v9 compact lengths, v10 topic ids and v12 topics by id, which take precedence over
 * names. v13, an error for clients that have to bootstrap again, is not supported.
 */
export const metadataHandler: ApiHandler<Request, ResponseOf<typeof metadata>> = {
  api: metadata,
  minVersion: 0,
  maxVersion: 12,
  answerBytes: ({ topics }, { services }) =>
    topics === null || topics.length === 0
      ? services.topics.size * topicBytes + services.topics.partitionCount * partitionBytes
      : 0,
  async handle(request, context): LaterAnswer<typeof metadata> {
    const { advertised, services } = context;
    const topics = await topicsFor(request, context);
    return {
      brokers: [{ nodeId, ...advertised }],
      clusterId: services.clusterId,
      controllerId: nodeId,
      topics: request.includeTopicAuthorizedOperations ? topics.map(withOperations) : topics,
      ...(request.includeClusterAuthorizedOperations &&
        { clusterAuthorizedOperations: everyOperation.cluster }),
    };
  },
};

/** Adds the authorized operations to every named topic, even an unknown one; not to unknown ids. */
function withOperations(topic: TopicResponse): TopicResponse {
  return topic.name ? { ...topic, topicAuthorizedOperations: everyOperation.topic } : topic;
}

async function topicsFor(request: Request, context: RequestContext): Promise<TopicResponse[]> {
  const { topics } = request;
  const all = topics === null || (topics.length === 0 && context.apiVersion < firstVersionWithNone);
  const { work } = context;
  if (all) return await work.map(context.services.topics.all(), describe);
  if (topics.some(({ topicId }) => topicId !== noId)) {
    const asked = await distinct(topics, ({ topicId }) => topicId, work);
    const named = asked.filter(({ topicId }) => topicId !== noId);
    return await work.map(named, ({ topicId }) => topicById(topicId, context));
  }
  const asked = await distinct(topics, ({ name }) => name, work);
  return await work.change(asked, async ({ name }) =>
    // A topic without name and id is invalid; Kafka fails in a different way.
    name === null ? refused("", "INVALID_REQUEST") : await topicByName(name, request, context));
}

function topicById(topicId: string, { services, apiVersion }: RequestContext): TopicResponse {
  if (apiVersion < firstVersionWithIds) return { ...refused("", "INVALID_REQUEST"), topicId };
  const topic = services.topics.byId(topicId);
  if (topic !== undefined) return describe(topic);
  return { errorCode: errorCodes.UNKNOWN_TOPIC_ID, name: null, topicId };
}

async function topicByName(
  name: string,
  request: Request,
  { services }: RequestContext,
): Promise<TopicResponse> {
  const { topics, topicCreator, settings } = services;
  const known = topics.get(name);
  if (known !== undefined) return describe(known);
  if (topicNameError(name) !== null) return refused(name, "INVALID_TOPIC_EXCEPTION");
  const coming = topics.creating(name);
  if (coming !== undefined) return await answerWhenThere(name, coming);
  if (!request.allowAutoTopicCreation || !settings.boolean("auto.create.topics.enable")) {
    return refused(name, "UNKNOWN_TOPIC_OR_PARTITION");
  }
  const result = await topicCreator.create({
    name,
    partitionCount: -1,
    replicationFactor: -1,
    assignments: [],
    configs: [],
  }, { validateOnly: false });
  if (result.kind === "refused") return refused(name, result.error);
  return result.topic === null ? refused(name, "UNKNOWN_SERVER_ERROR") : describe(result.topic);
}

/** Another request is creating the topic. */
async function answerWhenThere(name: string, coming: Promise<Topic>): Promise<TopicResponse> {
  try {
    return describe(await coming);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return refused(name, "KAFKA_STORAGE_ERROR");
  }
}

function refused(name: string, error: ErrorName): TopicResponse {
  return { errorCode: errorCodes[error], name, topicId: noId };
}

function describe(topic: Topic): TopicResponse {
  return {
    name: topic.name,
    topicId: topic.id,
    partitions: topic.partitions.map(({ number }) => ({
      partitionIndex: number,
      leaderId: nodeId,
      leaderEpoch,
      replicaNodes: [nodeId],
      isrNodes: [nodeId],
    })),
  };
}
