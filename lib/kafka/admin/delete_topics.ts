import { deleteTopics as deleteTopicsApi } from "../../wire/messages/20_delete_topics.ts";
import type { KafkaClient } from "../client.ts";
import { omissionError, toKafkaError } from "../kafka_error.ts";
import type { AdminOptions } from "./admin_options.ts";
import { askController } from "./ask_controller.ts";
import type { TopicResult } from "./create_topics.ts";

/** First version that takes topics by name or id. */
const byNameOrIdSince = 6;

/**
 * Deletes topics with one request, and tells of each, in the order given, what became of it.
 *
 * The brokers forget a deleted topic a little later; `awaitTopicsGone()` says when. The time limit
 * is 30 s when left out.
 *
 * @throws {ConnectionLostError} When the broker went away before it answered.
 */
export async function deleteTopics(
  client: KafkaClient,
  names: readonly string[],
  options: AdminOptions = {},
): Promise<TopicResult[]> {
  if (names.length === 0) return [];
  // A name that comes twice is an invalid request.
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
      toKafkaError(errorCode, errorMessage),
    ]),
  );
  return names.map((name) => {
    const error = errors.get(name);
    return { name, error: error === undefined ? omissionError() : error };
  });
}
