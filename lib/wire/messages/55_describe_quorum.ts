import {
  array,
  int16,
  int32,
  int64,
  nullableString,
  string,
  uint16,
  uuid,
} from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/** A voter or an observer of the quorum. */
const replicas = {
  replicaId: int32(),
  replicaDirectoryId: uuid({ since: 2, ignorable: true }),
  logEndOffset: int64(),
  lastFetchTimestamp: int64({ since: 1, default: -1n, ignorable: true }),
  lastCaughtUpTimestamp: int64({ since: 1, default: -1n, ignorable: true }),
};

/**
 * The controllers of a cluster with KRaft, KIP-595.
 *
 * Version 1 adds the times of the last fetch, which for the leader is its current time (KIP-836), 2
 * the directories and the addresses of the controllers (KIP-853).
 */
export const describeQuorum = api({
  key: 55,
  name: "DescribeQuorum",
  versions: [0, 2],
  flexibleSince: 0,
  request: {
    topics: array({
      topicName: string(),
      partitions: array({
        partitionIndex: int32(),
      }),
    }),
  },
  response: {
    errorCode: int16(),
    errorMessage: nullableString({ since: 2, ignorable: true }),
    topics: array({
      topicName: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        errorMessage: nullableString({ since: 2, ignorable: true }),
        leaderId: int32(),
        leaderEpoch: int32(),
        highWatermark: int64(),
        currentVoters: array(replicas),
        observers: array(replicas),
      }),
    }),
    nodes: array({
      nodeId: int32(),
      listeners: array({
        name: string(),
        host: string(),
        port: uint16(),
      }),
    }, { since: 2, ignorable: true }),
  },
});
