import assert from "node:assert/strict";
import type { KafkaClient } from "../../../lib/kafka/client.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { connect, createTopic, type TestTopic } from "../../support/brokers/client.ts";
import { internalTopic } from "../../support/kafka/internal_topic.ts";
import { kcatProduce } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

function list(...argv: readonly string[]): Promise<CliResult> {
  return runCli(["topic", "list", ...argv], { brokers });
}

/**
 * Creates two topics with one prefix: "b" with one partition, and "a" with two partitions and three
 * records.
 */
async function twoTopics(
  client: KafkaClient,
): Promise<{ a: TestTopic; b: TestTopic; prefix: string }> {
  const prefix = uniqueTopic("list");
  const b = await createTopic(client, { prefix: `${prefix}-b` });
  const a = await createTopic(client, { prefix: `${prefix}-a`, partitions: 2 });
  await kcatProduce(
    { brokers, topic: a.name },
    [1, 2, 3].map((n) => ({ key: null, value: `${n}` })),
  );
  return { a, b, prefix };
}

Deno.test("wah topic list prints one row per topic, sorted by name", async () => {
  await using client = await connect();
  const { a, b, prefix } = await twoTopics(client);
  await using _a = a;
  await using _b = b;
  const { status, stdout, stderr } = await list("-r", `${prefix}.*`);
  assert.deepEqual([status, stderr], [0, ""]);
  const width = a.name.length + 2;
  assert.equal(
    stdout.replaceAll(/ +\S+(?: B)?\n/g, "\n"),
    `${"TOPIC".padEnd(width)}PARTITIONS  REPLICAS  IN-SYNC  OFFSETS\n` +
      `${a.name.padEnd(width)}         2         1        1        3\n` +
      `${b.name.padEnd(width)}         1         1        1        0\n`,
  );
  assert.match(stdout, / {2}SIZE\n.* \d+ B\n.* 0 B\n$/);
});

Deno.test("wah topic list -o jsonl prints one object per topic that is not internal", async () => {
  await using client = await connect();
  const { a, b } = await twoTopics(client);
  await using _a = a;
  await using _b = b;
  const { status, stdout } = await list("-o", "jsonl");
  const rows: { topic: string; internal: boolean; size: number }[] = stdout.trim().split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(status, 0);
  assert.deepEqual(rows.filter(({ internal }) => internal), []);
  const { size, ...row } = rows.find(({ topic }) => topic === a.name)!;
  assert.deepEqual(row, {
    topic: a.name,
    internal: false,
    partitions: 2,
    replicas: 1,
    offsets: 3,
    in_sync_replicas: 1,
  });
  assert.ok(size > 0, `${size}`);
  const names = rows.map(({ topic }) => topic);
  assert.deepEqual(names, names.toSorted());
});

Deno.test("wah topic list -i prints internal topics too, and marks them", async () => {
  await using client = await connect();
  const name = await internalTopic(client);
  const rows = (await list("-i")).stdout.split("\n");
  assert.equal(rows.some((row) => row.startsWith(`${name} (internal) `)), name !== null);
  assert.doesNotMatch((await list()).stdout, /\(internal\)/);
});

Deno.test("wah topic list prints the topics that exist, and fails for the rest", async () => {
  await using client = await connect();
  const { a, b } = await twoTopics(client);
  await using _a = a;
  await using _b = b;
  const { status, stdout, stderr } = await list(`${a.name}x`, a.name);
  assert.equal(status, 1);
  assert.equal(stdout.trim().split("\n").length, 2);
  assert.match(stderr, /^error: Cannot list topic "[^"]+x": there is no such topic\nhint: Did you/);
});

Deno.test("wah topic list -r exits with 1 if nothing matches", async () => {
  const { status, stdout, stderr } = await list("-r", uniqueTopic("none"));
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^error: Cannot list topics matching "[^"]+": no topic matches\nhint: /);
});

Deno.test("wah topic list hides the topics of chats, unless it is -i", async () => {
  const users = [uniqueTopic("ann"), uniqueTopic("ben")] as const;
  await runCli(["chat", "send", "-u", users[0], "--to", users[1], "psst"], { brokers });
  assert.doesNotMatch((await list()).stdout, /^chat-inbox /m);
  assert.match((await list("-i")).stdout, /^chat-inbox /m);
  const deleted = await runCli(["topic", "delete", "--dry-run", "-r", "chat-inbo."], { brokers });
  assert.equal(deleted.status, 1);
  assert.match(deleted.stderr, /no topic matches/);
});
