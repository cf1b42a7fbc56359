import assert from "node:assert/strict";
import { clusterHealth } from "../../../../lib/kafka/admin/cluster_health.ts";
import { connect, createTopic } from "../../../support/brokers/client.ts";

Deno.test("clusterHealth() returns no reasons for a healthy cluster", async () => {
  await using client = await connect();
  await using _topic = await createTopic(client, { partitions: 3 });
  const health = await clusterHealth(client);
  assert.deepEqual(health.reasons, []);
  assert.equal(health.healthy, true);
  assert.ok(health.brokers.every(({ isUp, problem }) => isUp && problem === null));
  assert.ok(health.topicCount >= 1 && health.partitionCount >= 3);
});
