import assert from "node:assert/strict";
import { createTopics } from "../../../../lib/kafka/admin/create_topics.ts";
import { deleteTopics } from "../../../../lib/kafka/admin/delete_topics.ts";
import { KafkaClient } from "../../../../lib/kafka/client.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { createTopics as createTopicsApi } from "../../../../lib/wire/messages/19_create_topics.ts";
import { deleteTopics as deleteTopicsApi } from "../../../../lib/wire/messages/20_delete_topics.ts";
import { closedAddress } from "../../../support/peers/listener.ts";
import { on, type Script, scriptedBroker } from "../../../support/peers/scripted_broker.ts";

const notController = 41;

function creates(errorCode: number): Script {
  return on(createTopicsApi, ({ topics }) => ({
    topics: topics.map(({ name }) => ({ name, errorCode })),
  }));
}

Deno.test("createTopics() follows the controller to another broker", async () => {
  let controllerId = 1;
  const cluster = on(metadata, () => ({
    brokers: [{ nodeId: 1, ...first.address }, { nodeId: 2, ...second.address }],
    controllerId,
  }));
  const first = scriptedBroker([
    cluster,
    on(createTopicsApi, () => {
      controllerId = 2;
      return { topics: [{ name: "a", errorCode: notController }] };
    }),
  ]);
  await using second = scriptedBroker([cluster, creates(0)]);
  await using _ = first;
  await using client = await KafkaClient.connect({ brokers: [first.address] });
  assert.deepEqual(await createTopics(client, [{ name: "a" }]), [{ name: "a", error: null }]);
});

Deno.test("createTopics() retries at the new controller if the old one is down", async () => {
  const gone = closedAddress();
  let isFirst = true;
  const broker = scriptedBroker([
    on(metadata, () => {
      const controllerId = isFirst ? 1 : 2;
      isFirst = false;
      return {
        brokers: [{ nodeId: 1, ...gone }, { nodeId: 2, ...broker.address }],
        controllerId,
      };
    }),
    creates(0),
  ]);
  await using _ = broker;
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  assert.deepEqual(await createTopics(client, [{ name: "a" }]), [{ name: "a", error: null }]);
});

Deno.test("createTopics() does not repeat a request whose result is unknown", async () => {
  const broker = scriptedBroker([
    on(metadata, () => ({ brokers: [{ nodeId: 1, ...broker.address }], controllerId: 1 })),
    on(createTopicsApi, () => "close"),
  ]);
  await using _ = broker;
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  await assert.rejects(createTopics(client, [{ name: "a" }]), { name: "ConnectionLostError" });
  assert.deepEqual(broker.asked, ["Metadata", "CreateTopics"]);
});

Deno.test("createTopics() rejects an invalid name without sending it", async () => {
  await using broker = scriptedBroker([on(metadata, () => ({}))]);
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  const [result] = await createTopics(client, [{ name: "a b" }]);
  assert.equal(result!.error?.codeName, "INVALID_TOPIC_EXCEPTION");
  assert.deepEqual(broker.asked, ["Metadata"]);
});

Deno.test("createTopics() sends the given settings, and -1 for omitted ones", async () => {
  const seen: unknown[] = [];
  await using broker = scriptedBroker([
    on(metadata, () => ({})),
    on(createTopicsApi, ({ topics, validateOnly }) => {
      seen.push(...topics, validateOnly);
      return { topics: topics.map(({ name }) => ({ name })) };
    }),
  ]);
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  await createTopics(client, [
    { name: "a" },
    { name: "b", assignments: [[3, 1]], configs: { k: "v" } },
  ], { validateOnly: true });
  assert.deepEqual(seen, [
    { name: "a", numPartitions: -1, replicationFactor: -1, assignments: [], configs: [] },
    {
      name: "b",
      numPartitions: -1,
      replicationFactor: -1,
      assignments: [{ partitionIndex: 0, brokerIds: [3, 1] }],
      configs: [{ name: "k", value: "v" }],
    },
    true,
  ]);
});

Deno.test("deleteTopics() names topics as old and new brokers expect", async () => {
  for (const maxVersion of [5, 6]) {
    const seen: unknown[] = [];
    await using broker = scriptedBroker([
      on(metadata, () => ({})),
      on({ ...deleteTopicsApi, maxVersion }, ({ topics, topicNames }) => {
        seen.push(...topics.map(({ name }) => name), ...topicNames);
        return { responses: [{ name: "a" }, { name: "b", errorCode: 3 }] };
      }),
    ]);
    await using client = await KafkaClient.connect({ brokers: [broker.address] });
    const results = await deleteTopics(client, ["b", "a", "b"]);
    assert.deepEqual(seen, ["b", "a"]);
    assert.deepEqual(results.map(({ error }) => error?.code), [3, undefined, 3]);
  }
});
