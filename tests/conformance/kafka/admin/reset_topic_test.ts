import assert from "node:assert/strict";
import { describeConfigs } from "../../../../lib/kafka/admin/describe_configs.ts";
import { deleteTopics } from "../../../../lib/kafka/admin/delete_topics.ts";
import { planReset } from "../../../../lib/kafka/admin/reset_plan.ts";
import { resetTopic } from "../../../../lib/kafka/admin/reset_topic.ts";
import { truncateTopic } from "../../../../lib/kafka/admin/truncate_topic.ts";
import { broker, uniqueTopic } from "../../../support/brokers/broker.ts";
import { brokerCase } from "../../../support/brokers/broker_case.ts";
import { connect, createTopic } from "../../../support/brokers/client.ts";
import { kcatConsume, kcatProduce } from "../../../support/kafka/kcat.ts";

const configs = { "max.message.bytes": "123456", "retention.ms": "3600000" };
const records = [0, 1, 2, 3, 4].map((n) => ({ key: null, value: `v${n}`, partition: n % 2 }));

Deno.test("planReset() returns what a reset deletes and restores", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2, configs });
  await kcatProduce({ ...broker(), topic: topic.name }, records);
  const plan = await planReset(client, topic.name);
  assert.deepEqual(plan.spec, { name: topic.name, partitions: 2, replicationFactor: 1, configs });
  assert.deepEqual(plan.extents, [
    { partition: 0, start: 0n, end: 3n },
    { partition: 1, start: 0n, end: 2n },
  ]);
  assert.equal(plan.offsets, 5n);
});

Deno.test("planReset() suggests names that are near to a missing one", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  await assert.rejects(planReset(client, topic.name.slice(0, -1)), {
    name: "KafkaError",
    message: /^Cannot reset topic ".*": .* \(UNKNOWN_TOPIC_OR_PARTITION\)$/,
    hint: new RegExp(`^Did you mean "${topic.name}"`),
  });
});

Deno.test("resetTopic() empties a topic and keeps its shape and configs", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2, configs });
  const source = { ...broker(), topic: topic.name };
  await kcatProduce(source, records);
  const plan = await planReset(client, topic.name);
  const steps: string[] = [];
  const report = await resetTopic(client, plan, { onProgress: (step) => steps.push(step) });
  assert.notEqual(report.topicId, plan.topicId);
  assert.deepEqual([report.removed, report.arrived], [5n, 0n]);
  assert.deepEqual(steps, [
    ...["checking", "deleting", "awaiting-deletion", "creating"],
    ...["awaiting-leaders", "verifying"],
  ]);
  assert.deepEqual(await kcatConsume(source), []);
  const entries = (await describeConfigs(client, [topic.name])).get(topic.name)!.entries!;
  const own = entries.filter(({ source }) => source === "DYNAMIC_TOPIC_CONFIG");
  assert.deepEqual(Object.fromEntries(own.map(({ name, value }) => [name, value])), configs);
});

brokerCase("resetTopic() does not delete a topic that it could not restore", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const plan = await planReset(client, topic.name);
  const impossible = { ...plan, spec: { ...plan.spec, replicationFactor: 30 } };
  await assert.rejects(resetTopic(client, impossible), {
    name: "KafkaError",
    codeName: "INVALID_REPLICATION_FACTOR",
    hint: /^Nothing was changed/,
  });
  assert.equal((await planReset(client, topic.name)).topicId, plan.topicId);
});

Deno.test("resetTopic() throws if another client has deleted the topic", async () => {
  await using client = await connect();
  const topic = await createTopic(client);
  const plan = await planReset(client, topic.name);
  await topic[Symbol.asyncDispose]();
  await assert.rejects(resetTopic(client, plan), {
    name: "KafkaError",
    codeName: "UNKNOWN_TOPIC_OR_PARTITION",
    message: new RegExp(`^Cannot delete topic "${topic.name}": `),
  });
});

Deno.test("resetTopic() throws the topic's spec if aborted after the deletion", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2, configs });
  const plan = await planReset(client, topic.name);
  const stop = new AbortController();
  const resetting = resetTopic(client, plan, {
    signal: stop.signal,
    onProgress: (step) => step === "awaiting-deletion" && stop.abort(new Error("Interrupted")),
  });
  await assert.rejects(resetting, {
    name: "TopicLostError",
    message: `Cannot restore topic "${topic.name}" after deleting it: Interrupted`,
    spec: plan.spec,
  });
});

Deno.test("truncateTopic() empties a topic in place", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2 });
  const source = { ...broker(), topic: topic.name };
  await kcatProduce(source, records);
  const results = await truncateTopic(client, await planReset(client, topic.name));
  assert.deepEqual(results.map(({ logStartOffset }) => logStartOffset), [3n, 2n]);
  assert.deepEqual(await kcatConsume(source), []);
});

Deno.test("truncateTopic() returns POLICY_VIOLATION for a compacted topic", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { configs: { "cleanup.policy": "compact" } });
  const plan = await planReset(client, topic.name);
  const results = await truncateTopic(client, plan);
  assert.deepEqual(results.map(({ error }) => error?.codeName), ["POLICY_VIOLATION"]);
});

Deno.test("planReset() suggests no other topic if none is similar", async () => {
  await using client = await connect();
  await assert.rejects(planReset(client, uniqueTopic("qxqxqxqx").toUpperCase()), {
    name: "KafkaError",
  });
  assert.deepEqual(await deleteTopics(client, []), []);
});
