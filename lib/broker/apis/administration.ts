import type { AnyApiHandler } from "../api.ts";
import type { ServedApi } from "./registry.ts";

/** What the registry says of an API before its handler is loaded. */
type Row = readonly [
  key: number,
  name: string,
  flexibleSince: number,
  minVersion: number,
  maxVersion: number,
];

/**
 * The APIs that neither a producer nor a consumer needs. Their handlers and messages are half of
 * all modules of the broker, so they are loaded at the first request and not before the start.
 */
export const administration: readonly ServedApi[] = [
  later(
    [15, "DescribeGroups", 5, 0, 5],
    async () => (await import("./15_describe_groups.ts")).describeGroupsHandler,
  ),
  later(
    [16, "ListGroups", 3, 0, 5],
    async () => (await import("./16_list_groups.ts")).listGroupsHandler,
  ),
  later(
    [20, "DeleteTopics", 4, 0, 6],
    async () => (await import("./20_delete_topics.ts")).deleteTopicsHandler,
  ),
  later(
    [21, "DeleteRecords", 2, 0, 2],
    async () => (await import("./21_delete_records.ts")).deleteRecordsHandler,
  ),
  later(
    [23, "OffsetForLeaderEpoch", 4, 2, 4],
    async () => (await import("./23_offset_for_leader_epoch.ts")).offsetForLeaderEpochHandler,
  ),
  later(
    [29, "DescribeAcls", 2, 1, 3],
    async () => (await import("./29_describe_acls.ts")).describeAclsHandler,
  ),
  later(
    [30, "CreateAcls", 2, 1, 3],
    async () => (await import("./30_create_acls.ts")).createAclsHandler,
  ),
  later(
    [31, "DeleteAcls", 2, 1, 3],
    async () => (await import("./31_delete_acls.ts")).deleteAclsHandler,
  ),
  later(
    [32, "DescribeConfigs", 4, 1, 4],
    async () => (await import("./32_describe_configs.ts")).describeConfigsHandler,
  ),
  later(
    [33, "AlterConfigs", 2, 0, 2],
    async () => (await import("./33_alter_configs.ts")).alterConfigsHandler,
  ),
  later(
    [34, "AlterReplicaLogDirs", 2, 1, 2],
    async () => (await import("./34_alter_replica_log_dirs.ts")).alterReplicaLogDirsHandler,
  ),
  later(
    [35, "DescribeLogDirs", 2, 1, 4],
    async () => (await import("./35_describe_log_dirs.ts")).describeLogDirsHandler,
  ),
  later(
    [37, "CreatePartitions", 2, 0, 3],
    async () => (await import("./37_create_partitions.ts")).createPartitionsHandler,
  ),
  later(
    [38, "CreateDelegationToken", 2, 1, 3],
    async () => (await import("./38_create_delegation_token.ts")).createDelegationTokenHandler,
  ),
  later(
    [39, "RenewDelegationToken", 2, 1, 2],
    async () => (await import("./39_renew_delegation_token.ts")).renewDelegationTokenHandler,
  ),
  later(
    [40, "ExpireDelegationToken", 2, 1, 2],
    async () => (await import("./40_expire_delegation_token.ts")).expireDelegationTokenHandler,
  ),
  later(
    [41, "DescribeDelegationToken", 2, 1, 3],
    async () => (await import("./41_describe_delegation_token.ts")).describeDelegationTokenHandler,
  ),
  later(
    [42, "DeleteGroups", 2, 0, 2],
    async () => (await import("./42_delete_groups.ts")).deleteGroupsHandler,
  ),
  later(
    [43, "ElectLeaders", 2, 0, 2],
    async () => (await import("./43_elect_leaders.ts")).electLeadersHandler,
  ),
  later(
    [44, "IncrementalAlterConfigs", 1, 0, 1],
    async () => (await import("./44_incremental_alter_configs.ts")).incrementalAlterConfigsHandler,
  ),
  later(
    [45, "AlterPartitionReassignments", 0, 0, 1],
    async () =>
      (await import("./45_alter_partition_reassignments.ts")).alterPartitionReassignmentsHandler,
  ),
  later(
    [46, "ListPartitionReassignments", 0, 0, 0],
    async () =>
      (await import("./46_list_partition_reassignments.ts")).listPartitionReassignmentsHandler,
  ),
  later(
    [47, "OffsetDelete", Infinity, 0, 0],
    async () => (await import("./47_offset_delete.ts")).offsetDeleteHandler,
  ),
  later(
    [48, "DescribeClientQuotas", 1, 0, 1],
    async () => (await import("./48_describe_client_quotas.ts")).describeClientQuotasHandler,
  ),
  later(
    [49, "AlterClientQuotas", 1, 0, 1],
    async () => (await import("./49_alter_client_quotas.ts")).alterClientQuotasHandler,
  ),
  later(
    [50, "DescribeUserScramCredentials", 0, 0, 0],
    async () =>
      (await import("./50_describe_user_scram_credentials.ts")).describeUserScramCredentialsHandler,
  ),
  later(
    [51, "AlterUserScramCredentials", 0, 0, 0],
    async () =>
      (await import("./51_alter_user_scram_credentials.ts")).alterUserScramCredentialsHandler,
  ),
  later(
    [60, "DescribeCluster", 0, 0, 1],
    async () => (await import("./60_describe_cluster.ts")).describeClusterHandler,
  ),
  later(
    [61, "DescribeProducers", 0, 0, 0],
    async () => (await import("./61_describe_producers.ts")).describeProducersHandler,
  ),
  later(
    [65, "DescribeTransactions", 0, 0, 0],
    async () => (await import("./65_describe_transactions.ts")).describeTransactionsHandler,
  ),
  later(
    [66, "ListTransactions", 0, 0, 2],
    async () => (await import("./66_list_transactions.ts")).listTransactionsHandler,
  ),
  later(
    [74, "ListConfigResources", 0, 0, 1],
    async () => (await import("./74_list_config_resources.ts")).listConfigResourcesHandler,
  ),
];

function later(row: Row, load: () => Promise<AnyApiHandler>): ServedApi {
  const [key, name, flexibleSince, minVersion, maxVersion] = row;
  return { key, name, flexibleSince, minVersion, maxVersion, load };
}
