import { array, int16, int32, int64, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Where the log of a leader epoch ends; how a client notices a truncated log, KIP-320.
 *
 * `replicaId` has to be set: -1 for clients, while Kafka's default, -2, is for its own debugging.
 */
export const offsetForLeaderEpoch = api({
  key: 23,
  name: "OffsetForLeaderEpoch",
  versions: [2, 4],
  flexibleSince: 4,
  request: {
    replicaId: int32({ since: 3, default: -2, ignorable: true }),
    topics: array({
      topic: string(),
      partitions: array({
        partition: int32(),
        currentLeaderEpoch: int32({ default: -1 }),
        leaderEpoch: int32(),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32(),
    topics: array({
      topic: string(),
      partitions: array({
        errorCode: int16(),
        partition: int32(),
        leaderEpoch: int32({ default: -1 }),
        endOffset: int64({ default: -1n }),
      }),
    }),
  },
});
