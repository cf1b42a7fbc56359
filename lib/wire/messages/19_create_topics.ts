import {
  array,
  boolean,
  int16,
  int32,
  int8,
  nullableArray,
  nullableString,
  string,
  uuid,
} from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Creates topics.
 *
 * Since version 4, -1 partitions or replicas mean the broker's default (KIP-464). Version 1 can
 * only validate, 5 returns the new topic with its configs (KIP-525), 7 the topic's id.
 */
export const createTopics = api({
  key: 19,
  name: "CreateTopics",
  versions: [0, 7],
  flexibleSince: 5,
  request: {
    topics: array({
      name: string(),
      numPartitions: int32(),
      replicationFactor: int16(),
      assignments: array({
        partitionIndex: int32(),
        brokerIds: array(int32()),
      }),
      configs: array({
        name: string(),
        value: nullableString(),
      }),
    }),
    timeoutMs: int32({ default: 60000 }),
    validateOnly: boolean({ since: 1 }),
  },
  response: {
    throttleTimeMs: int32({ since: 2, ignorable: true }),
    topics: array({
      name: string(),
      topicId: uuid({ since: 7, ignorable: true }),
      errorCode: int16(),
      errorMessage: nullableString({ since: 1, ignorable: true }),
      topicConfigErrorCode: int16({ since: 5, tag: 0, ignorable: true }),
      numPartitions: int32({ since: 5, default: -1, ignorable: true }),
      replicationFactor: int16({ since: 5, default: -1, ignorable: true }),
      configs: nullableArray({
        name: string(),
        value: nullableString(),
        readOnly: boolean(),
        configSource: int8({ default: -1, ignorable: true }),
        isSensitive: boolean(),
      }, { since: 5, ignorable: true }),
    }),
  },
});
