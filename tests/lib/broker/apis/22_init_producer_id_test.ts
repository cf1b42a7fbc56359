import assert from "node:assert/strict";
import { initProducerId } from "../../../../lib/wire/messages/22_init_producer_id.ts";
import type { Input, RequestOf } from "../../../../lib/wire/schema/schema.ts";
import { TestBroker } from "../_broker.ts";

async function given(
  broker: TestBroker,
  request: Input<RequestOf<typeof initProducerId>> = {},
): Promise<unknown[]> {
  const answer = await broker.client.ask(initProducerId, 4, request);
  return [answer.errorCode, answer.producerId, answer.producerEpoch];
}

Deno.test("InitProducerId assigns a separate id to each producer, with epoch 0", async () => {
  await using broker = await TestBroker.start();
  assert.deepEqual(await given(broker), [0, 0n, 0]);
  assert.deepEqual(await given(broker), [0, 1n, 0]);
});

Deno.test("InitProducerId assigns a new id to a producer that had one", async () => {
  await using broker = await TestBroker.start();
  await given(broker);
  assert.deepEqual(await given(broker, { producerId: 0n, producerEpoch: 3 }), [0, 1n, 0]);
});

Deno.test("InitProducerId rejects an id without epoch, and an epoch without id", async () => {
  await using broker = await TestBroker.start();
  assert.deepEqual(await given(broker, { producerId: 5n }), [42, -1n, -1]);
  assert.deepEqual(await given(broker, { producerEpoch: 5 }), [42, -1n, -1]);
});

Deno.test("InitProducerId rejects transactional ids", async () => {
  await using broker = await TestBroker.start();
  assert.deepEqual(await given(broker, { transactionalId: "t" }), [53, -1n, -1]);
});
