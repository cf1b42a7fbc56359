import assert from "node:assert/strict";
import { deleteTopics } from "../../../lib/kafka/admin/delete_topics.ts";
import { DeliveryError } from "../../../lib/kafka/producer/delivery_error.ts";
import { Producer } from "../../../lib/kafka/producer/producer.ts";
import { codecs } from "../../../lib/wire/codecs.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { broker } from "../../support/brokers/broker.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { kcatConsume, kcatProduce } from "../../support/kafka/kcat.ts";
import { readRows } from "../../support/brokers/read_rows.ts";

/** The outcome of a record in a word: its place, or its error's message. */
async function outcome(
  delivery: Promise<{ partition: number; offset: bigint | null }>,
): Promise<string> {
  try {
    const { partition, offset } = await delivery;
    return `${partition}:${offset}`;
  } catch (error) {
    assert.ok(error instanceof DeliveryError);
    return error.message;
  }
}

Deno.test("Producer.send() returns each record's partition, offset and timestamp", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2 });
  await using producer = await Producer.open(client);
  const to = (partition: number, value: string): ReturnType<Producer["send"]> =>
    producer.send({ topic: topic.name, partition, key: null, value: utf8(value), timestamp: 7n });
  assert.deepEqual(await Promise.all([to(0, "a"), to(1, "b"), to(0, "c")]), [
    { partition: 0, offset: 0n, timestamp: 7n },
    { partition: 1, offset: 0n, timestamp: 7n },
    { partition: 0, offset: 1n, timestamp: 7n },
  ]);
  assert.deepEqual(await readRows(client, topic.name), ["0:0 a", "0:1 c", "1:0 b"]);
});

Deno.test("Producer.send() returns the append time if the topic uses it", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, {
    configs: { "message.timestamp.type": "LogAppendTime" },
  });
  await using producer = await Producer.open(client);
  const record = { topic: topic.name, key: null, value: null, timestamp: 7n };
  const { timestamp } = await producer.send(record);
  assert.ok(timestamp > 1_600_000_000_000n);
});

Deno.test("Producer chooses the same partition for a key as Java's partitioner", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 7 });
  await using producer = await Producer.open(client);
  const keys = ["a", "alice", "bob", "clé", "🐼", "a-little-bit-longer-string"];
  await kcatProduce({ ...broker(), topic: topic.name }, keys.map((key) => ({ key, value: "v" })));
  const theirs = new Map<string | null, number>();
  for (const { key, partition } of await kcatConsume({ ...broker(), topic: topic.name })) {
    theirs.set(key, partition);
  }
  for (const key of keys) {
    const value = utf8("v");
    const { partition } = await producer.send({ topic: topic.name, key: utf8(key), value });
    assert.equal(partition, theirs.get(key), key);
  }
});

for (const codec of codecs) {
  Deno.test(`Producer writes 5000 records in order with ${codec}`, async () => {
    await using client = await connect();
    await using topic = await createTopic(client);
    await using producer = await Producer.open(client, { codec });
    const values = Array.from({ length: 5000 }, (_, index) => `value ${index}`);
    const deliveries = await Promise.all(
      values.map((value) => producer.send({ topic: topic.name, key: null, value: utf8(value) })),
    );
    assert.deepEqual(deliveries.map(({ offset }) => Number(offset)), [...values.keys()]);
    const lines = await kcatConsume({ ...broker(), topic: topic.name });
    assert.deepEqual(lines.map(({ payload }) => payload), values);
  });
}

Deno.test("Producer sends records without a key to one partition per batch", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 3 });
  await using producer = await Producer.open(client);
  const batch = (): Promise<{ partition: number }[]> =>
    Promise.all(
      ["a", "b", "c"].map((value) =>
        producer.send({ topic: topic.name, key: null, value: utf8(value) })
      ),
    );
  const [first, second] = [await batch(), await batch()];
  const partitions = [first, second].map((all) => new Set(all.map(({ partition }) => partition)));
  assert.deepEqual(partitions.map(({ size }) => size), [1, 1]);
  assert.notDeepEqual(partitions[0], partitions[1]);
});

Deno.test("Producer rejects only the record that is too large, with its own error", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { configs: { "max.message.bytes": "2000" } });
  await using producer = await Producer.open(client);
  const sizes = [500, 500, 500, 5000, 500, 500, 500, 500, 500];
  const outcomes = await Promise.all(
    sizes.map((size) =>
      outcome(producer.send({ topic: topic.name, key: null, value: new Uint8Array(size) }))
    ),
  );
  assert.deepEqual(outcomes.map((text) => text.length < 10 ? text : "error"), [
    ...["0:0", "0:1", "0:2", "error", "0:3", "0:4", "0:5", "0:6", "0:7"],
  ]);
  const [, reason] = /: the broker rejected its batch of 50\d\d bytes: (.*)$/.exec(outcomes[3]!)!;
  assert.match(reason!, / \(MESSAGE_TOO_LARGE\), it was not written$/);
});

Deno.test("Producer rejects only the records that a compacted topic refuses", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { configs: { "cleanup.policy": "compact" } });
  await using producer = await Producer.open(client);
  const keys = ["a", null, "b", null, "c"];
  const outcomes = await Promise.all(
    keys.map((key) =>
      outcome(
        producer.send({ topic: topic.name, key: key === null ? null : utf8(key), value: null }),
      )
    ),
  );
  assert.deepEqual(outcomes.map((text) => text.length < 10 ? text : "error"), [
    ...["0:0", "error", "0:1", "error", "0:2"],
  ]);
  assert.match(outcomes[1]!, /: .* \(INVALID_RECORD\), it was not written$/);
});

Deno.test("Producer rejects records for a topic or a partition that does not exist", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2 });
  await using producer = await Producer.open(client);
  const missing = `${topic.name}-not`;
  const record = { key: null, value: null };
  assert.equal(
    await outcome(producer.send({ ...record, topic: missing })),
    `Cannot deliver a record to "${missing}": the broker knows no such topic or partition ` +
      "(UNKNOWN_TOPIC_OR_PARTITION), it was not written",
  );
  assert.equal(
    await outcome(producer.send({ ...record, topic: topic.name, partition: 2 })),
    `Cannot deliver a record to "${topic.name}" partition 2: it has 2 partitions, numbered ` +
      "from 0, it was not written",
  );
  assert.equal(await outcome(producer.send({ ...record, topic: topic.name, partition: 1 })), "1:0");
});

Deno.test("Producer rejects records for a deleted topic and still sends others", async () => {
  await using client = await connect();
  const topic = await createTopic(client);
  await using producer = await Producer.open(client);
  const record = { topic: topic.name, key: null, value: utf8("a") };
  assert.equal(await outcome(producer.send(record)), "0:0");
  await deleteTopics(client, [topic.name]);
  const gone = await outcome(producer.send(record));
  assert.match(
    gone,
    /\(UNKNOWN_TOPIC_OR_PARTITION\), it (was not|may have been) written$/,
  );
  await using again = await createTopic(client, { prefix: "again" });
  assert.equal(await outcome(producer.send({ ...record, topic: again.name })), "0:0");
});

Deno.test("Producer.flush() waits for pending records, and disposing rejects them", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const record = { topic: topic.name, key: null, value: utf8("a") };
  const outcomes: Promise<string>[] = [];
  {
    await using producer = await Producer.open(client);
    outcomes.push(outcome(producer.send(record)));
    assert.equal(producer.pending, 1);
    await producer.flush();
    assert.equal(producer.pending, 0);
    outcomes.push(outcome(producer.send(record)));
  }
  assert.deepEqual(await Promise.all(outcomes), [
    "0:0",
    `Cannot deliver a record to "${topic.name}" partition 0: the producer was closed, ` +
    "it was not written",
  ]);
});

Deno.test("Producer rejects what is pending when its signal aborts", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const controller = new AbortController();
  await using producer = await Producer.open(client, { signal: controller.signal });
  const pending = outcome(producer.send({ topic: topic.name, key: null, value: null }));
  controller.abort();
  assert.match(await pending, /: the producer was aborted, it was not written$/);
  const later = outcome(producer.send({ topic: topic.name, key: null, value: null }));
  assert.match(await later, /: the producer is closed, it was not written$/);
});
