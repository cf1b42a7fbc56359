/**
 * What one client can do to others, at a small scale; bench/broker/attacks.ts measures a large one.
 */
import assert from "node:assert/strict";
import { fetchApi } from "../../lib/wire/messages/01_fetch.ts";
import { listOffsets } from "../../lib/wire/messages/02_list_offsets.ts";
import { metadata } from "../../lib/wire/messages/03_metadata.ts";
import { errorCodes } from "../../lib/wire/errors.ts";
import { describeConfigs } from "../../lib/wire/messages/32_describe_configs.ts";
import { defaultLimits } from "../../lib/broker/limits.ts";
import { TestBroker } from "../lib/broker/_broker.ts";
import { requestFrame, sized } from "../lib/broker/_client.ts";
import { batchOf } from "../lib/broker/_log_fixture.ts";
import { joined } from "../lib/broker/server/_server.ts";

function times<Item>(count: number, item: Item): Item[] {
  return Array.from({ length: count }, () => item);
}

const resource = { resourceType: 2, resourceName: "t", configurationKeys: null };

Deno.test("the broker describes a topic once if DescribeConfigs names it 5,000 times", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  const resources = times(5_000, resource);
  const { results } = await broker.client.ask(describeConfigs, 1, { resources });
  assert.deepEqual(results.map(({ resourceName }) => resourceName), ["t"]);
});

Deno.test("the broker reads a partition once if Fetch names it 5,000 times", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  await broker.write("t", [{ value: "a" }]);
  const [log] = broker.services.topics.get("t")!.partitions;
  const readInSteps = log!.readInSteps.bind(log);
  let reads = 0;
  log!.readInSteps = (...args) => {
    reads += 1;
    return readInSteps(...args);
  };
  const partition = { partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000 };
  const topics = [{ topic: "t", partitions: times(5_000, partition) }];
  const { responses } = await broker.client.ask(fetchApi, 11, { maxWaitMs: 0, topics });
  assert.deepEqual([responses.length, responses[0]!.partitions.length, reads], [1, 1, 1]);
});

Deno.test("the broker reads nothing if ListOffsets names a partition 5,000 times", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  await broker.write("t", [{ value: "a" }]);
  const [log] = broker.services.topics.get("t")!.partitions;
  log!.reading = () => assert.fail("the log was read");
  const topics = [{ name: "t", partitions: times(5_000, { partitionIndex: 0, timestamp: 1n }) }];
  const answer = await broker.client.ask(listOffsets, 5, { replicaId: -1, topics });
  const found = answer.topics.map(({ partitions }) => partitions.map(({ errorCode }) => errorCode));
  assert.deepEqual(found, [[42]]);
});

Deno.test("the broker rejects a request with more elements than it has partitions", async () => {
  await using broker = await TestBroker.start({
    limits: { maxRequestElements: 100, requestElementsPerPartition: 10 },
  });
  await broker.create("t", 4);
  await using client = await broker.connect();
  client.send(requestFrame(describeConfigs, 1, { resources: times(150, resource) }));
  assert.notEqual(await client.frame(), null);
  client.send(requestFrame(describeConfigs, 1, { resources: times(151, resource) }));
  assert.equal(await client.frame(), null);
  assert.match(broker.log[0]!, /cannot read 151 elements at 4: at most 150 are allowed in all$/);
});

Deno.test("the broker answers short requests while a long one is running", async () => {
  // With no time slice, a request yields to others after each piece of work.
  await using broker = await TestBroker.start({ limits: { workSliceMs: 0 } });
  const names = Array.from({ length: 50 }, (_, index) => `topic-${index}`);
  for (const name of names) await broker.create(name);
  await using other = await broker.connect();
  await other.ask(metadata, 5, { topics: [] });
  const resources = names.map((resourceName) => ({ ...resource, resourceName }));
  let isAnswered = false;
  const long = broker.client.ask(describeConfigs, 1, { resources }).then((answer) => {
    isAnswered = true;
    return answer;
  });
  let answeredMeanwhile = 0;
  while (!isAnswered) {
    await other.ask(metadata, 5, { topics: [] });
    answeredMeanwhile += 1;
  }
  assert.equal((await long).results.length, names.length);
  assert.ok(answeredMeanwhile > 10, `${answeredMeanwhile}`);
});

/** Starts a broker with a topic of 20 MB, and little memory for responses. */
async function brokerWithRecords(): Promise<TestBroker> {
  const broker = await TestBroker.start({ limits: { maxAnswerBytes: 4_000_000, maxStallMs: 0 } });
  await broker.create("t");
  const batch = batchOf([{ value: "x".repeat(500_000) }]);
  for (let written = 0; written < 40; written++) await broker.write("t", batch);
  return broker;
}

function fetchAll(): Uint8Array {
  const partition = { partition: 0, fetchOffset: 0n, partitionMaxBytes: 100_000_000 };
  const topics = [{ topic: "t", partitions: [partition] }];
  return requestFrame(fetchApi, 11, { maxWaitMs: 0, maxBytes: 100_000_000, topics });
}

Deno.test("clients that never read responses use no more memory than the budget", async () => {
  await using broker = await brokerWithRecords();
  const { answers } = broker.services.memory;
  const clients = await Promise.all(times(10, null).map(() => broker.connect()));
  for (const client of clients) {
    client.socket.pause();
    client.send(joined(times(30, fetchAll())));
  }
  // The broker serves each client until its socket accepts no more bytes.
  await broker.until(() => answers.usedBytes > 0);
  for (let asked = 0; asked < 200; asked++) {
    const request = { maxWaitMs: 0, topics: [{ topic: "t", partitions: [] }] };
    await broker.client.ask(fetchApi, 11, request);
  }
  // One batch may exceed the free memory.
  assert.ok(answers.peakBytes <= 4_000_000 + 2 * 500_200, `${answers.peakBytes}`);
  for (const client of clients) await client[Symbol.asyncDispose]();
  await broker.until(() => answers.usedBytes === 0);
});

Deno.test("incomplete frames stay within the memory budget, and others are served", async () => {
  const maxRequestBytes = 2_000_000;
  const broker = await TestBroker.start({ limits: { maxRequestBytes } });
  const half = sized(new Uint8Array(1_000_000)).subarray(0, 600_000);
  const clients = await Promise.all(times(20, null).map(() => broker.connect()));
  for (const client of clients) client.send(half);
  const { requests } = broker.services.memory;
  await broker.until(() => requests.waitingCount > 0);
  await broker.create("t");
  assert.equal((await broker.write("t", [{ value: "a" }])).errorCode, 0);
  assert.ok(requests.peakBytes <= maxRequestBytes, `${requests.peakBytes}`);
  for (const client of clients) await client[Symbol.asyncDispose]();
  await broker[Symbol.asyncDispose]();
  assert.equal(requests.usedBytes, 0);
});

Deno.test("the broker serves a frame of the largest size if the memory is free", async () => {
  const maxFrameBytes = 3_000_000;
  await using broker = await TestBroker.start({
    limits: { maxFrameBytes, maxRequestBytes: 1_000_000 },
  });
  await broker.create("t");
  const noBatch = await broker.write("t", new Uint8Array(maxFrameBytes - 100));
  assert.equal(noBatch.errorCode, errorCodes.INVALID_RECORD);
});

Deno.test("the broker accepts connections if many others have sent four bytes", async () => {
  const maxConnections = 50;
  await using broker = await TestBroker.start({ limits: { maxConnections } });
  await broker.create("t");
  const sockets = await Promise.all(times(3 * maxConnections, null).map(() => broker.connect()));
  for (const socket of sockets) socket.send(new Uint8Array(4));
  await using fresh = await broker.connect();
  assert.equal((await fresh.ask(metadata, 5, { topics: [{ name: "t" }] })).topics.length, 1);
  assert.ok(broker.broker.connectionCount <= maxConnections);
  for (const socket of sockets) await socket[Symbol.asyncDispose]();
});

Deno.test("the default limits allow the largest frame and response", () => {
  assert.ok(defaultLimits.maxFetchBytes <= defaultLimits.maxAnswerBytes);
  assert.ok(defaultLimits.maxRequestBytesPerConnection <= defaultLimits.maxRequestBytes);
});
