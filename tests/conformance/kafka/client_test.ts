import assert from "node:assert/strict";
import { KafkaClient } from "../../../lib/kafka/client.ts";
import { parseAddresses } from "../../../lib/kafka/config.ts";
import { fetchApi } from "../../../lib/wire/messages/01_fetch.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";

Deno.test("KafkaClient.metadata() returns an existing and a missing topic", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2 });
  const missing = uniqueTopic("missing");
  const { topics, nodes } = await client.metadata({ topics: [topic.name, missing, "no good"] });
  assert.equal(topics.get(topic.name)?.error, null);
  assert.deepEqual(topics.get(topic.name)?.partitions.map(({ partition }) => partition), [0, 1]);
  assert.equal(topics.get(missing)?.error?.codeName, "UNKNOWN_TOPIC_OR_PARTITION");
  assert.equal(topics.get("no good")?.error?.codeName, "INVALID_TOPIC_EXCEPTION");
  assert.ok(nodes.length > 0);
});

Deno.test("KafkaClient.metadata() does not create topics", async () => {
  await using client = await connect();
  const name = uniqueTopic("missing");
  await client.metadata({ topics: [name] });
  const { topics } = await client.metadata({ topics: "all" });
  assert.equal(topics.has(name), false);
});

Deno.test("KafkaClient.metadata() without topics returns only the cluster", async () => {
  await using client = await connect();
  const { topics, clusterId, controllerId } = await client.metadata();
  assert.equal(topics.size, 0);
  assert.ok(clusterId);
  assert.notEqual(controllerId, null);
});

Deno.test("KafkaClient.request() speaks all versions of Metadata", async () => {
  await using client = await connect();
  const best = client.apiVersion(metadata);
  assert.ok(best !== null && best >= 12);
  for (let version = 4; version <= best; version++) {
    const answer = await client.request(metadata, { topics: [] }, { maxVersion: version });
    assert.ok(answer.brokers.length > 0, `version ${version}`);
  }
});

Deno.test("KafkaClient.request() rejects a version that the broker does not accept", async () => {
  await using client = await connect();
  await assert.rejects(client.request(metadata, { topics: [] }, { minVersion: 99 }), {
    name: "UnsupportedApiError",
    message: /^Cannot send "Metadata": .* accepts versions 0 to \d+, wah sends versions 99 to 13$/,
  });
});

Deno.test("KafkaClient.request() leaves a long poll at once when it is aborted", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const stop = new AbortController();
  const poll = longPoll(client, topic.name, stop.signal);
  const outcome = assert.rejects(poll, { message: "enough" });
  stop.abort(new Error("enough"));
  await outcome;
  assert.equal((await client.metadata()).nodes.length > 0, true);
});

Deno.test("KafkaClient answers other requests during a long poll", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const stop = new AbortController();
  const poll = longPoll(client, topic.name, stop.signal);
  let isPolling = true;
  const outcome = assert.rejects(poll.finally(() => isPolling = false));
  const { controllerId } = await client.metadata();
  await client.metadata({ node: controllerId! });
  assert.equal(isPolling, true);
  stop.abort();
  await outcome;
});

Deno.test("KafkaClient can be disposed during a long poll", async () => {
  await using other = await connect();
  await using topic = await createTopic(other);
  const client = await connect();
  const poll = assert.rejects(longPoll(client, topic.name));
  await client[Symbol.asyncDispose]();
  await poll;
});

Deno.test("KafkaClient.request() reconnects after its long poll was aborted", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  for (let round = 0; round < 3; round++) {
    const stop = new AbortController();
    const outcome = assert.rejects(longPoll(client, topic.name, stop.signal));
    stop.abort();
    await outcome;
  }
  const answer = await fetchOnce(client, topic.name, { maxWaitMs: 0 });
  assert.equal(answer.errorCode, 0);
});

Deno.test("KafkaClient.request() opens one connection for many first requests", async () => {
  await using client = await connect();
  const { controllerId } = await client.metadata();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => client.metadata({ node: controllerId! })),
  );
  assert.equal(answers.length, 20);
});

Deno.test("KafkaClient.connect() tries the next address if no broker is listening", async () => {
  const [address] = parseAddresses(broker().brokers);
  const brokers = [{ host: "127.0.0.1", port: 1 }, address!];
  await using client = await KafkaClient.connect({ brokers });
  assert.ok(client.nodes.length > 0);
});

Deno.test("KafkaClient.connectAndList() returns topics with partitions and leaders", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2 });
  const brokers = parseAddresses(broker().brokers);
  const listed = await KafkaClient.connectAndList({ brokers });
  await using other = listed.client;
  const found = listed.topics.get(topic.name);
  assert.equal(found?.error, null);
  assert.deepEqual(found?.partitions.map(({ partition }) => partition), [0, 1]);
  const { topics } = await other.metadata({ topics: "all" });
  const leaders = topics.get(topic.name)?.partitions.map(({ leader }) => leader);
  assert.deepEqual(found?.partitions.map(({ leader }) => leader), leaders);
});

Deno.test("KafkaClient.request() reports a broker that the cluster does not list", async () => {
  await using client = await connect();
  await assert.rejects(client.metadata({ node: 4711 }), {
    name: "ConnectionLostError",
    message: "Cannot reach broker 4711: the cluster does not list it",
  });
});

function longPoll(client: KafkaClient, topic: string, signal?: AbortSignal): Promise<unknown> {
  return fetchOnce(client, topic, { maxWaitMs: 60_000, ...(signal && { signal }) });
}

async function fetchOnce(
  client: KafkaClient,
  topic: string,
  { maxWaitMs, signal }: { maxWaitMs: number; signal?: AbortSignal },
): Promise<{ errorCode: number }> {
  const { topics } = await client.metadata({ topics: [topic] });
  const { topicId, partitions } = topics.get(topic)!;
  return await client.request(fetchApi, {
    maxWaitMs,
    minBytes: 1,
    maxBytes: 1024,
    isolationLevel: 0,
    topics: [{
      topic,
      topicId: topicId!,
      partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1024 }],
    }],
  }, { node: partitions[0]!.leader!, timeoutMs: 90_000, ...(signal && { signal }) });
}
