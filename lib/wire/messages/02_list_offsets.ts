import { array, int16, int32, int64, int8, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Looks up offsets by time, and the start and end of a log.
 *
 * `timestamp` is -1 for the end, -2 for the start, -3 for the record with the highest timestamp
 * (since version 7, KIP-734), -4 for the start on local disk (8), -5 for the end of tiered storage
 * (9), -6 for the earliest not yet tiered (11). `replicaId` must be set to -1 by clients, because
 * Kafka's default is broker 0. Version 2 adds the isolation level, 4 leader epochs, 10 a timeout.
 */
export const listOffsets = api({
  key: 2,
  name: "ListOffsets",
  versions: [1, 11],
  flexibleSince: 6,
  request: {
    replicaId: int32(),
    isolationLevel: int8({ since: 2 }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        currentLeaderEpoch: int32({ since: 4, default: -1, ignorable: true }),
        timestamp: int64(),
      }),
    }),
    timeoutMs: int32({ since: 10, ignorable: true }),
  },
  response: {
    throttleTimeMs: int32({ since: 2, ignorable: true }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        timestamp: int64({ default: -1n }),
        offset: int64({ default: -1n }),
        leaderEpoch: int32({ since: 4, default: -1 }),
      }),
    }),
  },
});
