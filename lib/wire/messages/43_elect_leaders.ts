import {
  array,
  int16,
  int32,
  int8,
  nullableArray,
  nullableString,
  string,
} from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Elects leaders of partitions, KIP-183.
 *
 * `topicPartitions: null` requests all partitions. Version 1 adds the type of the election,
 * KIP-460.
 */
export const electLeaders = api({
  key: 43,
  name: "ElectLeaders",
  versions: [0, 2],
  flexibleSince: 2,
  request: {
    electionType: int8({ since: 1 }),
    topicPartitions: nullableArray({
      topic: string(),
      partitions: array(int32()),
    }),
    timeoutMs: int32({ default: 60000 }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16({ since: 1 }),
    replicaElectionResults: array({
      topic: string(),
      partitionResult: array({
        partitionId: int32(),
        errorCode: int16(),
        errorMessage: nullableString(),
      }),
    }),
  },
});
