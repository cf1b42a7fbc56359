import assert from "node:assert/strict";
import { describeCluster } from "../../../../lib/wire/messages/60_describe_cluster.ts";
import { TestBroker } from "../_broker.ts";

Deno.test("DescribeCluster returns the cluster's id and its only broker", async () => {
  await using broker = await TestBroker.start();
  const answer = await broker.client.ask(describeCluster, 1, {
    includeClusterAuthorizedOperations: true,
  });
  const { port } = broker.broker;
  const node = { brokerId: 1, host: "127.0.0.1", port, rack: null, isFenced: false };
  assert.deepEqual(answer.brokers, [node]);
  assert.deepEqual([answer.errorCode, answer.controllerId, answer.clusterAuthorizedOperations], [
    0,
    1,
    8096,
  ]);
  assert.equal(answer.clusterId, broker.services.clusterId);
});

Deno.test("DescribeCluster rejects requests for controllers and unknown endpoints", async () => {
  await using broker = await TestBroker.start();
  const code = async (endpointType: number): Promise<number> =>
    (await broker.client.ask(describeCluster, 1, { endpointType })).errorCode;
  assert.deepEqual([await code(2), await code(7)], [114, 115]);
});
