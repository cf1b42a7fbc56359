import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { internalTopic } from "../../support/kafka/internal_topic.ts";
import { Tmux } from "../../support/cli/tmux.ts";

const { brokers } = broker();

function remove(...argv: readonly string[]): Promise<CliResult> {
  return runCli(["topic", "delete", ...argv], { brokers });
}

function statuses({ stdout }: CliResult): unknown {
  const rows = stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  return rows.map(({ topic, status }) => [topic, status]);
}

async function exists(...names: string[]): Promise<boolean[]> {
  await using client = await connect();
  const { topics } = await client.metadata({ topics: names });
  return names.map((name) => topics.get(name)?.error === null);
}

Deno.test("wah topic delete -y lists the topics, deletes them, and waits for that", async () => {
  await using client = await connect();
  await using a = await createTopic(client, { prefix: "delete-a", partitions: 2 });
  const result = await remove("-y", a.name);
  assert.equal(result.status, 0);
  assert.match(result.stdout, new RegExp(`^TOPIC +STATUS\n${a.name} +OK\n$`));
  assert.match(result.stderr, new RegExp(`\n${a.name} +2 +1 +1 +0 +0 B\n$`));
  assert.deepEqual(await exists(a.name), [false]);
});

Deno.test("wah topic delete -y -q prints only its result", async () => {
  await using client = await connect();
  await using a = await createTopic(client, { prefix: "delete-quiet" });
  const { status, stderr } = await remove("-y", "-q", a.name);
  assert.deepEqual([status, stderr], [0, ""]);
});

Deno.test("wah topic delete deletes the others and exits with 1 if one is missing", async () => {
  await using client = await connect();
  await using a = await createTopic(client, { prefix: "delete-here" });
  const missing = `${a.name}x`;
  const result = await remove("-y", "-o", "jsonl", missing, a.name);
  assert.equal(result.status, 1);
  assert.deepEqual(statuses(result), [[a.name, "deleted"], [missing, "failed"]]);
  assert.match(
    result.stderr,
    new RegExp(
      `\nerror: Cannot delete topic "${missing}": there is no such topic ` +
        `\\(UNKNOWN_TOPIC_OR_PARTITION\\)\nhint: Did you mean "${a.name}"[^\n]*\n$`,
    ),
  );
});

Deno.test("wah topic delete --if-exists accepts a topic that does not exist", async () => {
  const name = uniqueTopic("delete-never");
  const result = await remove("-y", "--if-exists", "-o", "jsonl", name);
  assert.deepEqual([result.status, result.stderr], [0, ""]);
  assert.deepEqual(statuses(result), [[name, "absent"]]);
});

Deno.test("wah topic delete -r matches whole names, also in each alternative", async () => {
  await using client = await connect();
  await using a = await createTopic(client, { prefix: "delete-re" });
  await using longer = await createTopic(client, { prefix: a.name });
  await using other = await createTopic(client, { prefix: "delete-re" });
  const result = await remove("-y", "-o", "jsonl", "-r", `${a.name}|${other.name}`);
  assert.equal(result.status, 0);
  assert.deepEqual(statuses(result), [a.name, other.name].sort().map((name) => [name, "deleted"]));
  assert.deepEqual(await exists(a.name, longer.name, other.name), [false, true, false]);
});

Deno.test("wah topic delete -r deletes nothing if one expression matches nothing", async () => {
  await using client = await connect();
  await using a = await createTopic(client, { prefix: "delete-glob" });
  const result = await remove("-y", "-r", a.name, "README\\.md-of-no-topic");
  assert.equal(result.status, 1);
  assert.equal(result.stdout, "");
  assert.match(
    result.stderr,
    /^error: Cannot delete topics matching "README[^\n]+\nhint: Quote /,
  );
  assert.deepEqual(await exists(a.name), [true]);
});

Deno.test("wah topic delete -r never matches an internal topic", async () => {
  await using client = await connect();
  const name = await internalTopic(client) ?? "__consumer_offsets";
  const result = await remove("-y", "-r", `${name.slice(0, -1)}.`);
  assert.equal(result.status, 1);
  assert.match(result.stderr, /: no topic matches\n/);
});

Deno.test("wah topic delete exits with 2 without a terminal and without -y", async () => {
  await using client = await connect();
  await using a = await createTopic(client, { prefix: "delete-unasked" });
  const result = await remove(a.name);
  assert.deepEqual([result.status, result.stdout], [2, ""]);
  assert.deepEqual(await exists(a.name), [true]);
});

for (
  const [answer, status, isLeft] of [
    ["n", 1, true],
    ["", 1, true],
    ["y", 0, false],
  ] as const
) {
  Deno.test(`wah topic delete on a terminal exits with ${status} after "${answer}"`, async () => {
    await using client = await connect();
    await using a = await createTopic(client, { prefix: "delete-asked" });
    await using tmux = new Tmux();
    const screen = await tmux.open({
      command: cliCommand(["topic", "delete", a.name]),
      env: { ...cliEnvironment(), WAH_BROKERS: brokers, TERM: "tmux-256color" },
    });
    await screen.waitFor(`Delete "${a.name}"? [y/N]`);
    await screen.type(answer);
    await screen.press("Enter");
    assert.equal(await screen.exitStatus(), status);
    assert.deepEqual(await exists(a.name), [isLeft]);
  });
}

Deno.test("wah topic delete on a terminal deletes nothing after Ctrl-C", async () => {
  await using client = await connect();
  await using a = await createTopic(client, { prefix: "delete-interrupted" });
  await using tmux = new Tmux();
  const screen = await tmux.open({
    command: cliCommand(["topic", "delete", a.name]),
    env: { ...cliEnvironment(), WAH_BROKERS: brokers, TERM: "tmux-256color" },
  });
  await screen.waitFor("[y/N]");
  await screen.press("C-c");
  assert.equal(await screen.exitStatus(), 130);
  assert.deepEqual(await exists(a.name), [true]);
});

Deno.test("wah topic delete --dry-run shows what would go, and deletes nothing", async () => {
  await using client = await connect();
  await using a = await createTopic(client, { prefix: "delete-dry" });
  const { status, stdout, stderr } = await remove("--dry-run", a.name);
  assert.equal(status, 0);
  assert.match(stdout, / OK \(dry run\)\n$/);
  assert.match(stderr, new RegExp(`\n${a.name} `));
  assert.deepEqual(await exists(a.name), [true]);
});
