import assert from "node:assert/strict";
import { createPartitions } from "../../../../lib/wire/messages/37_create_partitions.ts";
import type { Input, RequestOf } from "../../../../lib/wire/schema/schema.ts";
import { TestBroker } from "../_broker.ts";
import type { TestClient } from "../_client.ts";

type Wanted = Input<RequestOf<typeof createPartitions>["topics"][number]>;

async function codesOf(
  client: TestClient,
  topics: readonly Wanted[],
  validateOnly = false,
): Promise<number[]> {
  const full = topics.map((topic) => ({ assignments: null, ...topic }));
  const { results } = await client.ask(createPartitions, 3, { topics: full, validateOnly });
  return results.map(({ errorCode }) => errorCode);
}

function countOf(broker: TestBroker, name: string): number {
  return broker.services.topics.get(name)!.partitions.length;
}

Deno.test("CreatePartitions grows a topic to a total, and keeps its records", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t", 2);
  await broker.write("t", [{}]);
  assert.deepEqual(await codesOf(broker.client, [{ name: "t", count: 5 }]), [0]);
  const { partitions } = broker.services.topics.get("t")!;
  assert.deepEqual(partitions.map(({ number }) => number), [0, 1, 2, 3, 4]);
  assert.deepEqual(partitions.map(({ highWatermark }) => highWatermark), [1n, 0n, 0n, 0n, 0n]);
  assert.equal(broker.services.topics.partitionCount, 5);
});

Deno.test("CreatePartitions rejects smaller counts, unknown topics and duplicates", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t", 2);
  const { client } = broker;
  assert.deepEqual(await codesOf(client, [{ name: "t", count: 2 }]), [37]);
  assert.deepEqual(await codesOf(client, [{ name: "t", count: 1 }]), [37]);
  assert.deepEqual(await codesOf(client, [{ name: "no", count: 3 }]), [3]);
  const twice = [{ name: "t", count: 3 }, { name: "t", count: 4 }];
  assert.deepEqual(await codesOf(client, twice), [42]);
  assert.equal(countOf(broker, "t"), 2);
});

Deno.test("CreatePartitions accepts one replica on this broker for each partition", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t", 1);
  const wanted = (...brokerIds: number[][]): Wanted[] => [
    { name: "t", count: 3, assignments: brokerIds.map((ids) => ({ brokerIds: ids })) },
  ];
  const { client } = broker;
  assert.deepEqual(await codesOf(client, wanted([1])), [39]);
  assert.deepEqual(await codesOf(client, wanted([1], [2])), [39]);
  assert.deepEqual(await codesOf(client, wanted([1], [1, 1])), [39]);
  assert.deepEqual(await codesOf(client, wanted([1], [1]), true), [0]);
  assert.equal(countOf(broker, "t"), 1);
  assert.deepEqual(await codesOf(client, wanted([1], [1])), [0]);
  assert.equal(countOf(broker, "t"), 3);
});

Deno.test("CreatePartitions rejects partitions above the broker's limit", async () => {
  await using broker = await TestBroker.start({ limits: { maxPartitions: 10 } });
  await broker.create("a", 1);
  await broker.create("b", 1);
  const wanted = [{ name: "a", count: 8 }, { name: "b", count: 8 }];
  assert.deepEqual(await codesOf(broker.client, wanted), [0, 37]);
  assert.equal(broker.services.topics.partitionCount, 9);
});
