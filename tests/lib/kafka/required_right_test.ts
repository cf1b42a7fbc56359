import assert from "node:assert/strict";
import {
  missingRight,
  missingRightHint,
  requiredRight,
} from "../../../lib/kafka/required_right.ts";
import { errorCodes } from "../../../lib/wire/errors.ts";
import { produce } from "../../../lib/wire/messages/00_produce.ts";
import { fetchApi } from "../../../lib/wire/messages/01_fetch.ts";
import { listOffsets } from "../../../lib/wire/messages/02_list_offsets.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { offsetCommit } from "../../../lib/wire/messages/08_offset_commit.ts";
import { offsetFetch } from "../../../lib/wire/messages/09_offset_fetch.ts";
import { findCoordinator } from "../../../lib/wire/messages/10_find_coordinator.ts";
import { joinGroup } from "../../../lib/wire/messages/11_join_group.ts";
import { heartbeat } from "../../../lib/wire/messages/12_heartbeat.ts";
import { leaveGroup } from "../../../lib/wire/messages/13_leave_group.ts";
import { syncGroup } from "../../../lib/wire/messages/14_sync_group.ts";
import { describeGroups } from "../../../lib/wire/messages/15_describe_groups.ts";
import { listGroups } from "../../../lib/wire/messages/16_list_groups.ts";
import { saslHandshake } from "../../../lib/wire/messages/17_sasl_handshake.ts";
import { createTopics } from "../../../lib/wire/messages/19_create_topics.ts";
import { deleteTopics } from "../../../lib/wire/messages/20_delete_topics.ts";
import { deleteRecords } from "../../../lib/wire/messages/21_delete_records.ts";
import { initProducerId } from "../../../lib/wire/messages/22_init_producer_id.ts";
import { writeTxnMarkers } from "../../../lib/wire/messages/27_write_txn_markers.ts";
import { describeAcls } from "../../../lib/wire/messages/29_describe_acls.ts";
import { createAcls } from "../../../lib/wire/messages/30_create_acls.ts";
import { deleteAcls } from "../../../lib/wire/messages/31_delete_acls.ts";
import { describeClientQuotas } from "../../../lib/wire/messages/48_describe_client_quotas.ts";
import { alterClientQuotas } from "../../../lib/wire/messages/49_alter_client_quotas.ts";
import {
  describeUserScramCredentials,
} from "../../../lib/wire/messages/50_describe_user_scram_credentials.ts";
import {
  alterUserScramCredentials,
} from "../../../lib/wire/messages/51_alter_user_scram_credentials.ts";
import { describeProducers } from "../../../lib/wire/messages/61_describe_producers.ts";
import { describeTransactions } from "../../../lib/wire/messages/65_describe_transactions.ts";
import { describeConfigs } from "../../../lib/wire/messages/32_describe_configs.ts";
import { describeLogDirs } from "../../../lib/wire/messages/35_describe_log_dirs.ts";
import { createPartitions } from "../../../lib/wire/messages/37_create_partitions.ts";
import { deleteGroups } from "../../../lib/wire/messages/42_delete_groups.ts";
import {
  incrementalAlterConfigs,
} from "../../../lib/wire/messages/44_incremental_alter_configs.ts";
import { offsetDelete } from "../../../lib/wire/messages/47_offset_delete.ts";
import { consumerGroupDescribe } from "../../../lib/wire/messages/69_consumer_group_describe.ts";

const {
  TOPIC_AUTHORIZATION_FAILED: topicCode,
  GROUP_AUTHORIZATION_FAILED: groupCode,
  CLUSTER_AUTHORIZATION_FAILED: clusterCode,
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: transactionalCode,
} = errorCodes;

/** The rights by request, in the table "Operations and Resources on Protocols" of Kafka's docs. */
const table = [
  [produce, topicCode, 'Write on topic "t"'],
  [produce, clusterCode, "IdempotentWrite on the cluster"],
  [fetchApi, topicCode, 'Read on topic "t"'],
  [listOffsets, topicCode, 'Describe on topic "t"'],
  [metadata, topicCode, 'Describe on topic "t"'],
  [offsetCommit, topicCode, 'Read on topic "t"'],
  [offsetCommit, groupCode, 'Read on group "g"'],
  [offsetFetch, topicCode, 'Describe on topic "t"'],
  [offsetFetch, groupCode, 'Describe on group "g"'],
  [findCoordinator, groupCode, 'Describe on group "g"'],
  [joinGroup, groupCode, 'Read on group "g"'],
  [heartbeat, groupCode, 'Read on group "g"'],
  [leaveGroup, groupCode, 'Read on group "g"'],
  [syncGroup, groupCode, 'Read on group "g"'],
  [describeGroups, groupCode, 'Describe on group "g"'],
  [listGroups, clusterCode, "Describe on the cluster"],
  [createTopics, topicCode, 'Create on topic "t", or Create on the cluster'],
  [createTopics, clusterCode, "Create on the cluster"],
  [deleteTopics, topicCode, 'Delete on topic "t"'],
  [deleteRecords, topicCode, 'Delete on topic "t"'],
  [initProducerId, clusterCode, "IdempotentWrite on the cluster, or Write on any topic"],
  [describeConfigs, topicCode, 'DescribeConfigs on topic "t"'],
  [describeLogDirs, clusterCode, "Describe on the cluster"],
  [createPartitions, topicCode, 'Alter on topic "t"'],
  [deleteGroups, groupCode, 'Delete on group "g"'],
  [incrementalAlterConfigs, topicCode, 'AlterConfigs on topic "t"'],
  [initProducerId, transactionalCode, 'Write on transactional id "x"'],
  [writeTxnMarkers, clusterCode, "Alter on the cluster, or ClusterAction on the cluster"],
  [findCoordinator, transactionalCode, 'Describe on transactional id "x"'],
  [describeAcls, clusterCode, "Describe on the cluster"],
  [createAcls, clusterCode, "Alter on the cluster"],
  [deleteAcls, clusterCode, "Alter on the cluster"],
  [describeClientQuotas, clusterCode, "DescribeConfigs on the cluster"],
  [alterClientQuotas, clusterCode, "AlterConfigs on the cluster"],
  [describeUserScramCredentials, clusterCode, "Describe on the cluster"],
  [alterUserScramCredentials, clusterCode, "Alter on the cluster"],
  [describeProducers, topicCode, 'Read on topic "t"'],
  [describeTransactions, transactionalCode, 'Describe on transactional id "x"'],
  [offsetDelete, topicCode, 'Read on topic "t"'],
  [offsetDelete, groupCode, 'Delete on group "g"'],
  [consumerGroupDescribe, topicCode, 'Describe on topic "t"'],
  [consumerGroupDescribe, groupCode, 'Describe on group "g"'],
] as const;

for (const [api, code, text] of table) {
  Deno.test(`missingRight() returns ${text} for error ${code} of ${api.name}`, () => {
    assert.equal(
      missingRight(code, { api, topic: "t", group: "g", transactionalId: "x" })?.text,
      text,
    );
  });
}

Deno.test("missingRight() returns null for another error", () => {
  assert.equal(missingRight(0, { api: fetchApi, topic: "t" }), null);
  assert.equal(
    missingRight(errorCodes.NOT_LEADER_OR_FOLLOWER, { api: fetchApi, topic: "t" }),
    null,
  );
});

Deno.test("missingRight() returns null if the table does not have the request", () => {
  assert.equal(missingRight(clusterCode, { api: saslHandshake }), null);
});

Deno.test("missingRight() returns null if the topic is not known", () => {
  assert.equal(missingRight(topicCode, { api: consumerGroupDescribe, group: "g" }), null);
});

Deno.test("missingRight() escapes control characters in a name", () => {
  const right = missingRight(groupCode, { api: offsetFetch, group: "a\u001b[2J" });
  assert.equal(right?.text, 'Describe on group "a\\u001b[2J"');
});

Deno.test("missingRightHint() names the rights that include the missing one", () => {
  assert.equal(
    missingRightHint(requiredRight("Describe", "topic", "t")),
    "Ask an administrator of the cluster for this right, or for Read, Write, Delete or Alter, " +
      "which include it",
  );
  assert.equal(
    missingRightHint(requiredRight("Write", "topic", "t")),
    "Ask an administrator of the cluster for this right",
  );
});
