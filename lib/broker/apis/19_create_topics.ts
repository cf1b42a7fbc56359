import { errorCodes } from "../../wire/errors.ts";
import { createTopics } from "../../wire/messages/19_create_topics.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import { topicConfigEntries } from "../configs/config_entries.ts";

type Request = RequestOf<typeof createTopics>;
type TopicRequest = Request["topics"][number];
type TopicResponse = Input<ResponseOf<typeof createTopics>["topics"][number]>;

/**
 * CreateTopics v0-7: creates each requested topic, or returns an error for it.
 *
 * A name that occurs twice is rejected. Unless the broker is strict, a replication factor above one
 * is accepted and reported as one.
 *
 * v1 can validate only, v4 accepts -1 for the broker's defaults (this broker always does), v5
 * returns the created topic with its configs, v7 its id.
 */
export const createTopicsHandler: ApiHandler<Request, ResponseOf<typeof createTopics>> = {
  api: createTopics,
  minVersion: 0,
  maxVersion: 7,
  async handle(request, context): LaterAnswer<typeof createTopics> {
    const counts = Map.groupBy(request.topics, ({ name }) => name);
    const topics = await context.work.change(
      counts,
      ([name, requested]) =>
        requested.length > 1
          ? Promise.resolve({
            name,
            errorCode: errorCodes.INVALID_REQUEST,
            errorMessage: "Duplicate topic name.",
          })
          : createOne(requested[0]!, request.validateOnly, context),
    );
    return { topics };
  },
};

async function createOne(
  requested: TopicRequest,
  validateOnly: boolean,
  { services }: RequestContext,
): Promise<TopicResponse> {
  const { name } = requested;
  const result = await services.topicCreator.create({
    name,
    partitionCount: requested.numPartitions,
    replicationFactor: requested.replicationFactor,
    assignments: requested.assignments,
    configs: requested.configs,
  }, { validateOnly });
  if (result.kind === "refused") {
    return { name, errorCode: errorCodes[result.error], errorMessage: result.message };
  }
  const configs = new Map(requested.configs.map((each) => [each.name, each.value ?? ""]));
  const entries = topicConfigEntries({ configs }, services.settings);
  return {
    name,
    ...(result.topic === null ? {} : { topicId: result.topic.id }),
    numPartitions: result.partitionCount,
    replicationFactor: 1,
    configs: entries.map(({ name, value, configSource, isSensitive, readOnly }) => ({
      name,
      value,
      readOnly,
      configSource,
      isSensitive,
    })),
  };
}
