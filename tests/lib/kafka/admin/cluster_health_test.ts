import assert from "node:assert/strict";
import { clusterHealth, type Health } from "../../../../lib/kafka/admin/cluster_health.ts";
import { KafkaClient } from "../../../../lib/kafka/client.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { describeCluster } from "../../../../lib/wire/messages/60_describe_cluster.ts";
import type { Input, ResponseOf } from "../../../../lib/wire/schema/schema.ts";
import { closedAddress } from "../../../support/peers/listener.ts";
import { on, type Script, scriptedBroker } from "../../../support/peers/scripted_broker.ts";

type Answer = Input<ResponseOf<typeof metadata>>;

/** Returns the health of a cluster whose broker 1 is up and adds `answer` to its metadata. */
async function healthOf(answer: Answer, ...scripts: readonly Script[]): Promise<Health> {
  const broker = scriptedBroker([
    on(metadata, () => ({
      controllerId: 1,
      ...answer,
      brokers: [{ nodeId: 1, ...broker.address }, ...(answer.brokers ?? [])],
    })),
    ...scripts,
  ]);
  await using _ = broker;
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  return await clusterHealth(client);
}

const good = { partitionIndex: 0, leaderId: 1, replicaNodes: [1], isrNodes: [1] };

Deno.test("clusterHealth() is healthy if there are no problems", async () => {
  const health = await healthOf({ clusterId: "c", topics: [{ name: "a", partitions: [good] }] });
  assert.equal(health.healthy, true);
  assert.deepEqual(health.reasons, []);
  assert.deepEqual([health.clusterId, health.controller], ["c", 1]);
  assert.deepEqual([health.topicCount, health.partitionCount], [1, 1]);
  assert.deepEqual(health.brokers.map(({ id, isUp }) => [id, isUp]), [[1, true]]);
});

Deno.test("clusterHealth() reports a missing controller", async () => {
  const health = await healthOf({ controllerId: -1 });
  assert.deepEqual(health.reasons, ["no_elected_controller"]);
  assert.equal(health.controller, null);
});

Deno.test("clusterHealth() reports a broker that does not respond", async () => {
  const { host, port } = closedAddress();
  const health = await healthOf({ brokers: [{ nodeId: 2, host, port }] });
  assert.deepEqual(health.reasons, ["nodes_down"]);
  assert.deepEqual(health.brokers[1], {
    id: 2,
    host,
    port,
    rack: null,
    isUp: false,
    problem: "connection refused",
  });
});

Deno.test("clusterHealth() reports a broker that is known only from replicas", async () => {
  const partition = { ...good, replicaNodes: [1, 7], isrNodes: [1] };
  const health = await healthOf({ topics: [{ name: "a", partitions: [partition] }] });
  assert.deepEqual(health.reasons, ["nodes_down", "under_replicated_partitions"]);
  assert.deepEqual(health.underReplicated, [
    { topic: "a", partition: 0, replicas: [1, 7], inSyncReplicas: [1] },
  ]);
  assert.deepEqual(health.brokers.map(({ id, isUp, host }) => [id, isUp, host]), [
    [1, true, "127.0.0.1"],
    [7, false, null],
  ]);
});

Deno.test("clusterHealth() reports a registered broker that is not running", async () => {
  const health = await healthOf(
    {},
    on(describeCluster, () => ({
      clusterId: "c",
      brokers: [
        { brokerId: 1, host: "a", port: 1, isFenced: false },
        { brokerId: 2, host: "b", port: 2, isFenced: true },
      ],
    })),
  );
  assert.deepEqual(health.reasons, ["nodes_down"]);
  assert.deepEqual(health.brokers.map(({ id, isUp, host }) => [id, isUp, host]), [
    [1, true, "127.0.0.1"],
    [2, false, "b"],
  ]);
});

Deno.test("clusterHealth() distinguishes leaderless and offline partitions", async () => {
  const leaderless = { ...good, leaderId: -1, replicaNodes: [1, 7], isrNodes: [7] };
  const offline = { ...good, partitionIndex: 1, leaderId: -1, replicaNodes: [7], isrNodes: [7] };
  const broken = { ...good, partitionIndex: 2, leaderId: -1, isrNodes: [], offlineReplicas: [1] };
  const health = await healthOf({
    topics: [
      { name: "b", partitions: [good] },
      { name: "a", partitions: [leaderless, offline, broken] },
    ],
  });
  assert.deepEqual(health.reasons, ["nodes_down", "leaderless_partitions"]);
  assert.deepEqual(health.leaderless.map(({ topic, partition }) => [topic, partition]), [
    ["a", 0],
    ["a", 1],
    ["a", 2],
  ]);
  assert.deepEqual(health.offline.map(({ partition }) => partition), [1, 2]);
  assert.deepEqual(health.underReplicated, []);
});

Deno.test("clusterHealth() ignores a topic that it is not allowed to describe", async () => {
  const health = await healthOf({ topics: [{ name: "secret", errorCode: 29 }] });
  assert.equal(health.healthy, true);
});
