import type { AnyApiHandler } from "../api.ts";

/** Loads the handler of an API, by its key; see `lazyApis`. */
export const lazyHandlers: Readonly<Record<number, () => Promise<AnyApiHandler>>> = {
  8: async () => (await import("./08_offset_commit.ts")).offsetCommitHandler,
  9: async () => (await import("./09_offset_fetch.ts")).offsetFetchHandler,
  10: async () => (await import("./10_find_coordinator.ts")).findCoordinatorHandler,
  11: async () => (await import("./11_join_group.ts")).joinGroupHandler,
  12: async () => (await import("./12_heartbeat.ts")).heartbeatHandler,
  13: async () => (await import("./13_leave_group.ts")).leaveGroupHandler,
  14: async () => (await import("./14_sync_group.ts")).syncGroupHandler,
  15: async () => (await import("./15_describe_groups.ts")).describeGroupsHandler,
  16: async () => (await import("./16_list_groups.ts")).listGroupsHandler,
  20: async () => (await import("./20_delete_topics.ts")).deleteTopicsHandler,
  21: async () => (await import("./21_delete_records.ts")).deleteRecordsHandler,
  23: async () => (await import("./23_offset_for_leader_epoch.ts")).offsetForLeaderEpochHandler,
  29: async () => (await import("./29_describe_acls.ts")).describeAclsHandler,
  30: async () => (await import("./30_create_acls.ts")).createAclsHandler,
  31: async () => (await import("./31_delete_acls.ts")).deleteAclsHandler,
  32: async () => (await import("./32_describe_configs.ts")).describeConfigsHandler,
  33: async () => (await import("./33_alter_configs.ts")).alterConfigsHandler,
  34: async () => (await import("./34_alter_replica_log_dirs.ts")).alterReplicaLogDirsHandler,
  35: async () => (await import("./35_describe_log_dirs.ts")).describeLogDirsHandler,
  37: async () => (await import("./37_create_partitions.ts")).createPartitionsHandler,
  38: async () => (await import("./38_create_delegation_token.ts")).createDelegationTokenHandler,
  39: async () => (await import("./39_renew_delegation_token.ts")).renewDelegationTokenHandler,
  40: async () => (await import("./40_expire_delegation_token.ts")).expireDelegationTokenHandler,
  41: async () =>
    (await import("./41_describe_delegation_token.ts")).describeDelegationTokenHandler,
  42: async () => (await import("./42_delete_groups.ts")).deleteGroupsHandler,
  43: async () => (await import("./43_elect_leaders.ts")).electLeadersHandler,
  44: async () =>
    (await import("./44_incremental_alter_configs.ts")).incrementalAlterConfigsHandler,
  45: async () =>
    (await import("./45_alter_partition_reassignments.ts")).alterPartitionReassignmentsHandler,
  46: async () =>
    (await import("./46_list_partition_reassignments.ts")).listPartitionReassignmentsHandler,
  47: async () => (await import("./47_offset_delete.ts")).offsetDeleteHandler,
  48: async () => (await import("./48_describe_client_quotas.ts")).describeClientQuotasHandler,
  49: async () => (await import("./49_alter_client_quotas.ts")).alterClientQuotasHandler,
  50: async () =>
    (await import("./50_describe_user_scram_credentials.ts")).describeUserScramCredentialsHandler,
  51: async () =>
    (await import("./51_alter_user_scram_credentials.ts")).alterUserScramCredentialsHandler,
  60: async () => (await import("./60_describe_cluster.ts")).describeClusterHandler,
  61: async () => (await import("./61_describe_producers.ts")).describeProducersHandler,
  65: async () => (await import("./65_describe_transactions.ts")).describeTransactionsHandler,
  66: async () => (await import("./66_list_transactions.ts")).listTransactionsHandler,
  74: async () => (await import("./74_list_config_resources.ts")).listConfigResourcesHandler,
};
