import {
  array,
  boolean,
  int16,
  int32,
  int64,
  nullableArray,
  nullableString,
  string,
  uuid,
} from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns a group's offsets; -1 for a partition without one.
 *
 * Since version 2 `topics: null` requests all. 5 adds leader epochs, 7 waits for open transactions
 * (KIP-447), 8 requests several groups, in other fields (KIP-709), 9 has the member (KIP-848),
 * 10 has topic ids instead of names.
 */
export const offsetFetch = api({
  key: 9,
  name: "OffsetFetch",
  versions: [1, 10],
  flexibleSince: 6,
  request: {
    groupId: string({ until: 7 }),
    topics: nullableArray({
      name: string(),
      partitionIndexes: array(int32()),
    }, { until: 7, nullableSince: 2 }),
    groups: array({
      groupId: string(),
      memberId: nullableString({ since: 9, ignorable: true }),
      memberEpoch: int32({ since: 9, default: -1, ignorable: true }),
      topics: nullableArray({
        name: string({ until: 9, ignorable: true }),
        topicId: uuid({ since: 10, ignorable: true }),
        partitionIndexes: array(int32()),
      }),
    }, { since: 8 }),
    requireStable: boolean({ since: 7 }),
  },
  response: {
    throttleTimeMs: int32({ since: 3, ignorable: true }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        committedOffset: int64(),
        committedLeaderEpoch: int32({ since: 5, default: -1, ignorable: true }),
        metadata: nullableString(),
        errorCode: int16(),
      }),
    }, { until: 7 }),
    errorCode: int16({ since: 2, until: 7, ignorable: true }),
    groups: array({
      groupId: string(),
      topics: array({
        name: string({ until: 9, ignorable: true }),
        topicId: uuid({ since: 10, ignorable: true }),
        partitions: array({
          partitionIndex: int32(),
          committedOffset: int64(),
          committedLeaderEpoch: int32({ default: -1, ignorable: true }),
          metadata: nullableString(),
          errorCode: int16(),
        }),
      }),
      errorCode: int16(),
    }, { since: 8 }),
  },
});
