import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { metadata } from "../../wire/messages/03_metadata.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import { leaderEpoch } from "../log/stamp_batch.ts";
import { nodeId } from "../node_id.ts";
import type { Topic } from "../topics/topic.ts";
import { topicNameError } from "../topics/topic_name.ts";

type Request = RequestOf<typeof metadata>;
type TopicRequest = NonNullable<Request["topics"]>[number];
type TopicResponse = Input<ResponseOf<typeof metadata>["topics"][number]>;

/** The id that stands for "none given". */
const noId = "00000000-0000-0000-0000-000000000000";

/** First version in which an empty list asks for no topic rather than for all. */
const firstVersionWithNone = 1;

/**
 * Metadata v0-12: the one broker, and the topics asked for.
 *
 * A topic that is not there is created when the request and `auto.create.topics.enable` allow it
 * (before v4 requests always do); it is answered at once, where Kafka says LEADER_NOT_AVAILABLE
 * and creates it behind.
 *
 * v1 tells the controller and takes an empty list for none (v0 for all), v2 the cluster id, v5
 * offline replicas (never any), v7 leader epochs, v8-10 authorized operations (not asked for here:
 * there are no permissions), v9 compact lengths, v10 topic ids and v12 topics by id. Left out: v13,
 * an error for clients that have to bootstrap again.
 */
export const metadataHandler: ApiHandler<Request, ResponseOf<typeof metadata>> = {
  api: metadata,
  minVersion: 0,
  maxVersion: 12,
  async handle(request, context): LaterAnswer<typeof metadata> {
    const { advertised, services } = context;
    return {
      brokers: [{ nodeId, ...advertised }],
      clusterId: services.clusterId,
      controllerId: nodeId,
      topics: await topicsFor(request, context),
    };
  },
};

async function topicsFor(request: Request, context: RequestContext): Promise<TopicResponse[]> {
  const { topics } = request;
  const all = topics === null || (topics.length === 0 && context.apiVersion < firstVersionWithNone);
  if (all) return context.services.topics.all().map(describe);
  return await Promise.all(topics.map((asked) => topicFor(asked, request, context)));
}

async function topicFor(
  asked: TopicRequest,
  request: Request,
  context: RequestContext,
): Promise<TopicResponse> {
  const { services } = context;
  if (asked.name === null) {
    const topic = services.topics.byId(asked.topicId);
    if (topic !== undefined) return describe(topic);
    return { errorCode: errorCodes.UNKNOWN_TOPIC_ID, name: null, topicId: asked.topicId };
  }
  const { name } = asked;
  const known = services.topics.get(name) ?? await services.topics.creating(name);
  if (known !== undefined) return describe(known);
  if (topicNameError(name) !== null) return refused(name, "INVALID_TOPIC_EXCEPTION");
  const mayCreate = request.allowAutoTopicCreation &&
    services.settings.boolean("auto.create.topics.enable");
  if (!mayCreate) return refused(name, "UNKNOWN_TOPIC_OR_PARTITION");
  const result = await services.topicCreator.create({
    name,
    partitionCount: -1,
    replicationFactor: -1,
    assignments: [],
    configs: [],
  }, { validateOnly: false });
  const topic = services.topics.get(name);
  if (topic !== undefined) return describe(topic);
  return refused(name, result.kind === "refused" ? result.error : "UNKNOWN_TOPIC_OR_PARTITION");
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
