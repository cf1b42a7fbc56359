import type { AnyApiHandler } from "../api.ts";
import type { ServedApi } from "./registry.ts";

/** The values of an API that are known before its handler is loaded. */
type Row = readonly [
  key: number,
  name: string,
  flexibleSince: number,
  minVersion: number,
  maxVersion: number,
];

/**
 * The APIs that neither a producer nor a consumer needs. Their handlers and messages are half of
 * all modules of the broker, so each is loaded at its first request and not at the start.
 */
export const administration: readonly ServedApi[] = [
  loadedLater(
    [15, "DescribeGroups", 5, 0, 5],
    async () => (await import("./15_describe_groups.ts")).describeGroupsHandler,
  ),
  loadedLater(
    [16, "ListGroups", 3, 0, 5],
    async () => (await import("./16_list_groups.ts")).listGroupsHandler,
  ),
  loadedLater(
    [20, "DeleteTopics", 4, 0, 6],
    async () => (await import("./20_delete_topics.ts")).deleteTopicsHandler,
  ),
  loadedLater(
    [21, "DeleteRecords", 2, 0, 2],
    async () => (await import("./21_delete_records.ts")).deleteRecordsHandler,
  ),
  loadedLater(
    [23, "OffsetForLeaderEpoch", 4, 2, 4],
    async () => (await import("./23_offset_for_leader_epoch.ts")).offsetForLeaderEpochHandler,
  ),
  loadedLater(
    [29, "DescribeAcls", 2, 1, 3],
    async () => (await import("./29_describe_acls.ts")).describeAclsHandler,
  ),
  loadedLater(
    [30, "CreateAcls", 2, 1, 3],
    async () => (await import("./30_create_acls.ts")).createAclsHandler,
  ),
  loadedLater(
    [31, "DeleteAcls", 2, 1, 3],
    async () => (await import("./31_delete_acls.ts")).deleteAclsHandler,
  ),
  loadedLater(
    [32, "DescribeConfigs", 4, 1, 4],
    async () => (await import("./32_describe_configs.ts")).describeConfigsHandler,
  ),
  loadedLater(
    [33, "AlterConfigs", 2, 0, 2],
    async () => (await import("./33_alter_configs.ts")).alterConfigsHandler,
  ),
  loadedLater(
    [34, "AlterReplicaLogDirs", 2, 1, 2],
    async () => (await import("./34_alter_replica_log_dirs.ts")).alterReplicaLogDirsHandler,
  ),
  loadedLater(
    [35, "DescribeLogDirs", 2, 1, 4],
    async () => (await import("./35_describe_log_dirs.ts")).describeLogDirsHandler,
  ),
  loadedLater(
    [37, "CreatePartitions", 2, 0, 3],
    async () => (await import("./37_create_partitions.ts")).createPartitionsHandler,
  ),
  loadedLater(
    [38, "CreateDelegationToken", 2, 1, 3],
    async () => (await import("./38_create_delegation_token.ts")).createDelegationTokenHandler,
  ),
  loadedLater(
    [39, "RenewDelegationToken", 2, 1, 2],
    async () => (await import("./39_renew_delegation_token.ts")).renewDelegationTokenHandler,
  ),
  loadedLater(
    [40, "ExpireDelegationToken", 2, 1, 2],
    async () => (await import("./40_expire_delegation_token.ts")).expireDelegationTokenHandler,
  ),
  loadedLater(
    [41, "DescribeDelegationToken", 2, 1, 3],
    async () => (await import("./41_describe_delegation_token.ts")).describeDelegationTokenHandler,
  ),
  loadedLater(
    [42, "DeleteGroups", 2, 0, 2],
    async () => (await import("./42_delete_groups.ts")).deleteGroupsHandler,
  ),
  loadedLater(
    [43, "ElectLeaders", 2, 0, 2],
    async () => (await import("./43_elect_leaders.ts")).electLeadersHandler,
  ),
  loadedLater(
    [44, "IncrementalAlterConfigs", 1, 0, 1],
    async () => (await import("./44_incremental_alter_configs.ts")).incrementalAlterConfigsHandler,
  ),
  loadedLater(
    [45, "AlterPartitionReassignments", 0, 0, 1],
    async () =>
      (await import("./45_alter_partition_reassignments.ts")).alterPartitionReassignmentsHandler,
  ),
  loadedLater(
    [46, "ListPartitionReassignments", 0, 0, 0],
    async () =>
      (await import("./46_list_partition_reassignments.ts")).listPartitionReassignmentsHandler,
  ),
  loadedLater(
    [47, "OffsetDelete", Infinity, 0, 0],
    async () => (await import("./47_offset_delete.ts")).offsetDeleteHandler,
  ),
  loadedLater(
    [48, "DescribeClientQuotas", 1, 0, 1],
    async () => (await import("./48_describe_client_quotas.ts")).describeClientQuotasHandler,
  ),
  loadedLater(
    [49, "AlterClientQuotas", 1, 0, 1],
    async () => (await import("./49_alter_client_quotas.ts")).alterClientQuotasHandler,
  ),
  loadedLater(
    [50, "DescribeUserScramCredentials", 0, 0, 0],
    async () =>
      (await import("./50_describe_user_scram_credentials.ts")).describeUserScramCredentialsHandler,
  ),
  loadedLater(
    [51, "AlterUserScramCredentials", 0, 0, 0],
    async () =>
      (await import("./51_alter_user_scram_credentials.ts")).alterUserScramCredentialsHandler,
  ),
  loadedLater(
    [60, "DescribeCluster", 0, 0, 1],
    async () => (await import("./60_describe_cluster.ts")).describeClusterHandler,
  ),
  loadedLater(
    [61, "DescribeProducers", 0, 0, 0],
    async () => (await import("./61_describe_producers.ts")).describeProducersHandler,
  ),
  loadedLater(
    [65, "DescribeTransactions", 0, 0, 0],
    async () => (await import("./65_describe_transactions.ts")).describeTransactionsHandler,
  ),
  loadedLater(
    [66, "ListTransactions", 0, 0, 2],
    async () => (await import("./66_list_transactions.ts")).listTransactionsHandler,
  ),
  loadedLater(
    [74, "ListConfigResources", 0, 0, 1],
    async () => (await import("./74_list_config_resources.ts")).listConfigResourcesHandler,
  ),
];

function loadedLater(row: Row, load: () => Promise<AnyApiHandler>): ServedApi {
  const [key, name, flexibleSince, minVersion, maxVersion] = row;
  return { key, name, flexibleSince, minVersion, maxVersion, load };
}
