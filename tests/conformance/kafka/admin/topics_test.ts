import assert from "node:assert/strict";
import { awaitTopicsGone, awaitTopicsReady } from "../../../../lib/kafka/admin/await_topics.ts";
import { createTopics } from "../../../../lib/kafka/admin/create_topics.ts";
import { deleteTopics } from "../../../../lib/kafka/admin/delete_topics.ts";
import { describeConfigs } from "../../../../lib/kafka/admin/describe_configs.ts";
import { describeTopics } from "../../../../lib/kafka/admin/describe_topics.ts";
import { broker, uniqueTopic } from "../../../support/brokers/broker.ts";
import { brokerCase } from "../../../support/brokers/broker_case.ts";
import { kcatProduce } from "../../../support/kafka/kcat.ts";
import { connect, createTopic } from "../../../support/brokers/client.ts";

Deno.test("createTopics() uses the broker's defaults for omitted settings", async () => {
  await using client = await connect();
  const [plain, special] = [uniqueTopic("plain"), uniqueTopic("special")];
  const results = await createTopics(client, [
    { name: plain },
    { name: special, partitions: 3, replicationFactor: 1, configs: { "retention.ms": "60000" } },
  ]);
  assert.deepEqual(results, [{ name: plain, error: null }, { name: special, error: null }]);
  await awaitTopicsReady(client, [plain, special]);
  const { topics } = await client.metadata({ topics: [plain, special] });
  assert.ok(topics.get(plain)!.partitions.length >= 1);
  assert.equal(topics.get(special)!.partitions.length, 3);
  const configs = await describeConfigs(client, [special]);
  const retention = configs.get(special)!.entries!.find(({ name }) => name === "retention.ms");
  assert.deepEqual(retention, {
    name: "retention.ms",
    value: "60000",
    source: "DYNAMIC_TOPIC_CONFIG",
    isDefault: false,
    isSensitive: false,
    isReadOnly: false,
  });
  await deleteTopics(client, [plain, special]);
});

Deno.test("createTopics() places replicas as assigned", async () => {
  await using client = await connect();
  const { nodes } = await client.metadata();
  const id = nodes[0]!.id;
  await using topic = await createTopic(client, { assignments: [[id], [id]] });
  const { topics } = await client.metadata({ topics: [topic.name] });
  assert.deepEqual(topics.get(topic.name)!.partitions.map(({ replicas }) => replicas), [[id], [
    id,
  ]]);
});

Deno.test("createTopics() returns the error of each topic", async () => {
  await using client = await connect();
  await using there = await createTopic(client);
  const name = uniqueTopic("wrong");
  const results = await createTopics(client, [
    { name: there.name },
    { name: "no good" },
    { name: `${name}-p`, partitions: 0 },
    { name: `${name}-c`, configs: { "no.such.config": "1" } },
    { name: `${name}-v`, configs: { "retention.ms": "soon" } },
  ]);
  assert.deepEqual(results.map(({ error }) => error?.codeName), [
    "TOPIC_ALREADY_EXISTS",
    "INVALID_TOPIC_EXCEPTION",
    "INVALID_PARTITIONS",
    "INVALID_CONFIG",
    "INVALID_CONFIG",
  ]);
});

brokerCase("createTopics() returns an error for more replicas than brokers", async () => {
  await using client = await connect();
  const [result] = await createTopics(client, [
    { name: uniqueTopic("replicas"), replicationFactor: 30 },
  ]);
  assert.equal(result!.error?.codeName, "INVALID_REPLICATION_FACTOR");
});

Deno.test("createTopics() with validateOnly creates nothing", async () => {
  await using client = await connect();
  const name = uniqueTopic("dry");
  const results = await createTopics(client, [{ name }], { validateOnly: true });
  assert.deepEqual(results, [{ name, error: null }]);
  const { topics } = await client.metadata({ topics: "all" });
  assert.equal(topics.has(name), false);
});

Deno.test("deleteTopics() returns a result for each topic, in order", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const missing = uniqueTopic("missing");
  const results = await deleteTopics(client, [missing, topic.name, topic.name]);
  assert.deepEqual(results.map(({ name }) => name), [missing, topic.name, topic.name]);
  assert.deepEqual(results.map(({ error }) => error?.codeName), [
    "UNKNOWN_TOPIC_OR_PARTITION",
    undefined,
    undefined,
  ]);
  await awaitTopicsGone(client, [topic.name]);
  const { topics } = await client.metadata({ topics: "all" });
  assert.equal(topics.has(topic.name), false);
});

Deno.test("awaitTopicsGone() is content with a new topic of the same name", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const id = "11111111-2222-3333-4444-555555555555";
  await awaitTopicsGone(client, [topic.name], { topicIds: new Map([[topic.name, id]]) });
});

Deno.test("awaitTopicsGone() throws when the time is over", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  await assert.rejects(awaitTopicsGone(client, [topic.name], { timeoutMs: 1 }), {
    name: "FailedError",
    message:
      /^Cannot confirm that all brokers agree within 0\.001 s: .* still exists on broker \d+$/,
  });
});

Deno.test("awaitTopicsReady() throws the signal's reason", async () => {
  await using client = await connect();
  const stop = new AbortController();
  const waiting = awaitTopicsReady(client, [uniqueTopic("never")], { signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(waiting, { message: "enough" });
});

Deno.test("describeConfigs() includes configs with default values", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const configs = (await describeConfigs(client, [topic.name])).get(topic.name)!.entries!;
  const policy = configs.find(({ name }) => name === "cleanup.policy");
  assert.equal(policy?.value, "delete");
  assert.equal(policy?.isDefault, true);
});

Deno.test("describeConfigs() throws an error with the name of a missing topic", async () => {
  await using client = await connect();
  const name = uniqueTopic("missing");
  await assert.rejects(describeConfigs(client, [name]), {
    name: "KafkaError",
    codeName: "UNKNOWN_TOPIC_OR_PARTITION",
    message: new RegExp(`^Cannot read the configs of topic "${name}": `),
  });
});

Deno.test("describeTopics() describes one topic and misses another", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, {
    partitions: 2,
    configs: { "segment.ms": "9000" },
  });
  await kcatProduce({ ...broker(), topic: topic.name }, [
    { key: null, value: "a", partition: 1 },
    { key: null, value: "b", partition: 1 },
  ]);
  const missing = uniqueTopic("missing");
  const [none, found] = await describeTopics(client, [missing, topic.name]);
  assert.deepEqual([none!.name, none!.error?.codeName], [missing, "UNKNOWN_TOPIC_OR_PARTITION"]);
  assert.deepEqual([none!.partitions, none!.configs], [[], []]);
  assert.deepEqual(found!.partitions.map(({ start, end }) => [start, end]), [[0n, 0n], [0n, 2n]]);
  assert.equal(found!.configs.find(({ name }) => name === "segment.ms")?.value, "9000");
});
