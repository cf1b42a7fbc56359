import {
  array,
  boolean,
  int16,
  int32,
  nullableArray,
  nullableString,
  string,
  uuid,
} from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns the brokers, the controller, and the leaders of partitions.
 *
 * Since version 1 `topics: null` requests all and an empty list none; version 0 has no null,
 * and an empty list requests all. 4 makes automatic creation optional, 5 offline replicas, 7
 * leader epochs, 8 the authorized operations (those of the cluster until 10), 10 topic ids, 12
 * looking up by id (with a null name), 13 an error of the whole response.
 */
export const metadata = api({
  key: 3,
  name: "Metadata",
  versions: [0, 13],
  flexibleSince: 9,
  request: {
    topics: nullableArray({
      topicId: uuid({ since: 10, ignorable: true }),
      name: nullableString({ nullableSince: 10 }),
    }, { nullableSince: 1 }),
    allowAutoTopicCreation: boolean({ since: 4, default: true }),
    includeClusterAuthorizedOperations: boolean({ since: 8, until: 10 }),
    includeTopicAuthorizedOperations: boolean({ since: 8 }),
  },
  response: {
    throttleTimeMs: int32({ since: 3, ignorable: true }),
    brokers: array({
      nodeId: int32(),
      host: string(),
      port: int32(),
      rack: nullableString({ since: 1, ignorable: true }),
    }),
    clusterId: nullableString({ since: 2, ignorable: true }),
    controllerId: int32({ since: 1, default: -1, ignorable: true }),
    topics: array({
      errorCode: int16(),
      name: nullableString({ nullableSince: 12 }),
      topicId: uuid({ since: 10, ignorable: true }),
      isInternal: boolean({ since: 1, ignorable: true }),
      partitions: array({
        errorCode: int16(),
        partitionIndex: int32(),
        leaderId: int32(),
        leaderEpoch: int32({ since: 7, default: -1, ignorable: true }),
        replicaNodes: array(int32()),
        isrNodes: array(int32()),
        offlineReplicas: array(int32(), { since: 5, ignorable: true }),
      }),
      topicAuthorizedOperations: int32({ since: 8, default: -0x80000000 }),
    }),
    clusterAuthorizedOperations: int32({ since: 8, until: 10, default: -0x80000000 }),
    errorCode: int16({ since: 13, ignorable: true }),
  },
});
