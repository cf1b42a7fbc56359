import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { kcatProduce } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

function describe(...argv: readonly string[]): Promise<CliResult> {
  return runCli(["topic", "describe", ...argv], { brokers });
}

Deno.test("wah topic describe prints partitions, and configs with their source", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, {
    partitions: 2,
    configs: { "retention.ms": "60000" },
  });
  await kcatProduce({ brokers, topic: topic.name, args: ["-p", "1"] }, [{ key: null, value: "v" }]);
  const { status, stdout, stderr } = await describe(topic.name);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, new RegExp(`^Topic: +${topic.name}\nId: +[0-9a-f-]{36}\n`));
  assert.match(stdout, /\nOffsets: +1\nIn sync: +1\nSize: +[1-9]\d* B\n/);
  assert.match(stdout, /\nPARTITION +LEADER +REPLICAS +IN-SYNC +START +END +OFFSETS +SIZE\n/);
  assert.match(
    stdout,
    /\n +0 +(\d+) +\1 +\1 +0 +0 +0 +0 B\n +1 +\1 +\1 +\1 +0 +1 +1 +[1-9]\d* B\n/,
  );
  assert.match(stdout, /\nretention\.ms +60000 +DYNAMIC_TOPIC_CONFIG\n/);
  assert.doesNotMatch(stdout, /DEFAULT_CONFIG/);
  const all = await describe("-a", topic.name);
  assert.match(all.stdout, /\ncleanup\.policy +delete +DEFAULT_CONFIG\n/);
});

Deno.test("wah topic describe -o json prints a list of objects with all details", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const { status, stdout } = await describe("-a", topic.name, "-o", "json");
  assert.equal(status, 0);
  const { version, topics: [found, ...others] } = JSON.parse(stdout);
  assert.equal(version, 1);
  assert.deepEqual(others, []);
  assert.deepEqual([found.topic, found.partitions, found.offsets], [topic.name, 1, 0]);
  const [{ leader, ...partition }] = found.partition_list;
  assert.deepEqual(partition, {
    partition: 0,
    replicas: [leader],
    in_sync_replicas: [leader],
    offline_replicas: [],
    start: 0,
    end: 0,
    offsets: 0,
    size: 0,
    problem: null,
  });
  const policy = found.configs.find(({ name }: { name: string }) => name === "cleanup.policy");
  assert.deepEqual(policy, {
    name: "cleanup.policy",
    value: "delete",
    source: "DEFAULT_CONFIG",
    sensitive: false,
    read_only: false,
  });
});

Deno.test("wah topic describe prints the topics that exist, and fails for the others", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const { status, stdout, stderr } = await describe("-o", "jsonl", `${topic.name}x`, topic.name);
  assert.equal(status, 1);
  assert.equal(JSON.parse(stdout).topic, topic.name);
  assert.match(stderr, /^error: Cannot describe topic "[^"]+x": there is no such topic\nhint: /);
});
