import assert from "node:assert/strict";
import { deleteRecords } from "../../../../lib/wire/messages/21_delete_records.ts";
import { TestBroker } from "../_broker.ts";

/** Returns the error code and the new start of partition 0. */
async function cut(broker: TestBroker, offset: bigint, name = "t"): Promise<unknown[]> {
  const topics = [{ name, partitions: [{ partitionIndex: 0, offset }] }];
  const answer = await broker.client.ask(deleteRecords, 2, { topics });
  const { errorCode, lowWatermark } = answer.topics[0]!.partitions[0]!;
  return [errorCode, lowWatermark];
}

async function written(configs: Record<string, string> = {}): Promise<TestBroker> {
  const broker = await TestBroker.start();
  await broker.create("t", 1, configs);
  await broker.write("t", [{}, {}, {}]);
  return broker;
}

Deno.test("DeleteRecords moves a log's start forward, never backward", async () => {
  await using broker = await written();
  assert.deepEqual(await cut(broker, 2n), [0, 2n]);
  assert.deepEqual(await cut(broker, 1n), [0, 2n]);
  assert.deepEqual(await cut(broker, -1n), [0, 3n]);
  assert.equal((await broker.write("t", [{}])).baseOffset, 3n);
});

Deno.test("DeleteRecords rejects an offset after the end and a negative one", async () => {
  await using broker = await written();
  assert.deepEqual(await cut(broker, 4n), [1, -1n]);
  assert.deepEqual(await cut(broker, -2n), [1, -1n]);
});

Deno.test("DeleteRecords rejects unknown and compacted topics", async () => {
  await using broker = await written({ "cleanup.policy": "compact" });
  assert.deepEqual(await cut(broker, 1n, "nowhere"), [3, -1n]);
  assert.deepEqual(await cut(broker, -1n), [44, -1n]);
});
