import { deleteTopics as deleteTopicsApi } from "../../wire/messages/20_delete_topics.ts";
import type { KafkaClient } from "../client.ts";
import { omissionError, toKafkaError } from "../kafka_error.ts";
import type { AdminOptions } from "./admin_options.ts";
import { askController } from "./ask_controller.ts";
import type { TopicResult } from "./create_topics.ts";

/** First version that identifies topics by name or id. */
const byNameOrIdSince = 6;

/**
 * Deletes topics with one request, and returns a result for each, in the order of `names`.
 *
 * Brokers may list a deleted topic a little longer; wait with `awaitTopicsGone()`. Default for
 * `timeoutMs`: 30 s.
 *
 * @throws {ConnectionLostError} If the connection ends before the response; topics may be deleted.
 */
export async function deleteTopics(
  client: KafkaClient,
  names: readonly string[],
  options: AdminOptions = {},
): Promise<TopicResult[]> {
  if (names.length === 0) return [];
  // A request with a duplicate name is invalid.
  const unique = [...new Set(names)];
  const { responses } = await askController(client, {
    api: deleteTopicsApi,
    body: (timeoutMs) => (version) => ({
      timeoutMs,
      ...(version >= byNameOrIdSince
        ? { topics: unique.map((name) => ({ name })) }
        : { topicNames: unique }),
    }),
    codes: ({ responses }) => responses.map(({ errorCode }) => errorCode),
  }, options);
  const errors = new Map(
    responses.map(({ name, errorCode, errorMessage }) => [
      name,
      toKafkaError(errorCode, errorMessage, { api: deleteTopicsApi, topic: name ?? "" }),
    ]),
  );
  return names.map((name) => {
    const error = errors.get(name);
    return { name, error: error === undefined ? omissionError() : error };
  });
}
