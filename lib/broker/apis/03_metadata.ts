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

/** Approximate size of one topic and one partition in an answer, as objects and as bytes. */
const topicBytes = 500;
const partitionBytes = 300;

/** The id that stands for "none given". */
const noId = "00000000-0000-0000-0000-000000000000";

/** First version in which an empty list asks for no topic rather than for all. */
const firstVersionWithNone = 1;

/** First version in which a topic may be named by its id. */
const firstVersionWithIds = 12;

/**
 * Metadata v0-12: the one broker, and the topics asked for.
 *
 * A topic that is not there is created when the request and `auto.create.topics.enable` allow it
 * (before v4 requests always do); it is answered at once, where Kafka says LEADER_NOT_AVAILABLE and
 * creates it behind. Who asks twice for a topic is answered once.
 *
 * v1 reports the controller, and an empty list requests no topic (in v0 all), v2 the cluster id, v5
 * offline replicas (never any), v7 leader epochs, v8-10 authorized operations (all of them, where
 * asked for), v9 compact lengths, v10 topic ids and v12 topics by id, which go before names. Left
 * out: v13, an error for clients that have to bootstrap again.
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

/** Added for every name, even of a missing topic, but not for unknown ids. */
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
    // Null without an id asks for nothing; Kafka fails in its own way over it.
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

/** Waits for a topic that another request is creating. */
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
