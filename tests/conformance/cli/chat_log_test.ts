import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";
import { kcatProduce } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

/** Returns a log line without its date and time, which differ between runs. */
function undated(log: string): string {
  return log.replaceAll(/ \d{4}-\d\d-\d\d \d\d:\d\d/g, "");
}

Deno.test("wah chat log does not truncate text in a pipe", async () => {
  const topic = uniqueTopic("chat");
  const text = `${"x".repeat(10_000)}${"\n".repeat(200)}end`;
  await runCli(["chat", "send", "-u", "bob", "-t", topic, text], { brokers });
  const { stdout } = await runCli(["chat", "log", "-t", topic], { brokers });
  assert.equal(undated(stdout), `0/0 bob: ${text.replaceAll("\n", "\n    | ")}\n`);
});

Deno.test("wah chat log shows the first client's records with its changes applied", async () => {
  const topic = uniqueTopic("chat");
  await kcatProduce({ brokers, topic }, [
    { key: "key", value: "alice: zero" },
    { key: "key", value: '{"username":"bob","message":"onne"}' },
    { key: "admin-update", value: '{"username":"bob","message":"one","replaces_offset":1}' },
    { key: "key", value: '{"username":"bob","message":"secret"}' },
    {
      key: "admin-delete",
      value: '{"username":"Admin","message":"Message deleted","delete_offset":3}',
    },
    {
      key: "alice",
      value: "alice: zero!",
      headers: [["wah-verb", "edit"], ["wah-target", "0/0"]],
    },
    { key: "bob", value: '{"username":"bob","message":"x","replaces_offset":99}' },
    { key: "k", value: "\x1b[2Jgarbage" },
  ]);
  const { status, stdout, stderr } = await runCli(["chat", "log", "-t", topic], { brokers });
  assert.equal(stderr, "");
  assert.equal(
    undated(stdout),
    "0/0 alice: zero! (edited)\n" +
      "0/1 bob: one (edited)\n" +
      "0/3 bob: (deleted by Admin)\n" +
      "0/6 bob edited a message not shown here (0/99): x\n" +
      "0/7 is not a chat message (no user name before a colon): \\x1b[2Jgarbage\n",
  );
  assert.equal(status, 0);
});

Deno.test("wah chat log -n counts lines of the timeline, not records", async () => {
  const topic = uniqueTopic("chat");
  const edits = Array.from({ length: 100 }, (_, index) => ({
    key: "a",
    value: `{"username":"a","message":"edit ${index}","replaces_offset":2}`,
  }));
  await kcatProduce({ brokers, topic }, [
    { key: "a", value: "a: zero" },
    { key: "a", value: "a: one" },
    { key: "a", value: "a: two" },
    ...edits,
  ]);
  const log = async (...argv: string[]): Promise<string> =>
    undated((await runCli(["chat", "log", "-t", topic, ...argv], { brokers })).stdout);
  assert.equal(await log("-n", "2"), "0/1 a: one\n0/2 a: edit 99 (edited)\n");
  assert.equal(await log("-n", "0"), "");
  assert.equal(await log("--all"), "0/0 a: zero\n0/1 a: one\n0/2 a: edit 99 (edited)\n");
});

Deno.test("wah chat log -o jsonl prints one object per line, with exact offsets", async () => {
  const topic = uniqueTopic("chat");
  await kcatProduce({ brokers, topic }, [
    { key: "a", value: "a: hi" },
    { key: "a", value: '{"username":"b","message":"ho","replaces_offset":7}' },
    { key: "a", value: "?" },
  ]);
  const { stdout } = await runCli(["chat", "log", "-t", topic, "-o", "jsonl"], { brokers });
  const items = stdout.trimEnd().split("\n").map((line) => ({ ...JSON.parse(line), timestamp: 0 }));
  assert.deepEqual(items, [
    {
      ...{ kind: "message", partition: 0, offset: 0, timestamp: 0 },
      ...{ author: "a", text: "hi", edited: null, deleted: null },
    },
    {
      ...{ kind: "unplaced", partition: 0, offset: 1, timestamp: 0 },
      ...{ author: "b", text: "ho", verb: "edit", target: { partition: 0, offset: 7 } },
    },
    {
      ...{ kind: "foreign", partition: 0, offset: 2, timestamp: 0 },
      ...{ reason: "no user name before a colon", excerpt: "?" },
    },
  ]);
  const whole = await runCli(["chat", "log", "-t", topic, "-o", "json"], { brokers });
  assert.equal(JSON.parse(whole.stdout).messages.length, 3);
});

Deno.test("wah chat log merges the partitions of a room by time", async () => {
  const topic = uniqueTopic("chat");
  await runCli(["topic", "create", topic, "-p", "3"], { brokers });
  for (const [index, partition] of [2, 0, 1, 0, 2].entries()) {
    await kcatProduce({ brokers, topic }, [{ key: "a", value: `a: ${index}`, partition }]);
  }
  const { stdout } = await runCli(["chat", "log", "-t", topic], { brokers });
  assert.equal(undated(stdout), "2/0 a: 0\n0/0 a: 1\n1/0 a: 2\n0/1 a: 3\n2/1 a: 4\n");
});

Deno.test("wah chat log exits with 1 for a missing room, and does not create it", async () => {
  const topic = uniqueTopic("chat");
  const { status, stdout, stderr } = await runCli(["chat", "log", "-t", topic], { brokers });
  assert.equal(status, 1);
  assert.equal(stdout, "");
  assert.match(stderr, new RegExp(`^error: Cannot find the room "${topic}": `));
  assert.match(stderr, new RegExp(`\nhint: wah chat -t ${topic} creates it\n$`));
});
