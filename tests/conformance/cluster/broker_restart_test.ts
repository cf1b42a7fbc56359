import assert from "node:assert/strict";
import { DeliveryError } from "../../../lib/kafka/producer/delivery_error.ts";
import { Producer } from "../../../lib/kafka/producer/producer.ts";
import { readPartitions } from "../../../lib/kafka/reader/read_partitions.ts";
import { textOf, utf8 } from "../../../lib/wire/bytes.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { startKafka } from "../../support/kafka/kafka.ts";
import { readRows } from "../../support/brokers/read_rows.ts";

Deno.test("A broker that is away", async (test) => {
  await using cluster = await startKafka({ nodes: 1 });
  await using client = await connect(cluster.brokers);
  await using topic = await createTopic(client);

  await test.step("returns records of the outage once and in order, and continues", async () => {
    const events: string[] = [];
    const down = Promise.withResolvers<void>();
    await using producer = await Producer.open(client, {
      deliveryTimeoutMs: Infinity,
      onLink: ({ state }) => {
        events.push(`link ${state}`);
        if (state === "down") down.resolve();
      },
    });
    const lost = Promise.withResolvers<void>();
    const { topicId } = (await client.metadata({ topics: [topic.name] })).topics.get(topic.name)!;
    const target = { topic: topic.name, partition: 0, topicId, start: 0n, stop: 5n };
    const read = (async () => {
      const values: string[] = [];
      const chunks = readPartitions(client, [target], {
        onNotice: ({ kind }) => {
          events.push(kind);
          if (kind === "disconnected") lost.resolve();
        },
      });
      for await (const chunk of chunks) {
        chunk.forEach(({ value }) => void values.push(textOf(value!)));
      }
      return values;
    })();
    const send = (value: string): Promise<unknown> =>
      producer.send({ topic: topic.name, key: null, value: utf8(value) });
    await send("a");
    await cluster.stop(1);
    const sent = ["b", "c", "d", "e"].map(send);
    await Promise.all([down.promise, lost.promise]);
    await cluster.start(1);
    await Promise.all(sent);
    assert.deepEqual(await read, ["a", "b", "c", "d", "e"]);
    assert.deepEqual(events.toSorted(), [
      "disconnected",
      "link down",
      "link up",
      "reconnected",
    ]);
  });

  await test.step("costs a record its delivery timeout and leaves it unwritten", async () => {
    await using producer = await Producer.open(client, { deliveryTimeoutMs: 300 });
    await cluster.stop(1);
    // A connection that is known to be gone takes no record with it.
    await assert.rejects(client.metadata());
    const record = { topic: topic.name, key: null, value: utf8("f") };
    await assert.rejects(producer.send(record), (error: unknown) => {
      assert.ok(error instanceof DeliveryError);
      assert.match(error.message, /: not acknowledged within 0.3 s, it was not written$/);
      return true;
    });
    await cluster.start(1);
    assert.equal((await readRows(client, topic.name)).length, 5);
  });
});
