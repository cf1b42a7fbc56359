import {
  array,
  boolean,
  int16,
  int32,
  nullableArray,
  nullableString,
  nullableStruct,
  string,
  uuid,
} from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Partitions of topics a page at a time, with eligible leader replicas, KIP-966.
 *
 * `nextCursor` is where the next page begins, null at the end.
 */
export const describeTopicPartitions = api({
  key: 75,
  name: "DescribeTopicPartitions",
  versions: [0, 0],
  flexibleSince: 0,
  request: {
    topics: array({
      name: string(),
    }),
    responsePartitionLimit: int32({ default: 2000 }),
    cursor: nullableStruct({
      topicName: string(),
      partitionIndex: int32(),
    }),
  },
  response: {
    throttleTimeMs: int32(),
    topics: array({
      errorCode: int16(),
      name: nullableString(),
      topicId: uuid(),
      isInternal: boolean(),
      partitions: array({
        errorCode: int16(),
        partitionIndex: int32(),
        leaderId: int32(),
        leaderEpoch: int32({ default: -1 }),
        replicaNodes: array(int32()),
        isrNodes: array(int32()),
        eligibleLeaderReplicas: nullableArray(int32(), { default: null }),
        lastKnownElr: nullableArray(int32(), { default: null }),
        offlineReplicas: array(int32()),
      }),
      topicAuthorizedOperations: int32({ default: -0x80000000 }),
    }),
    nextCursor: nullableStruct({
      topicName: string(),
      partitionIndex: int32(),
    }),
  },
});
