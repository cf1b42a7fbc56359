import assert from "node:assert/strict";
import { describeConfigs } from "../../../lib/kafka/admin/describe_configs.ts";
import { listOffsets } from "../../../lib/kafka/admin/list_offsets.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { internalTopic } from "../../support/kafka/internal_topic.ts";
import { topicOf } from "../../support/brokers/records.ts";

const { brokers } = broker();

function reset(...argv: readonly string[]): Promise<CliResult> {
  return runCli(["topic", "reset", "-y", ...argv], { brokers });
}

async function bounds(topic: string): Promise<(bigint | null)[]> {
  await using client = await connect();
  const answers = await listOffsets(client, [
    { topic, partition: 0, at: "earliest" },
    { topic, partition: 0, at: "latest" },
  ]);
  return answers.map(({ offset }) => offset);
}

const three = ["a", "b", "c"].map((value) => ({ partition: 0, value }));

Deno.test("wah topic reset empties a topic, and offsets start at 0 again", async () => {
  await using topic = await topicOf(three);
  const result = await reset(topic.name);
  assert.equal(result.status, 0);
  assert.match(
    result.stdout,
    new RegExp(`^TOPIC +STATUS +PARTITIONS +REPLICAS +REMOVED\n${topic.name} +OK +1 +1 +3\n$`),
  );
  assert.match(result.stderr, /^These topics will be deleted with all records and recreated as:\n/);
  assert.deepEqual(await bounds(topic.name), [0n, 0n]);
});

Deno.test("wah topic reset keeps partitions and every config that was set", async () => {
  await using client = await connect();
  const configs = { "cleanup.policy": "compact", "max.message.bytes": "2000000" };
  await using topic = await createTopic(client, { partitions: 4, configs });
  const result = await reset(topic.name, "-o", "jsonl");
  assert.equal(result.status, 0);
  assert.deepEqual(JSON.parse(result.stdout), {
    topic: topic.name,
    status: "reset",
    partitions: 4,
    replicas: 1,
    removed: 0,
  });
  const kept = (await describeConfigs(client, [topic.name])).get(topic.name)!.entries!
    .filter(({ source }) => source === "DYNAMIC_TOPIC_CONFIG")
    .map(({ name, value }) => [name, value]);
  assert.deepEqual(Object.fromEntries(kept), configs);
  const { topics } = await client.metadata({ topics: [topic.name] });
  assert.equal(topics.get(topic.name)?.partitions.length, 4);
});

Deno.test("wah topic reset --keep-offsets deletes the records in place", async () => {
  await using topic = await topicOf(three);
  const result = await reset("--keep-offsets", topic.name);
  assert.equal(result.status, 0);
  assert.match(result.stderr, /^All records of these topics will be deleted in place:\n/);
  assert.deepEqual(await bounds(topic.name), [3n, 3n]);
});

Deno.test("wah topic reset --keep-offsets rejects a compacted topic with a hint", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { configs: { "cleanup.policy": "compact" } });
  const result = await reset("--keep-offsets", topic.name);
  assert.equal(result.status, 1);
  assert.match(
    result.stderr,
    /error: Cannot truncate topic "[^"]+": .* \(POLICY_VIOLATION\)\nhint: .*--keep-offsets/,
  );
});

Deno.test("wah topic reset changes nothing if one of the topics does not exist", async () => {
  await using topic = await topicOf(three);
  const missing = `${topic.name}x`;
  const result = await reset(topic.name, missing);
  assert.deepEqual([result.status, result.stdout], [1, ""]);
  assert.match(
    result.stderr,
    new RegExp(
      `^error: Cannot reset topic "${missing}": [^\n]+\nhint: Did you mean "${topic.name}"`,
    ),
  );
  assert.deepEqual(await bounds(topic.name), [0n, 3n]);
});

Deno.test("wah topic reset rejects an internal topic", async () => {
  await using client = await connect();
  const name = await internalTopic(client) ?? uniqueTopic("reset-never");
  const result = await reset(name);
  assert.deepEqual([result.status, result.stdout], [1, ""]);
  assert.match(result.stderr, new RegExp(`^error: Cannot reset topic "${name}": `));
});

Deno.test("wah topic reset exits with 2 without a terminal and without -y", async () => {
  await using topic = await topicOf(three);
  const result = await runCli(["topic", "reset", topic.name], { brokers });
  assert.deepEqual([result.status, result.stdout], [2, ""]);
  assert.deepEqual(await bounds(topic.name), [0n, 3n]);
});
