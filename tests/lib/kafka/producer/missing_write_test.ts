import assert from "node:assert/strict";
import { KafkaClient } from "../../../../lib/kafka/client.ts";
import { KafkaError } from "../../../../lib/kafka/kafka_error.ts";
import { explainMissingWrite } from "../../../../lib/kafka/producer/missing_write.ts";
import { Producer } from "../../../../lib/kafka/producer/producer.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { initProducerId } from "../../../../lib/wire/messages/22_init_producer_id.ts";
import { on, type ScriptedBroker, scriptedBroker } from "../../../support/peers/scripted_broker.ts";

const read = 1 << 3;
const write = 1 << 4;

/** A broker that gives no producer id; `operations` are those that it allows on each topic. */
function refusingBroker(operations?: number): ScriptedBroker {
  const broker: ScriptedBroker = scriptedBroker([
    on(metadata, ({ topics, includeTopicAuthorizedOperations: isAsked }) => ({
      brokers: [{ nodeId: 1, ...broker.address }],
      controllerId: 1,
      topics: (topics ?? []).map(({ name }) => ({
        name,
        ...(isAsked && operations !== undefined && { topicAuthorizedOperations: operations }),
      })),
    })),
    on(initProducerId, () => ({ errorCode: 31 })),
  ]);
  return broker;
}

async function openingError(broker: ScriptedBroker, topic?: string): Promise<KafkaError> {
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  try {
    await using _producer = await Producer.open(client, { topic });
  } catch (error) {
    assert.ok(error instanceof KafkaError, String(error));
    return error;
  }
  assert.fail("the producer has an id");
}

Deno.test("Producer.open() names the topic and Write if the client lacks it", async () => {
  await using broker = refusingBroker(read);
  const error = await openingError(broker, "orders");
  assert.equal(
    error.message,
    'Cannot write to topic "orders": not authorized for Write on topic "orders" ' +
      "(CLUSTER_AUTHORIZATION_FAILED)",
  );
  assert.equal(error.hint, "Ask an administrator of the cluster for this right");
});

Deno.test("Producer.open() names Write if the broker does not report the operations", async () => {
  await using broker = refusingBroker();
  assert.match((await openingError(broker, "t")).message, /authorized for Write on topic "t" /);
});

Deno.test("Producer.open() names IdempotentWrite if the client has Write", async () => {
  await using broker = refusingBroker(read | write);
  assert.equal(
    (await openingError(broker, "orders")).message,
    'Cannot write to topic "orders": not authorized for IdempotentWrite on the cluster, or ' +
      "Write on any topic (CLUSTER_AUTHORIZATION_FAILED)",
  );
});

Deno.test("Producer.open() names both rights if the topic is unknown", async () => {
  await using broker = refusingBroker(read);
  assert.equal(
    (await openingError(broker)).message,
    "Cannot write records: not authorized for IdempotentWrite on the cluster, or Write on any " +
      "topic (CLUSTER_AUTHORIZATION_FAILED)",
  );
});

Deno.test("explainMissingWrite() returns other errors unchanged", async () => {
  await using broker = refusingBroker();
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  const { signal } = new AbortController();
  for (const error of [new KafkaError(3), new Error("a bug")]) {
    assert.equal(await explainMissingWrite(client, error, { topic: "t", signal }), error);
  }
});
