import type { AnyApi } from "../../wire/schema.ts";
import type { AnyApiHandler } from "../api.ts";
import { produceHandler } from "./00_produce.ts";
import { fetchHandler } from "./01_fetch.ts";
import { listOffsetsHandler } from "./02_list_offsets.ts";
import { metadataHandler } from "./03_metadata.ts";
import { offsetCommitHandler } from "./08_offset_commit.ts";
import { offsetFetchHandler } from "./09_offset_fetch.ts";
import { findCoordinatorHandler } from "./10_find_coordinator.ts";
import { joinGroupHandler } from "./11_join_group.ts";
import { heartbeatHandler } from "./12_heartbeat.ts";
import { leaveGroupHandler } from "./13_leave_group.ts";
import { syncGroupHandler } from "./14_sync_group.ts";
import { describeGroupsHandler } from "./15_describe_groups.ts";
import { listGroupsHandler } from "./16_list_groups.ts";
import { apiVersionsHandler } from "./18_api_versions.ts";
import { createTopicsHandler } from "./19_create_topics.ts";
import { deleteTopicsHandler } from "./20_delete_topics.ts";
import { deleteRecordsHandler } from "./21_delete_records.ts";
import { initProducerIdHandler } from "./22_init_producer_id.ts";
import { offsetForLeaderEpochHandler } from "./23_offset_for_leader_epoch.ts";
import { describeAclsHandler } from "./29_describe_acls.ts";
import { createAclsHandler } from "./30_create_acls.ts";
import { deleteAclsHandler } from "./31_delete_acls.ts";
import { describeConfigsHandler } from "./32_describe_configs.ts";
import { alterConfigsHandler } from "./33_alter_configs.ts";
import { alterReplicaLogDirsHandler } from "./34_alter_replica_log_dirs.ts";
import { describeLogDirsHandler } from "./35_describe_log_dirs.ts";
import { createPartitionsHandler } from "./37_create_partitions.ts";
import { createDelegationTokenHandler } from "./38_create_delegation_token.ts";
import { renewDelegationTokenHandler } from "./39_renew_delegation_token.ts";
import { expireDelegationTokenHandler } from "./40_expire_delegation_token.ts";
import { describeDelegationTokenHandler } from "./41_describe_delegation_token.ts";
import { deleteGroupsHandler } from "./42_delete_groups.ts";
import { electLeadersHandler } from "./43_elect_leaders.ts";
import { incrementalAlterConfigsHandler } from "./44_incremental_alter_configs.ts";
import { alterPartitionReassignmentsHandler } from "./45_alter_partition_reassignments.ts";
import { listPartitionReassignmentsHandler } from "./46_list_partition_reassignments.ts";
import { offsetDeleteHandler } from "./47_offset_delete.ts";
import { describeClientQuotasHandler } from "./48_describe_client_quotas.ts";
import { alterClientQuotasHandler } from "./49_alter_client_quotas.ts";
import { describeUserScramCredentialsHandler } from "./50_describe_user_scram_credentials.ts";
import { alterUserScramCredentialsHandler } from "./51_alter_user_scram_credentials.ts";
import { describeClusterHandler } from "./60_describe_cluster.ts";
import { describeProducersHandler } from "./61_describe_producers.ts";
import { describeTransactionsHandler } from "./65_describe_transactions.ts";
import { listTransactionsHandler } from "./66_list_transactions.ts";
import { listConfigResourcesHandler } from "./74_list_config_resources.ts";

/** An API in the versions that are really served, with what serves it. */
export interface ServedApi extends AnyApi {
  readonly handler: AnyApiHandler;
}

/** The APIs of a broker, by key. */
export interface ApiRegistry {
  readonly byKey: ReadonlyMap<number, ServedApi>;
}

/**
 * Every API that this broker serves; ApiVersions is read off this table.
 *
 * Access control, quotas, SCRAM users, delegation tokens and moves between brokers do not exist
 * here: these APIs answer as Kafka does where they are switched off or have nothing to do, so that
 * admin tools get an answer. Left out on purpose: transactions (24-28), SASL (17, 36), the new
 * group protocol (68, 69), share and streams groups (76 and up), the controllers' side (55, 57,
 * 64), since no client needs them in its default configuration; telemetry (71, 72), since clients
 * push metrics only where it is offered; DescribeTopicPartitions (75), since tools fall back to
 * Metadata.
 */
const handlers: readonly AnyApiHandler[] = [
  produceHandler,
  fetchHandler,
  listOffsetsHandler,
  metadataHandler,
  offsetCommitHandler,
  offsetFetchHandler,
  findCoordinatorHandler,
  joinGroupHandler,
  heartbeatHandler,
  leaveGroupHandler,
  syncGroupHandler,
  describeGroupsHandler,
  listGroupsHandler,
  apiVersionsHandler(() => handlers),
  createTopicsHandler,
  deleteTopicsHandler,
  deleteRecordsHandler,
  initProducerIdHandler,
  offsetForLeaderEpochHandler,
  describeAclsHandler,
  createAclsHandler,
  deleteAclsHandler,
  describeConfigsHandler,
  alterConfigsHandler,
  alterReplicaLogDirsHandler,
  describeLogDirsHandler,
  createPartitionsHandler,
  createDelegationTokenHandler,
  renewDelegationTokenHandler,
  expireDelegationTokenHandler,
  describeDelegationTokenHandler,
  deleteGroupsHandler,
  electLeadersHandler,
  incrementalAlterConfigsHandler,
  alterPartitionReassignmentsHandler,
  listPartitionReassignmentsHandler,
  offsetDeleteHandler,
  describeClientQuotasHandler,
  alterClientQuotasHandler,
  describeUserScramCredentialsHandler,
  alterUserScramCredentialsHandler,
  describeClusterHandler,
  describeProducersHandler,
  describeTransactionsHandler,
  listTransactionsHandler,
  listConfigResourcesHandler,
];

/** The table by key, each API in the range that is both advertised and known to the codec. */
export const registry: ApiRegistry = {
  byKey: new Map(handlers.map((handler) => [handler.api.key, served(handler)])),
};

function served(handler: AnyApiHandler): ServedApi {
  const { key, name, flexibleSince } = handler.api;
  return {
    key,
    name,
    flexibleSince,
    minVersion: Math.max(handler.minVersion, handler.api.minVersion),
    maxVersion: handler.maxVersion,
    handler,
  };
}
