import {
  array,
  int16,
  int32,
  int64,
  nullableString,
  records,
  string,
  struct,
  uuid,
} from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Appends record batches to partitions.
 *
 * With `acks: 0` there is no response at all. Version 5 returns the log's start, 7 allows zstd, 8
 * names the invalid records, 10 names the new leader (tagged, KIP-951), 12 may add partitions to
 * a transaction (KIP-890), 13 has topic ids instead of names.
 */
export const produce = api({
  key: 0,
  name: "Produce",
  versions: [3, 13],
  flexibleSince: 9,
  isAnswered: ({ acks }) => acks !== 0,
  request: {
    transactionalId: nullableString(),
    acks: int16(),
    timeoutMs: int32(),
    topicData: array({
      name: string({ until: 12, ignorable: true }),
      topicId: uuid({ since: 13, ignorable: true }),
      partitionData: array({
        index: int32(),
        records: records(),
      }),
    }),
  },
  response: {
    responses: array({
      name: string({ until: 12, ignorable: true }),
      topicId: uuid({ since: 13, ignorable: true }),
      partitionResponses: array({
        index: int32(),
        errorCode: int16(),
        baseOffset: int64(),
        logAppendTimeMs: int64({ default: -1n }),
        logStartOffset: int64({ since: 5, default: -1n, ignorable: true }),
        recordErrors: array({
          batchIndex: int32(),
          batchIndexErrorMessage: nullableString(),
        }, { since: 8, ignorable: true }),
        errorMessage: nullableString({ since: 8, ignorable: true }),
        currentLeader: struct({
          leaderId: int32({ default: -1 }),
          leaderEpoch: int32({ default: -1 }),
        }, { since: 10, tag: 0 }),
      }),
    }),
    throttleTimeMs: int32(),
    nodeEndpoints: array({
      nodeId: int32(),
      host: string(),
      port: int32(),
      rack: nullableString(),
    }, { since: 10, tag: 0 }),
  },
});
