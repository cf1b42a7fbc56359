import assert from "node:assert/strict";
import { awaitTopicsReady } from "../../../lib/kafka/admin/await_topics.ts";
import {
  clusterHealth,
  type Health,
  type TroubledPartition,
} from "../../../lib/kafka/admin/cluster_health.ts";
import { createTopics } from "../../../lib/kafka/admin/create_topics.ts";
import { listOffsets } from "../../../lib/kafka/admin/list_offsets.ts";
import { planReset } from "../../../lib/kafka/admin/reset_plan.ts";
import { resetTopic } from "../../../lib/kafka/admin/reset_topic.ts";
import type { KafkaClient } from "../../../lib/kafka/client.ts";
import { runCli } from "../../support/cli/cli.ts";
import { connect } from "../../support/brokers/client.ts";
import { startKafka } from "../../support/kafka/kafka.ts";
import { kcatConsume, kcatProduce } from "../../support/kafka/kcat.ts";
import { poll } from "../../support/poll.ts";

/** Returns the cluster's health once `isAwaited` returns true for it. */
function awaitHealth(
  client: KafkaClient,
  isAwaited: (health: Health) => boolean,
): Promise<Health> {
  return poll(async () => {
    const health = await clusterHealth(client);
    return isAwaited(health) ? health : undefined;
  }, () => "the cluster's health is not as awaited");
}

const replicated = { topic: "replicated", partition: 0 };
const single = { topic: "single", partition: 0 };

Deno.test("Admin requests survive the death of one of three brokers", async (t) => {
  await using cluster = await startKafka({ nodes: 3 });
  await using client = await connect(cluster.brokers);
  await createTopics(client, [
    {
      name: "replicated",
      partitions: 6,
      replicationFactor: 3,
      configs: { "max.message.bytes": "123456" },
    },
    { name: "single", assignments: [[3]] },
  ]);
  await awaitTopicsReady(client, ["replicated", "single"]);
  await t.step("clusterHealth() is healthy while all are up", () => checkHealthy(client));
  await t.step("resetTopic() restores six partitions of three replicas", async () => {
    const source = { brokers: cluster.brokers, topic: "replicated" };
    await kcatProduce(source, [{ key: null, value: "gone", partition: 4 }]);
    await checkReset(client);
    assert.deepEqual(await kcatConsume(source), []);
  });
  await cluster.kill(3);
  await t.step("listOffsets() finds the leaders that take over", () => checkOffsets(client));
  await t.step("clusterHealth() reports the broker that is down", () => checkIll(client));
  await t.step(
    "wah health exits with 10 and prints why",
    () => checkHealthCommand(cluster.brokers),
  );
  await t.step("wah topic list and describe show partitions without a leader", async () => {
    await checkTopicCommands(cluster.brokers);
  });
  await t.step("resetTopic() does not wait for the broker that is down", async () => {
    const plan = await planReset(client, "replicated");
    const report = await resetTopic(client, plan);
    assert.notEqual(report.topicId, plan.topicId);
  });
  await t.step("clusterHealth() is healthy again once the broker is back", async () => {
    await cluster.start(3);
    await checkHealthy(client);
    const [answer] = await listOffsets(client, [{ ...single, at: "latest" }]);
    assert.equal(answer?.offset, 0n);
    const result = await runCli(["health", "--wait", "60"], { brokers: cluster.brokers });
    assert.deepEqual([result.status, result.stderr], [0, ""]);
  });
});

async function checkHealthy(client: KafkaClient): Promise<void> {
  const health = await awaitHealth(client, ({ healthy }) => healthy);
  assert.deepEqual(health.brokers.map(({ id, isUp }) => [id, isUp]), [
    [1, true],
    [2, true],
    [3, true],
  ]);
}

async function checkReset(client: KafkaClient): Promise<void> {
  const plan = await planReset(client, "replicated");
  assert.equal(plan.offsets, 1n);
  const report = await resetTopic(client, plan);
  assert.deepEqual(report.spec, {
    name: "replicated",
    partitions: 6,
    replicationFactor: 3,
    configs: { "max.message.bytes": "123456" },
  });
}

async function checkOffsets(client: KafkaClient): Promise<void> {
  const queries = [0, 1, 2, 3, 4, 5].map((partition) => (
    { topic: "replicated", partition, at: "latest" as const }
  ));
  const answers = await poll(async () => {
    const answers = await listOffsets(client, queries);
    return answers.every(({ error }) => error === null) ? answers : undefined;
  }, () => "some partition still has no leader");
  assert.deepEqual(answers.map(({ offset }) => offset), [0n, 0n, 0n, 0n, 0n, 0n]);
}

async function checkIll(client: KafkaClient): Promise<void> {
  const health = await awaitHealth(
    client,
    ({ leaderless, underReplicated }) => leaderless.length === 1 && underReplicated.length === 6,
  );
  assert.deepEqual(health.reasons, [
    "nodes_down",
    "leaderless_partitions",
    "under_replicated_partitions",
  ]);
  assert.deepEqual(health.brokers.map(({ id, isUp }) => [id, isUp]), [
    [1, true],
    [2, true],
    [3, false],
  ]);
  assert.deepEqual(health.leaderless.map(placeOf), [single]);
  assert.deepEqual(health.offline.map(placeOf), [single]);
  assert.deepEqual(health.underReplicated.map(placeOf)[0], replicated);
}

async function checkHealthCommand(brokers: string): Promise<void> {
  const text = await runCli(["health"], { brokers });
  assert.equal(text.status, 10);
  assert.match(text.stdout, /^Healthy: +no\nReasons: +nodes_down, leaderless_partitions, under/);
  assert.match(text.stdout, /\nBrokers up: +1, 2\nBrokers down: +3\nBroker 3: +\S[^\n]*\n/);
  assert.match(text.stdout, /\nLeaderless: +1: single\/0\nOffline: +1: single\/0\n/);
  assert.match(text.stdout, /\nUnder-replicated: +6: replicated\/0 replicated\/1 /);
  assert.equal(
    text.stderr,
    "error: The cluster is unhealthy: " +
      "nodes_down, leaderless_partitions, under_replicated_partitions\n",
  );
  const json = await runCli(["health", "-o", "json"], { brokers });
  assert.equal(json.status, 10);
  const { healthy, reasons, leaderless } = JSON.parse(json.stdout);
  assert.deepEqual([healthy, reasons.length], [false, 3]);
  assert.deepEqual(leaderless, [{ ...single, replicas: [3], in_sync_replicas: [] }]);
}

async function checkTopicCommands(brokers: string): Promise<void> {
  const list = await runCli(["topic", "list", "-o", "jsonl", "single"], { brokers });
  assert.equal(list.status, 0);
  assert.deepEqual(JSON.parse(list.stdout), {
    topic: "single",
    internal: false,
    partitions: 1,
    replicas: 1,
    offsets: null,
    in_sync_replicas: 0,
    size: null,
  });
  const described = await runCli(["topic", "describe", "single"], { brokers });
  assert.equal(described.status, 0);
  assert.match(described.stdout, /\n +0 +- +3 +- +- +- +- +- +[^\n]*leader[^\n]*\n/);
}

function placeOf({ topic, partition }: TroubledPartition): typeof single {
  return { topic, partition };
}
