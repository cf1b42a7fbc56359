import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { kcatConsume, kcatProduce } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

function chat(...argv: string[]): Promise<CliResult> {
  return runCli(["chat", ...argv], { brokers });
}

async function logOf(topic: string): Promise<string> {
  const { stdout } = await chat("log", "-t", topic);
  return stdout.replaceAll(/ \d{4}-\d\d-\d\d \d\d:\d\d/g, "");
}

Deno.test("wah chat edit and delete change the user's messages in every format", async () => {
  for (const format of ["text", "json", "protobuf"]) {
    const topic = uniqueTopic("chat");
    const common = ["-u", "alice", "-t", topic, "-f", format];
    for (const text of ["helo", "oops", "third"]) await chat("send", ...common, text);
    const edited = await chat("edit", ...common, "0", "hello", "all");
    const deleted = await chat("delete", ...common, "0/1");
    const again = await chat("edit", ...common, "2", "3rd");
    for (const { status, stdout, stderr } of [edited, deleted, again]) {
      assert.deepEqual([status, stdout, stderr], [0, "", ""]);
    }
    assert.equal(
      await logOf(topic),
      "0/0 alice: hello all (edited)\n0/1 alice: (deleted)\n0/2 alice: 3rd (edited)\n",
    );
  }
});

Deno.test("wah chat edit and delete set the first client's fields, but not to 0", async () => {
  const topic = uniqueTopic("chat");
  const common = ["-u", "alice", "-t", topic, "-f", "json"];
  for (const text of ["zero", "one"]) await chat("send", ...common, text);
  await chat("edit", ...common, "0", "0");
  await chat("edit", ...common, "1", "1");
  await chat("delete", ...common, "1");
  const bodies = (await kcatConsume({ brokers, topic })).slice(2)
    .map(({ payload }) => JSON.parse(payload ?? ""));
  assert.deepEqual(
    bodies.map(({ replaces_offset, delete_offset }) => [replaces_offset, delete_offset]),
    [[undefined, undefined], [1, undefined], [undefined, 1]],
  );
});

Deno.test("wah chat edit writes to the partition of its target, which must be given", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { prefix: "chat", partitions: 3 });
  const common = ["-u", "alice", "-t", topic.name];
  const sent = JSON.parse((await chat("send", ...common, "-o", "json", "hi")).stdout);
  const unnamed = await chat("edit", ...common, "0", "ho");
  assert.equal(unnamed.status, 2);
  assert.match(unnamed.stderr, /the room has 3 partitions, so give PARTITION\/OFFSET/);
  const named = await chat("edit", ...common, `${sent.partition}/0`, "ho", "-o", "jsonl");
  assert.equal(JSON.parse(named.stdout).partition, sent.partition);
  assert.equal(await logOf(topic.name), `${sent.partition}/0 alice: ho (edited)\n`);
});

Deno.test("wah chat edit and delete reject records that are not messages of the user", async () => {
  const topic = uniqueTopic("chat");
  await chat("send", "-u", "alice", "-t", topic, "mine");
  const cases = [
    [
      ["delete", "-u", "bob", "0"],
      /^error: Cannot delete 0\/0 in .*: "alice" wrote it; you can only delete your own messages/,
      1,
    ],
    [["edit", "-u", "alice", "9", "x"], /^error: Cannot edit 0\/9 .* there is no such message/, 1],
    [
      ["edit", "-u", "alice", "4/0", "x"],
      /^error: Cannot edit 4\/0 .* there is no such message/,
      1,
    ],
    [["delete", "-u", "alice", "x"], /^error: Cannot find the message "x"/, 2],
    [["delete", "-u", "alice", "-t", "ops", "0"], /give -t only once/, 2],
    [["edit", "-u", "alice", "0", " "], /^error: Cannot edit the message: the text is blank/, 2],
    [["edit", "-u", "alice", "0"], /^error: /, 2],
  ] as const;
  for (const [argv, expected, status] of cases) {
    const result = await chat(...argv, "-t", topic);
    assert.match(result.stderr, expected);
    assert.deepEqual([result.status, result.stdout], [status, ""]);
  }
  assert.equal((await kcatConsume({ brokers, topic })).length, 1);
});

Deno.test("wah chat delete reports a missing room, and does not create it", async () => {
  const topic = uniqueTopic("chat");
  for (let turn = 0; turn < 2; turn++) {
    const { status, stderr } = await chat("delete", "-u", "alice", "-t", topic, "0");
    assert.equal(status, 1);
    assert.match(stderr, /^error: Cannot find the room /);
  }
});

Deno.test("wah chat log --raw shows records, and ignores an edit by another user", async () => {
  const topic = uniqueTopic("chat");
  const text = "mallory: hacked";
  await chat("send", "-u", "alice", "-t", topic, "mine");
  await kcatProduce({ brokers, topic }, [
    { key: "mallory", value: text, headers: [["wah-verb", "edit"], ["wah-target", "0/0"]] },
  ]);
  const folded = (await chat("log", "-t", topic, "-o", "jsonl")).stdout.trimEnd().split("\n");
  const [message, attempt] = folded.map((line) => JSON.parse(line));
  assert.deepEqual([message.kind, message.text, message.edited], ["message", "mine", null]);
  assert.deepEqual([attempt.kind, attempt.author, attempt.owner], ["refused", "mallory", "alice"]);
  const raw = (await chat("log", "--raw", "-t", topic, "-o", "jsonl")).stdout.trimEnd().split("\n");
  assert.deepEqual(raw.map((line) => JSON.parse(line).kind), ["said", "edit"]);
  const lines = (await chat("log", "--raw", "-n", "1", "-t", topic)).stdout;
  assert.match(lines, /^0\/1 \S+ \S+ mallory edits 0\/0: hacked\n$/);
});
