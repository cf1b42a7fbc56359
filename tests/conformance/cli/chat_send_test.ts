import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";
import { kcatConsume } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

Deno.test("wah chat send sends one message, creates the room, and prints nothing", async () => {
  const topic = uniqueTopic("chat");
  const argv = ["chat", "send", "-u", "alice", "-t", topic, "it", "works  again"];
  assert.deepEqual(await runCli(argv, { brokers }), {
    status: 0,
    stdout: "",
    stderr: "",
    stdoutBytes: new Uint8Array(),
  });
  const records = await kcatConsume({ brokers, topic });
  assert.deepEqual(records.map(({ key, payload }) => [key, payload]), [
    ["alice", "alice: it works  again"],
  ]);
});

Deno.test("wah chat send -o json prints the position of the message", async () => {
  const topic = uniqueTopic("chat");
  const send = async (output: string): Promise<string> =>
    (await runCli(["chat", "send", "-u", "a", "-t", topic, "-o", output, "hi"], { brokers }))
      .stdout;
  const first = JSON.parse(await send("json"));
  const line = await send("jsonl");
  assert.equal(line.trimEnd().split("\n").length, 1);
  const second = JSON.parse(line);
  assert.deepEqual([first.topic, first.partition, first.offset], [topic, 0, 0]);
  assert.deepEqual([second.topic, second.partition, second.offset], [topic, 0, 1]);
  assert.ok(Number.isInteger(first.timestamp));
});

Deno.test("wah chat send accepts -u and -t before the word send too", async () => {
  const topic = uniqueTopic("chat");
  await runCli(["chat", "-u", "bob", "-t", topic, "send", "hi"], { brokers });
  const [record] = await kcatConsume({ brokers, topic });
  assert.equal(record?.payload, "bob: hi");
});

Deno.test("wah chat send exits with 1 if the message is too large for the broker", async () => {
  const topic = uniqueTopic("chat");
  const argv = ["chat", "send", "-u", "alice", "-t", topic, "x".repeat(2_000_000)];
  const { status, stderr } = await runCli(argv, { brokers });
  assert.equal(status, 1);
  assert.match(stderr, /^error: Cannot deliver a record to "chat-/);
});
