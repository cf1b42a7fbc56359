import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { deleteTopics } from "../../wire/messages/20_delete_topics.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import { StorageError } from "../log/commit_queue.ts";

type Request = RequestOf<typeof deleteTopics>;
type TopicResponse = Input<ResponseOf<typeof deleteTopics>["responses"][number]>;

/** How a request names a topic: by its name, or from v6 on by its id. */
interface Asked {
  readonly name: string | null;
  readonly topicId: string | undefined;
}

/**
 * DeleteTopics v0-6: deletes topics with their records, configs and committed offsets.
 *
 * The answer comes when the deletion is on disk, so that the name is free at once.
 *
 * v4 has compact lengths, v5 brings error messages, v6 names topics by id as well.
 */
export const deleteTopicsHandler: ApiHandler<Request, ResponseOf<typeof deleteTopics>> = {
  api: deleteTopics,
  minVersion: 0,
  maxVersion: 6,
  async handle(request, context): LaterAnswer<typeof deleteTopics> {
    const asked: Asked[] = [
      ...request.topicNames.map((name) => ({ name, topicId: undefined })),
      ...request.topics,
    ];
    return { responses: await Promise.all(asked.map((each) => deleteOne(each, context))) };
  },
};

async function deleteOne(asked: Asked, { services }: RequestContext): Promise<TopicResponse> {
  const { name, topicId } = asked;
  const topic = name === null ? services.topics.byId(topicId ?? "") : services.topics.get(name);
  if (topic === undefined) {
    return refused(asked, name === null ? "UNKNOWN_TOPIC_ID" : "UNKNOWN_TOPIC_OR_PARTITION");
  }
  if (!services.settings.boolean("delete.topic.enable")) {
    return refused(asked, "TOPIC_DELETION_DISABLED");
  }
  try {
    await services.topics.delete(topic);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return refused(asked, "KAFKA_STORAGE_ERROR", error.message);
  }
  return { name: topic.name, topicId: topic.id };
}

function refused(asked: Asked, error: ErrorName, message?: string): TopicResponse {
  return {
    name: asked.name,
    ...(asked.topicId === undefined ? {} : { topicId: asked.topicId }),
    errorCode: errorCodes[error],
    ...(message === undefined ? {} : { errorMessage: message }),
  };
}
