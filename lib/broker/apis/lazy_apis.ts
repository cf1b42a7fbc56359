import type { AnyApiHandler, ServedApi } from "../api.ts";

/** An API as the registry lists it before its handler is loaded. */
type ApiRow = readonly [
  key: number,
  name: string,
  flexibleSince: number,
  minVersion: number,
  maxVersion: number,
];

const rows: readonly ApiRow[] = [
  [8, "OffsetCommit", 8, 2, 9],
  [9, "OffsetFetch", 6, 1, 9],
  [10, "FindCoordinator", 3, 0, 4],
  [11, "JoinGroup", 6, 0, 9],
  [12, "Heartbeat", 4, 0, 4],
  [13, "LeaveGroup", 4, 0, 5],
  [14, "SyncGroup", 4, 0, 5],
  [15, "DescribeGroups", 5, 0, 5],
  [16, "ListGroups", 3, 0, 5],
  [20, "DeleteTopics", 4, 0, 6],
  [21, "DeleteRecords", 2, 0, 2],
  [23, "OffsetForLeaderEpoch", 4, 2, 4],
  [29, "DescribeAcls", 2, 1, 3],
  [30, "CreateAcls", 2, 1, 3],
  [31, "DeleteAcls", 2, 1, 3],
  [32, "DescribeConfigs", 4, 1, 4],
  [33, "AlterConfigs", 2, 0, 2],
  [34, "AlterReplicaLogDirs", 2, 1, 2],
  [35, "DescribeLogDirs", 2, 1, 4],
  [37, "CreatePartitions", 2, 0, 3],
  [38, "CreateDelegationToken", 2, 1, 3],
  [39, "RenewDelegationToken", 2, 1, 2],
  [40, "ExpireDelegationToken", 2, 1, 2],
  [41, "DescribeDelegationToken", 2, 1, 3],
  [42, "DeleteGroups", 2, 0, 2],
  [43, "ElectLeaders", 2, 0, 2],
  [44, "IncrementalAlterConfigs", 1, 0, 1],
  [45, "AlterPartitionReassignments", 0, 0, 1],
  [46, "ListPartitionReassignments", 0, 0, 0],
  [47, "OffsetDelete", Infinity, 0, 0],
  [48, "DescribeClientQuotas", 1, 0, 1],
  [49, "AlterClientQuotas", 1, 0, 1],
  [50, "DescribeUserScramCredentials", 0, 0, 0],
  [51, "AlterUserScramCredentials", 0, 0, 0],
  [60, "DescribeCluster", 0, 0, 1],
  [61, "DescribeProducers", 0, 0, 0],
  [65, "DescribeTransactions", 0, 0, 0],
  [66, "ListTransactions", 0, 0, 2],
  [74, "ListConfigResources", 0, 0, 1],
];

/**
 * The APIs of consumer groups and of administration. Their handlers and messages are more than half
 * of all modules of the broker, so each is loaded at its first request and not before the start.
 */
export const lazyApis: readonly ServedApi[] = rows.map(lazyApi);

function lazyApi([key, name, flexibleSince, minVersion, maxVersion]: ApiRow): ServedApi {
  let handler: AnyApiHandler | undefined;
  const load = async (): Promise<AnyApiHandler> => {
    const { lazyHandlers } = await (import("./lazy_handlers.ts" as string) as Promise<
      typeof import("./lazy_handlers.ts")
    >);
    return handler = await lazyHandlers[key]!();
  };
  return { key, name, flexibleSince, minVersion, maxVersion, load: () => handler ?? load() };
}
