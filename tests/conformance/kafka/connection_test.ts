import assert from "node:assert/strict";
import { type Address, parseAddresses } from "../../../lib/kafka/config.ts";
import type { Connection } from "../../../lib/kafka/connection/connection.ts";
import { openConnection } from "../../../lib/kafka/connection/open_connection.ts";
import { ConnectionLostError } from "../../../lib/kafka/connection/connection_error.ts";
import { exchange } from "../../../lib/kafka/connection/exchange.ts";
import { encodeBatch } from "../../../lib/wire/batches/batch_encoder.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { produce } from "../../../lib/wire/messages/00_produce.ts";
import { fetchApi } from "../../../lib/wire/messages/01_fetch.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { describeCluster } from "../../../lib/wire/messages/60_describe_cluster.ts";
import { answerProxy } from "../../support/peers/answer_proxy.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";

const never = new AbortController().signal;
const wait = { timeoutMs: 60_000, signal: never };
const [address] = parseAddresses(broker().brokers) as [Address];

function open(at: Address): Promise<Connection> {
  return openConnection(at, {
    config: { brokers: [at] },
    connectTimeoutMs: 60_000,
    signal: never,
  });
}

/** Appends one record to partition 0. */
async function append(connection: Connection, topic: string, value: string): Promise<void> {
  const records = encodeBatch([{ key: null, value: utf8(value), timestamp: 0n }]);
  const partitionData = [{ index: 0, records }];
  const answer = await exchange(connection, produce, {
    acks: -1,
    timeoutMs: 10_000,
    topicData: [{ name: topic, partitionData }],
  }, { ...wait, maxVersion: 12 });
  assert.equal(answer.responses[0]!.partitionResponses[0]!.errorCode, 0);
}

/** The stored bytes of partition 0. */
async function readRecords(connection: Connection, topic: string): Promise<Uint8Array> {
  const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 10_000_000 }];
  const answer = await exchange(connection, fetchApi, {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 10_000_000,
    topics: [{ topic, partitions }],
  }, { ...wait, maxVersion: 12 });
  return answer.responses[0]!.partitions[0]!.records!;
}

Deno.test("Connection reads every answer of a broker that is split at every byte", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  await using proxy = answerProxy(address, { kind: "split" });
  const [whole, split] = [await open(address), await open(proxy.address)];
  await append(split, topic.name, "x".repeat(3000));
  assert.deepEqual([...split.versions], [...whole.versions]);
  assert.deepEqual(
    await exchange(split, describeCluster, {}, wait),
    await exchange(whole, describeCluster, {}, wait),
  );
  const named = { topics: [{ name: topic.name }] };
  assert.deepEqual(
    await exchange(split, metadata, named, wait),
    await exchange(whole, metadata, named, wait),
  );
  assert.deepEqual(await readRecords(split, topic.name), await readRecords(whole, topic.name));
  await Promise.all([whole.close(), split.close()]);
});

Deno.test("Connection reads pipelined answers that are split at every byte", async () => {
  await using proxy = answerProxy(address, { kind: "split" });
  const connection = await open(proxy.address);
  const names = Array.from({ length: 20 }, () => uniqueTopic("missing"));
  const answers = await Promise.all(names.map((name) => (
    exchange(connection, metadata, { topics: [{ name }], allowAutoTopicCreation: false }, wait)
  )));
  assert.deepEqual(answers.map(({ topics }) => topics[0]!.name), names);
  await connection.close();
});

Deno.test("Connection keeps 1,000 requests in flight, and pairs all answers", async () => {
  const connection = await open(address);
  const names = Array.from({ length: 1000 }, (_, index) => `missing-${index}`);
  const answers = await Promise.all(names.map((name) => (
    exchange(connection, metadata, { topics: [{ name }], allowAutoTopicCreation: false }, wait)
  )));
  assert.deepEqual(answers.map(({ topics }) => topics[0]!.name), names);
  await connection.close();
});

/** Opens a connection through a proxy that cuts it; whether both requests got their answers. */
async function survivesCut(afterBytes: number): Promise<boolean> {
  await using proxy = answerProxy(address, { kind: "cut", afterBytes });
  let connection: Connection | undefined;
  try {
    connection = await open(proxy.address);
    await exchange(connection, describeCluster, {}, wait);
    await exchange(connection, metadata, { topics: [] }, wait);
    return true;
  } catch (error) {
    assert.ok(error instanceof ConnectionLostError, `cut after ${afterBytes} bytes: ${error}`);
    assert.equal(error.finding, "closed");
    return false;
  } finally {
    await connection?.close();
  }
}

Deno.test("Connection reports an answer that is cut off at any byte", async () => {
  let afterBytes = 0;
  while (!await survivesCut(afterBytes)) afterBytes++;
  assert.ok(afterBytes > 200, `the answers have only ${afterBytes} bytes`);
});

Deno.test("Connection times out if a broker freezes at any byte of an answer", async () => {
  for (let afterBytes = 0; afterBytes < 12; afterBytes++) {
    await using proxy = answerProxy(address, { kind: "freeze", afterBytes });
    const opening = openConnection(proxy.address, {
      config: { brokers: [address] },
      connectTimeoutMs: 30,
      signal: never,
    });
    await assert.rejects(opening, { name: "ConnectionLostError", finding: "timeout" });
  }
});

Deno.test("Connection sends a request of several megabytes in pieces", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { configs: { "max.message.bytes": "9000000" } });
  const connection = await open(address);
  const value = "0123456789".repeat(500_000);
  await append(connection, topic.name, value);
  const records = await readRecords(connection, topic.name);
  assert.ok(records.byteLength > value.length);
  await connection.close();
});
