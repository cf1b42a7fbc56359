import assert from "node:assert/strict";
import { describeConfigs } from "../../../lib/kafka/admin/describe_configs.ts";
import { deleteTopics } from "../../../lib/kafka/admin/delete_topics.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { brokerCase } from "../../support/brokers/broker_case.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";

const { brokers } = broker();

function create(...argv: readonly string[]): Promise<CliResult> {
  return runCli(["topic", "create", ...argv], { brokers });
}

/** Returns unique names; disposing of them deletes the topics that exist. */
function freshNames(...prefixes: string[]): { names: string[] } & AsyncDisposable {
  const names = prefixes.map(uniqueTopic);
  return {
    names,
    async [Symbol.asyncDispose](): Promise<void> {
      await using client = await connect();
      await deleteTopics(client, names);
    },
  };
}

Deno.test("wah topic create creates topics with the given partitions and configs", async () => {
  await using fresh = freshNames("create-a", "create-b");
  const [a, b] = fresh.names as [string, string];
  const flags = ["-p", "3", "-r", "1", "-c", "retention.ms=60000", "-c", "cleanup.policy=compact"];
  const result = await create(a, b, ...flags);
  const width = Math.max(a.length, b.length) + 2;
  assert.deepEqual([result.status, result.stderr], [0, ""]);
  assert.equal(
    result.stdout,
    ["TOPIC".padEnd(width) + "STATUS", a.padEnd(width) + "OK", b.padEnd(width) + "OK", ""]
      .join("\n"),
  );

  await using client = await connect();
  const { topics } = await client.metadata({ topics: [a, b] });
  assert.deepEqual([...topics.values()].map(({ partitions }) => partitions.length), [3, 3]);
  const configs = (await describeConfigs(client, [a])).get(a)!.entries!;
  const own = configs.filter(({ source }) => source === "DYNAMIC_TOPIC_CONFIG");
  assert.deepEqual(own.map(({ name, value }) => `${name}=${value}`), [
    "cleanup.policy=compact",
    "retention.ms=60000",
  ]);
});

Deno.test("wah topic create creates the others if one topic exists, and exits with 1", async () => {
  await using client = await connect();
  await using old = await createTopic(client);
  await using fresh = freshNames("create-new");
  const [name] = fresh.names as [string];
  const result = await create(old.name, name, "-o", "jsonl");
  assert.equal(result.status, 1);
  const rows = result.stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(rows.map(({ topic, status, error }) => [topic, status, error]), [
    [old.name, "failed", "TOPIC_ALREADY_EXISTS"],
    [name, "created", null],
  ]);
  assert.match(result.stderr, /^error: Cannot create topic "[^"]+": [^\n]+\nhint: [^\n]+\n$/);
});

Deno.test("wah topic create exits with 1 if it fails, even if its output is not read", async () => {
  await using client = await connect();
  await using old = await createTopic(client);
  const world = { brokers, stdoutClosesAfter: 0 };
  const { status, stderr } = await runCli(["topic", "create", old.name], world);
  assert.equal(status, 1);
  assert.match(stderr, /already exists/);
});

Deno.test("wah topic create --if-not-exists accepts a topic that exists", async () => {
  await using client = await connect();
  await using old = await createTopic(client);
  const result = await create(old.name, "--if-not-exists");
  assert.deepEqual([result.status, result.stderr], [0, ""]);
  assert.match(result.stdout, / OK \(already exists\)\n$/);
});

Deno.test("wah topic create --dry-run lets the broker validate, and creates nothing", async () => {
  const name = uniqueTopic("create-dry");
  const good = await create(name, "--dry-run", "-o", "json");
  assert.equal(good.status, 0);
  assert.deepEqual(JSON.parse(good.stdout), {
    version: 1,
    topics: [{ topic: name, status: "valid", error: null, message: null }],
  });
  const bad = await create(name, "--dry-run", "-c", "retention.ms=soon");
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /INVALID_CONFIG/);

  await using client = await connect();
  const { topics } = await client.metadata({ topics: [name] });
  assert.equal(topics.get(name)?.error?.codeName, "UNKNOWN_TOPIC_OR_PARTITION");
});

Deno.test("wah topic create creates a topic once if its name is given twice", async () => {
  await using fresh = freshNames("create-twice");
  const [name] = fresh.names as [string];
  const result = await create(name, name, "-o", "jsonl");
  assert.equal(result.status, 0);
  assert.equal(result.stdout.trim().split("\n").length, 1);
});

for (
  const [name, what] of [
    ["with space", "a space"],
    ["sla/sh", "a slash"],
    ["..", "two dots alone"],
    ["x".repeat(250), "250 characters"],
    ["\x1b[31m", "an escape sequence"],
  ] as const
) {
  Deno.test(`wah topic create rejects a name of ${what} with the reason`, async () => {
    const { status, stdout, stderr } = await create(name);
    assert.equal(status, 1);
    assert.match(stdout, /INVALID_TOPIC_EXCEPTION/);
    assert.match(stderr, /^error: Cannot create topic [^\n]+\nhint: Use 1 to 249 [^\n]+\n$/);
    assert.ok(!(stdout + stderr).includes("\x1b"));
  });
}

Deno.test("wah topic create reports a name that differs only in dot or underscore", async () => {
  await using client = await connect();
  await using old = await createTopic(client, { prefix: "create.dot" });
  const { status, stderr } = await create(old.name.replace(".", "_"));
  assert.equal(status, 1);
  assert.match(
    stderr,
    / collides with existing topic[^\n]*\nhint: The broker treats dots and [^\n]+\n$/,
  );
});

brokerCase("wah topic create reports the number of brokers if it is too low", async () => {
  const name = uniqueTopic("create-replicas");
  const { status, stderr } = await create(name, "-r", "99");
  assert.equal(status, 1);
  assert.match(stderr, /\(INVALID_REPLICATION_FACTOR\)\nhint: The cluster has \d+ brokers? up/);
});

Deno.test("wah topic create exits with 1 if the broker rejects the partitions", async () => {
  const name = uniqueTopic("create-many");
  const { status, stdout, stderr } = await create(name, "-p", "2000000000");
  assert.equal(status, 1);
  assert.match(stdout, new RegExp(`\n${name} +[A-Z_]+\n$`));
  assert.match(stderr, new RegExp(`^error: Cannot create topic "${name}": [^\n]+ \\([A-Z_]+\\)\n`));
});

Deno.test("wah topic create prints the text of each error once", async () => {
  const name = uniqueTopic("create-twice");
  await create(name);
  const { status, stdout, stderr } = await create(name, "a b");
  assert.equal(status, 1);
  assert.match(stdout, /^TOPIC +STATUS\n.* TOPIC_ALREADY_EXISTS\na b +INVALID_TOPIC_EXCEPTION\n$/);
  const lines = stderr.trimEnd().split("\n").filter((line) => line.startsWith("error: "));
  assert.equal(lines.length, 2);
  assert.match(lines[0]!, new RegExp(`^error: Cannot create topic "${name}": .*_EXISTS\\)$`));
  assert.match(lines[1]!, /^error: Cannot create topic "a b": .*\(INVALID_TOPIC_EXCEPTION\)$/);
});
