import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli, startCli } from "../../support/cli/cli.ts";
import { kcatConsume, kcatProduce } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

Deno.test("wah chat in a pipe sends each line, and prints it once it is read back", async () => {
  const topic = uniqueTopic("chat");
  const { status, stdout, stderr } = await runCli(["chat", "-u", "alice", "-t", topic], {
    brokers,
    stdin: "Salut !\n\nça va ?",
  });
  assert.equal(stderr, "");
  assert.equal(stdout, "alice: Salut !\nalice: ça va ?\n");
  assert.equal(status, 0);
});

Deno.test("wah chat writes exactly what other clients read, keyed by author", async () => {
  const values = {
    text: "alice: Salut !",
    json: '{"username":"alice","message":"Salut !"}',
    protobuf: "\n\x05alice\x12\x07Salut !",
  };
  for (const [format, value] of Object.entries(values)) {
    const topic = uniqueTopic("chat");
    const argv = ["chat", "-u", "alice", "-t", topic, "-f", format];
    const { stdout } = await runCli(argv, { brokers, stdin: "Salut !\n" });
    assert.equal(stdout, "alice: Salut !\n");
    const records = await kcatConsume({ brokers, topic });
    assert.deepEqual(records.map(({ key, payload, partition }) => [key, payload, partition]), [
      ["alice", value, 0],
    ]);
  }
});

Deno.test("wah chat shows two users in pipes each other's lines, in the room's order", async () => {
  const topic = uniqueTopic("chat");
  const alice = startCli(["chat", "-u", "alice", "-t", topic], { brokers });
  await alice.write("one\n");
  await alice.stdout.waitFor("alice: one\n");
  const bob = startCli(["chat", "-u", "bob", "-t", topic, "-f", "json"], { brokers });
  await bob.write("two\n");
  await Promise.all([alice, bob].map(({ stdout }) => stdout.waitFor("bob: two\n")));
  await alice.write("three\n");
  await Promise.all([alice, bob].map(({ stdout }) => stdout.waitFor("alice: three\n")));
  await alice.endInput();
  await bob.endInput();
  const [first, second] = await Promise.all([alice.result, bob.result]);
  assert.equal(first.stdout, "alice: one\nbob: two\nalice: three\n");
  // A pipe shows no history, and bob joined after the first line.
  assert.equal(second.stdout, "bob: two\nalice: three\n");
  assert.deepEqual([first.status, second.status], [0, 0]);
});

Deno.test("wah chat in a pipe sends many lines in order, each once", async () => {
  const topic = uniqueTopic("chat");
  const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index}`);
  const { status, stdout } = await runCli(["chat", "-u", "ci", "-t", topic], {
    brokers,
    stdin: lines.join("\n"),
  });
  assert.equal(status, 0);
  assert.deepEqual(stdout.trimEnd().split("\n"), lines.map((line) => `ci: ${line}`));
});

Deno.test("wah chat reads every format and the messages of every client in one room", async () => {
  const topic = uniqueTopic("chat");
  const alice = startCli(["chat", "-u", "alice", "-t", topic, "--follow"], { brokers });
  await alice.write("text\n");
  await alice.stdout.waitFor("alice: text\n");
  await runCli(["chat", "send", "-u", "bob", "-t", topic, "-f", "protobuf", "protobuf"], {
    brokers,
  });
  await runCli(["chat", "send", "-u", "carl", "-t", topic, "-f", "json", "json"], { brokers });
  await kcatProduce({ brokers, topic }, [
    { key: "key", value: "dora: kcat" },
    { key: "key", value: '{"user":"emil","message":"labs"}' },
    {
      key: "key",
      value: '{"username":"fay","message":"seed","replaces_offset":null,"delete_offset":0}',
    },
    { key: "key", value: "garbage" },
    { key: "key", value: '{"broken' },
    { key: "key", value: null },
    { key: "key", value: "fay: still here" },
  ]);
  await alice.stdout.waitFor("fay: still here\n");
  alice.interrupt();
  const { status, stdout, stderr } = await alice.result;
  assert.equal(
    stdout,
    "alice: text\nbob: protobuf\ncarl: json\ndora: kcat\nemil: labs\nfay: still here\n",
  );
  assert.equal(
    stderr,
    `note: ${topic} 0/5: fay tried to delete a message by alice (0/0)\n` +
      `note: ${topic} 0/6 is not a chat message (no user name before a colon)\n` +
      `note: ${topic} 0/7 is not a chat message (broken JSON)\n` +
      `note: ${topic} 0/8 is a tombstone\n`,
  );
  assert.equal(status, 130);
});

Deno.test("wah chat reports the line that is too large, and sends the others", async () => {
  const topic = uniqueTopic("chat");
  const { status, stdout, stderr } = await runCli(["chat", "-u", "alice", "-t", topic], {
    brokers,
    stdin: `one\n${"x".repeat(2_000_000)}\nthree\n`,
  });
  assert.equal(status, 1);
  assert.equal(stdout, "alice: one\nalice: three\n");
  assert.match(stderr, /^error: Cannot send line 2 \(2000000 bytes\): /);
  assert.match(stderr, /error: Cannot send 1 of 3 lines: the broker did not accept them\n$/);
});

Deno.test("wah chat in a pipe exits with 130 if it is interrupted", async () => {
  const topic = uniqueTopic("chat");
  const chat = startCli(["chat", "-u", "alice", "-t", topic], { brokers });
  await chat.write("hello\n");
  await chat.stdout.waitFor("alice: hello\n");
  // A line may be read back before its acknowledgement arrives; the line of another user follows
  // both.
  const said = await runCli(["chat", "send", "-u", "bob", "-t", topic, "hi"], { brokers });
  assert.equal(said.status, 0, said.stderr);
  await chat.stdout.waitFor("bob: hi\n");
  chat.interrupt();
  const { status, stderr } = await chat.result;
  assert.equal(status, 130);
  assert.equal(stderr, "");
});

Deno.test("wah chat continues in a room that is deleted and created again", async () => {
  const topic = uniqueTopic("chat");
  const chat = startCli(["chat", "-u", "alice", "-t", topic], { brokers });
  await chat.write("one\n");
  await chat.stdout.waitFor("alice: one\n");
  const reset = await runCli(["topic", "reset", "-y", topic], { brokers });
  assert.equal(reset.status, 0, reset.stderr);
  await runCli(["chat", "send", "-u", "bob", "-t", topic, "two"], { brokers });
  await chat.stdout.waitFor("bob: two\n");
  await chat.write("three\n");
  await chat.stdout.waitFor("alice: three\n");
  await chat.endInput();
  const { status, stdout, stderr } = await chat.result;
  assert.equal(stdout, "alice: one\nbob: two\nalice: three\n");
  assert.equal(stderr, "note: the room was deleted and created again\n");
  assert.equal(status, 0);
});
