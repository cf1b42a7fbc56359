import {
  array,
  boolean,
  int16,
  int32,
  int8,
  nullableString,
  string,
  struct,
  uuid,
} from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

const topicPartitions = {
  topicPartitions: array({
    topicId: uuid(),
    topicName: string(),
    partitions: array(int32()),
  }),
};

/**
 * State and members of groups of the protocol of KIP-848. An unknown group, or one of the classic
 * protocol, is GROUP_ID_NOT_FOUND.
 *
 * Version 1 adds the type of the members.
 */
export const consumerGroupDescribe = api({
  key: 69,
  name: "ConsumerGroupDescribe",
  versions: [0, 1],
  flexibleSince: 0,
  request: {
    groupIds: array(string()),
    includeAuthorizedOperations: boolean(),
  },
  response: {
    throttleTimeMs: int32(),
    groups: array({
      errorCode: int16(),
      errorMessage: nullableString(),
      groupId: string(),
      groupState: string(),
      groupEpoch: int32(),
      assignmentEpoch: int32(),
      assignorName: string(),
      members: array({
        memberId: string(),
        instanceId: nullableString(),
        rackId: nullableString(),
        memberEpoch: int32(),
        clientId: string(),
        clientHost: string(),
        subscribedTopicNames: array(string()),
        subscribedTopicRegex: nullableString(),
        assignment: struct(topicPartitions),
        targetAssignment: struct(topicPartitions),
        memberType: int8({ since: 1, default: -1 }),
      }),
      authorizedOperations: int32({ default: -0x80000000 }),
    }),
  },
});
