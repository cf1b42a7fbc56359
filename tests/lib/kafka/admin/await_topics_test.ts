import assert from "node:assert/strict";
import { awaitTopicsGone, awaitTopicsReady } from "../../../../lib/kafka/admin/await_topics.ts";
import { KafkaClient } from "../../../../lib/kafka/client.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import type { Input, ResponseOf } from "../../../../lib/wire/schema/schema.ts";
import { closedAddress } from "../../../support/peers/listener.ts";
import { on, type ScriptedBroker, scriptedBroker } from "../../../support/peers/scripted_broker.ts";

type Topic = Input<ResponseOf<typeof metadata>["topics"][number]>;

const unknown: Topic = { name: "t", errorCode: 3 };
const ready: Topic = {
  name: "t",
  partitions: [{ leaderId: 1 }, { partitionIndex: 1, leaderId: 2 }],
};
const electing: Topic = {
  name: "t",
  partitions: [{ leaderId: 1 }, { partitionIndex: 1, leaderId: -1 }],
};

/** Two brokers. Each returns the states of topic "t" in its list in turn, then the last one. */
function twoBrokers(...views: readonly (readonly Topic[])[]): ScriptedBroker[] {
  const brokers: ScriptedBroker[] = [];
  for (const view of views) {
    let asked = 0;
    brokers.push(scriptedBroker([on(metadata, ({ topics }) => ({
      brokers: brokers.map(({ address }, index) => ({ nodeId: index + 1, ...address })),
      topics: topics?.length === 0 ? [] : [view[Math.min(asked++, view.length - 1)]!],
    }))]));
  }
  return brokers;
}

Deno.test("awaitTopicsGone() waits for the last broker that lists the topic", async () => {
  const [first, second] = twoBrokers([unknown], [ready, ready, unknown]);
  await using _second = second!;
  await using _first = first!;
  await using client = await KafkaClient.connect({ brokers: [first!.address] });
  await awaitTopicsGone(client, ["t"]);
  // Greeting was by the first; each round asks the second once for the topic.
  assert.equal(second!.asked.length, 3);
});

Deno.test("awaitTopicsGone() throws with the broker that lists the topic", async () => {
  const [first, second] = twoBrokers([unknown], [ready]);
  await using _second = second!;
  await using _first = first!;
  await using client = await KafkaClient.connect({ brokers: [first!.address] });
  await assert.rejects(awaitTopicsGone(client, ["t"], { timeoutMs: 1 }), {
    name: "FailedError",
    message:
      'Cannot confirm that all brokers agree within 0.001 s: topic "t" still exists on broker 2',
  });
});

Deno.test("awaitTopicsReady() waits until every broker knows every leader", async () => {
  const [first, second] = twoBrokers([ready], [unknown, electing, ready]);
  await using _second = second!;
  await using _first = first!;
  await using client = await KafkaClient.connect({ brokers: [first!.address] });
  await awaitTopicsReady(client, ["t"]);
  assert.equal(second!.asked.length, 3);
});

Deno.test("awaitTopicsReady() throws an error with the partition that has no leader", async () => {
  const [first, second] = twoBrokers([ready], [electing]);
  await using _second = second!;
  await using _first = first!;
  await using client = await KafkaClient.connect({ brokers: [first!.address] });
  await assert.rejects(awaitTopicsReady(client, ["t"], { timeoutMs: 1 }), {
    message: "Cannot confirm that all brokers agree within 0.001 s: " +
      'topic "t" has no leader for partition 1 yet on broker 2',
  });
});

Deno.test("awaitTopicsGone() does not wait for a broker that is down", async () => {
  const down = closedAddress();
  const broker = scriptedBroker([on(metadata, ({ topics }) => ({
    brokers: [{ nodeId: 1, ...broker.address }, { nodeId: 2, ...down }],
    topics: topics?.length === 0 ? [] : [unknown],
  }))]);
  await using _ = broker;
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  await awaitTopicsGone(client, ["t"]);
});

Deno.test("awaitTopicsGone() retries while no broker is reachable", async () => {
  const broker = scriptedBroker([on(metadata, ({ topics }) => ({
    brokers: [{ nodeId: 1, ...broker.address }],
    topics: topics?.length === 0 ? [] : [unknown],
  }))]);
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  await broker[Symbol.asyncDispose]();
  await assert.rejects(awaitTopicsGone(client, ["t"], { timeoutMs: 1 }), {
    message: "Cannot confirm that all brokers agree within 0.001 s: no broker is reachable",
  });
});
