import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { deleteTopics } from "../../wire/messages/20_delete_topics.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import { StorageError } from "../log/commit_queue.ts";

type Request = RequestOf<typeof deleteTopics>;
type TopicResponse = Input<ResponseOf<typeof deleteTopics>["responses"][number]>;

/** A topic that a request names, by name or from v6 on by id. */
interface RequestedTopic {
  readonly name: string | null;
  readonly topicId: string;
}

/** The topic id of a request that gives none. */
const noId = "00000000-0000-0000-0000-000000000000";

/** First version with an error for disabled deletion. */
const firstDisabledVersion = 3;

/**
 * DeleteTopics v0-6: deletes topics with their records, configs and committed offsets.
 *
 * The response follows when the deletion is on disk, so that the name is free at once. A topic that
 * is named twice is rejected.
 *
 * v4 has compact lengths, v5 adds error messages, v6 can name topics by id.
 */
export const deleteTopicsHandler: ApiHandler<Request, ResponseOf<typeof deleteTopics>> = {
  api: deleteTopics,
  minVersion: 0,
  maxVersion: 6,
  async handle(request, context): LaterAnswer<typeof deleteTopics> {
    const requested: RequestedTopic[] = [
      ...request.topicNames.map((name) => ({ name, topicId: noId })),
      ...request.topics,
    ];
    const groups = Map.groupBy(
      requested,
      ({ name, topicId }) => name === null ? `id ${topicId}` : `name ${name}`,
    );
    const responses = await context.work.change(
      groups.values(),
      (same) =>
        same.length > 1
          ? Promise.resolve(refused(same[0]!, "INVALID_REQUEST", "Duplicate topic name."))
          : deleteOne(same[0]!, context),
    );
    return { responses };
  },
};

async function deleteOne(
  requested: RequestedTopic,
  { services, apiVersion }: RequestContext,
): Promise<TopicResponse> {
  const { name, topicId } = requested;
  if ((name === null) === (topicId === noId)) {
    return refused(
      requested,
      "INVALID_REQUEST",
      name === null
        ? "Neither topic name nor id were specified."
        : "You may not specify both topic name and topic id.",
    );
  }
  const topic = name === null ? services.topics.byId(topicId) : services.topics.get(name);
  if (topic === undefined) {
    return refused(requested, name === null ? "UNKNOWN_TOPIC_ID" : "UNKNOWN_TOPIC_OR_PARTITION");
  }
  if (!services.settings.boolean("delete.topic.enable")) {
    const error = apiVersion < firstDisabledVersion ? "INVALID_REQUEST" : "TOPIC_DELETION_DISABLED";
    return refused(requested, error, "Topic deletion is disabled.");
  }
  try {
    await services.topics.delete(topic);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return refused(requested, "KAFKA_STORAGE_ERROR", error.message);
  }
  return { name: topic.name, topicId: topic.id };
}

function refused(requested: RequestedTopic, error: ErrorName, message?: string): TopicResponse {
  const { name, topicId } = requested;
  return { name, topicId, errorCode: errorCodes[error], errorMessage: message ?? null };
}
