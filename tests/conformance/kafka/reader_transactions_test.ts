import assert from "node:assert/strict";
import { brokerCase } from "../../support/brokers/broker_case.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { readRows } from "../../support/brokers/read_rows.ts";
import { TestTransactions } from "../../support/kafka/transactions.ts";

brokerCase("readPartitions() ends at the last stable offset of an open transaction", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const transactions = await TestTransactions.open(client, topic.name);
  await transactions.write("a", "b");
  await transactions.commit();
  await transactions.write("c");
  assert.deepEqual(await readRows(client, topic.name, { isolation: "committed" }), [
    "0:0 a",
    "0:1 b",
  ]);
  assert.deepEqual(await readRows(client, topic.name), ["0:0 a", "0:1 b", "0:3 c"]);
  await transactions.abort();
});

brokerCase("readPartitions() leaves aborted records out when reading committed", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const [one, two] = [
    await TestTransactions.open(client, topic.name),
    await TestTransactions.open(client, topic.name),
  ];
  await one.write("a");
  await two.write("b");
  await one.write("c");
  await one.abort();
  await two.write("d");
  await two.commit();
  await one.write("e");
  await one.commit();
  // Markers take offsets 3, 5 and 7.
  assert.deepEqual(await readRows(client, topic.name, { isolation: "committed" }), [
    "0:1 b",
    "0:4 d",
    "0:6 e",
  ]);
  assert.deepEqual(await readRows(client, topic.name, { isolation: "uncommitted" }), [
    "0:0 a",
    "0:1 b",
    "0:2 c",
    "0:4 d",
    "0:6 e",
  ]);
});

brokerCase("readPartitions() ends if only aborted records and markers are left", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const transactions = await TestTransactions.open(client, topic.name);
  await transactions.write("a", "b", "c");
  await transactions.abort();
  assert.deepEqual(await readRows(client, topic.name, { isolation: "committed" }), []);
  assert.deepEqual(await readRows(client, topic.name, { range: "3:end" }), []);
  const committed = { range: "-1:end", isolation: "committed" } as const;
  assert.deepEqual(await readRows(client, topic.name, committed), []);
  assert.deepEqual(await readRows(client, topic.name, { range: "-1:end" }), ["0:2 c"]);
});

brokerCase("resolveRange() does not count markers and aborted records", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const transactions = await TestTransactions.open(client, topic.name);
  await transactions.write("a", "b");
  await transactions.commit();
  await transactions.write("c", "d", "e");
  await transactions.abort();
  await transactions.write("f");
  await transactions.commit();
  // Markers have the offsets 2, 6 and 8.
  const committed = { isolation: "committed" } as const;
  const read = (range: string, options = {}): Promise<string[]> =>
    readRows(client, topic.name, { range, ...options });
  assert.deepEqual(await read("-1:end"), ["0:7 f"]);
  assert.deepEqual(await read("-1:end", committed), ["0:7 f"]);
  assert.deepEqual(await read("-3:end"), ["0:4 d", "0:5 e", "0:7 f"]);
  assert.deepEqual(await read("-3:end", committed), ["0:0 a", "0:1 b", "0:7 f"]);
  assert.deepEqual(await read("-2:end", committed), ["0:1 b", "0:7 f"]);
  assert.deepEqual(await read("-9:end", committed), ["0:0 a", "0:1 b", "0:7 f"]);
});
