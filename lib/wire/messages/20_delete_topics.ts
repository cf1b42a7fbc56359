import { array, int16, int32, nullableString, string, uuid } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Deletes topics.
 *
 * Until version 5 by `topicNames`; 6 has `topics` instead, each by name or id. 5 adds the error's
 * message.
 */
export const deleteTopics = api({
  key: 20,
  name: "DeleteTopics",
  versions: [0, 6],
  flexibleSince: 4,
  request: {
    topics: array({
      name: nullableString(),
      topicId: uuid(),
    }, { since: 6 }),
    topicNames: array(string(), { until: 5, ignorable: true }),
    timeoutMs: int32(),
  },
  response: {
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    responses: array({
      name: nullableString({ nullableSince: 6 }),
      topicId: uuid({ since: 6, ignorable: true }),
      errorCode: int16(),
      errorMessage: nullableString({ since: 5, ignorable: true }),
    }),
  },
});
