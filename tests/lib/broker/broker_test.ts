import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type Broker, startBroker } from "../../../lib/broker/broker.ts";
import type { BrokerOptions } from "../../../lib/broker/options.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { produceBody, TestBroker } from "./_broker.ts";
import { produce } from "../../../lib/wire/messages/00_produce.ts";
import { TestClient } from "./_client.ts";
import { batchOf, plainRules } from "./_log_fixture.ts";

/** A directory that is deleted when the test ends, and brokers on it. */
class DataDirectory implements Disposable {
  readonly parent = Deno.makeTempDirSync();
  readonly path = `${this.parent}/data/deep`;

  start(options: Partial<BrokerOptions> = {}): Promise<Broker> {
    return startBroker({ dataDirectory: this.path, host: "127.0.0.1", port: 0, ...options });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.parent, { recursive: true });
  }
}

Deno.test("startBroker() creates the data directory for its owner only", async () => {
  using directory = new DataDirectory();
  await using broker = await directory.start();
  assert.equal(broker.dataFile, `${directory.path}/broker.db`);
  assert.equal(Deno.statSync(directory.path).mode! & 0o777, 0o700);
});

Deno.test("startBroker() restores topics, records, ids and the cluster id", async () => {
  using directory = new DataDirectory();
  let clusterId: string;
  let topicId: string;
  {
    await using broker = await directory.start({ topics: [{ name: "t", partitionCount: 3 }] });
    clusterId = broker.services.clusterId;
    topicId = broker.services.topics.get("t")!.id;
    await using client = await TestClient.connect(broker.port);
    await client.ask(produce, 9, produceBody("t", batchOf([{}, {}])));
  }
  await using broker = await directory.start();
  const topic = broker.services.topics.get("t")!;
  assert.deepEqual([broker.services.clusterId, topic.id], [clusterId, topicId]);
  assert.deepEqual(topic.partitions.map(({ highWatermark }) => highWatermark), [2n, 0n, 0n]);
});

Deno.test("startBroker() creates missing topics", async () => {
  using directory = new DataDirectory();
  const topics = [{ name: "a", partitionCount: 5 }, { name: "b" }];
  await (await directory.start({ topics }))[Symbol.asyncDispose]();
  const more = [{ name: "a", partitionCount: 1 }, { name: "c" }];
  const settings = [["num.partitions", "2"]] as const;
  await using broker = await directory.start({ topics: more, settings });
  assert.deepEqual(
    broker.services.topics.all().map(({ name, partitions }) => [name, partitions.length]),
    [["a", 5], ["b", 1], ["c", 2]],
  );
});

Deno.test("startBroker() names a topic that it cannot create, and releases its data", async () => {
  using directory = new DataDirectory();
  await assert.rejects(directory.start({ topics: [{ name: "a b" }] }), {
    name: "FailedError",
    message: "Cannot create the topic \"a b\": Topic name is invalid: 'a b' contains one or more " +
      "characters other than ASCII alphanumerics, '.', '_' and '-'",
  });
  await using _broker = await directory.start();
});

Deno.test("startBroker() rejects data that is damaged after its first page", async () => {
  using directory = new DataDirectory();
  await (await directory.start({ topics: [{ name: "t" }] }))[Symbol.asyncDispose]();
  const file = `${directory.path}/broker.db`;
  const bytes = Deno.readFileSync(file);
  bytes.fill(0xee, 16_384);
  Deno.writeFileSync(file, bytes);
  await assert.rejects(directory.start(), {
    name: "DataError",
    message: `Cannot open "${file}": the file is damaged or not a log of this broker`,
  });
  assert.equal(Deno.readFileSync(file).toHex(), bytes.toHex());
});

Deno.test("startBroker() rejects a stored value of a wrong type and names its column", async () => {
  using directory = new DataDirectory();
  await (await directory.start({ topics: [{ name: "t" }] }))[Symbol.asyncDispose]();
  const file = `${directory.path}/broker.db`;
  const database = new DatabaseSync(file);
  database.exec("update partitions set log_start_offset = 'x'");
  database.close();
  await assert.rejects(directory.start(), {
    name: "DataError",
    problem: "damaged",
    message: `Cannot open "${file}": the file is damaged: ` +
      "column log_start_offset holds text, expected an integer",
  });
});

Deno.test("startBroker() rejects a directory that it cannot create", async () => {
  using directory = new DataDirectory();
  Deno.writeTextFileSync(`${directory.parent}/data`, "a file");
  await assert.rejects(directory.start(), {
    name: "DataError",
    message: /^Cannot use the data directory ".*\/data\/deep": /,
  });
});

Deno.test("startBroker() keeps separate data in memory for each broker", async () => {
  await using first = await TestBroker.start({ topics: [{ name: "t" }] });
  await using second = await TestBroker.start();
  assert.equal(first.broker.dataFile, null);
  assert.notEqual(first.services.clusterId, second.services.clusterId);
  assert.deepEqual((await second.client.ask(metadata, 9, { topics: null })).topics, []);
});

Deno.test("startBroker() advertises the given address to clients", async () => {
  const advertise = { host: "broker.example", port: 1234 };
  await using broker = await TestBroker.start({ advertise });
  const { brokers } = await broker.client.ask(metadata, 9, { topics: null });
  assert.deepEqual(brokers, [{ nodeId: 1, ...advertise, rack: null }]);
});

Deno.test("startBroker() serves 300 clients that produce concurrently", async () => {
  await using broker = await TestBroker.start({ topics: [{ name: "t" }] });
  const clients = await Promise.all(Array.from({ length: 300 }, () => broker.connect()));
  const answers = await Promise.all(
    clients.map((client) => client.ask(produce, 9, produceBody("t", batchOf([{}])))),
  );
  const offsets = answers.map(({ responses }) => responses[0]!.partitionResponses[0]!.baseOffset);
  assert.deepEqual(
    offsets.sort((left, right) => Number(left - right)),
    Array.from({ length: 300 }, (_, index) => BigInt(index)),
  );
  assert.equal(broker.broker.connectionCount, 301);
  for (const client of clients) await client[Symbol.asyncDispose]();
});

Deno.test("a broker that is disposed of commits the writes it has accepted", async () => {
  using directory = new DataDirectory();
  const broker = await directory.start({ topics: [{ name: "t" }] });
  const { services } = broker;
  const [log] = services.topics.get("t")!.partitions;
  const batches = Array.from({ length: 20 }, () => batchOf([{}]));
  const appended = batches.map((batch) => services.logs.append(log!, batch, plainRules));
  await broker[Symbol.asyncDispose]();
  const outcomes = (await Promise.all(appended)).map(({ kind }) => kind);
  assert.deepEqual(new Set(outcomes), new Set(["appended"]));
  await using again = await directory.start();
  assert.equal(again.services.topics.get("t")!.partitions[0]!.highWatermark, 20n);
});
