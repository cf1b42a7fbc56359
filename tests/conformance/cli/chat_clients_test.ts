import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { firstClientJson, labsMessages } from "../../support/chat/chat_clients.ts";
import { type CliResult, runCli, startCli } from "../../support/cli/cli.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { kcatConsume, kcatProduce } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

async function chat(...argv: string[]): Promise<CliResult> {
  const result = await runCli(["chat", ...argv], { brokers });
  assert.deepEqual([result.status, result.stderr], [0, ""]);
  return result;
}

async function logOf(topic: string): Promise<string> {
  const { stdout } = await chat("log", "-t", topic);
  return stdout.replaceAll(/ \d{4}-\d\d-\d\d \d\d:\d\d/g, "");
}

/** The values of a topic, in order. */
async function valuesOf(topic: string): Promise<string[]> {
  return (await kcatConsume({ brokers, topic })).map(({ payload }) => payload ?? "");
}

Deno.test("wah chat log applies the first client's JSON edit of offset 0", async () => {
  const topic = uniqueTopic("chat");
  const { message, editOfZero } = firstClientJson;
  await kcatProduce({ brokers, topic }, [message, editOfZero]);
  assert.equal(await logOf(topic), "0/0 rosa: Salut à tous (edited)\n");
});

Deno.test("wah chat log applies the first client's JSON deletion of offset 0", async () => {
  const topic = uniqueTopic("chat");
  const { message, deletionOfZero } = firstClientJson;
  await kcatProduce({ brokers, topic }, [message, message, deletionOfZero]);
  assert.equal(await logOf(topic), "0/0 rosa: (deleted by Admin)\n0/1 rosa: Salut !\n");
});

Deno.test("wah chat in a pipe prints the first client's changes of offset 0", async () => {
  const topic = uniqueTopic("chat");
  const { message, editOfZero, deletionOfZero } = firstClientJson;
  await kcatProduce({ brokers, topic }, [message]);
  const reader = startCli(["chat", "-u", "ann", "-t", topic, "--follow"], { brokers });
  await reader.write("here\n");
  await reader.stdout.waitFor("ann: here\n");
  await kcatProduce({ brokers, topic }, [editOfZero, deletionOfZero, message]);
  await reader.stdout.waitFor("rosa: Salut !\n");
  reader.interrupt();
  const { stdout, stderr } = await reader.result;
  assert.equal(
    stdout,
    "ann: here\nrosa: Salut à tous (edited)\nrosa: (deleted by Admin)\nrosa: Salut !\n",
  );
  assert.equal(stderr, "");
});

Deno.test("wah chat writes the field user too if clients of redpanda-labs do", async () => {
  for (const message of Object.values(labsMessages)) {
    const topic = uniqueTopic("chat");
    await kcatProduce({ brokers, topic }, [message]);
    await chat("send", "-u", "ann", "-t", topic, "-f", "json", "sent");
    await runCli(["chat", "-u", "ben", "-t", topic, "-f", "json"], { brokers, stdin: "piped" });
    await chat("edit", "-u", "ann", "-t", topic, "1", "edited");
    await chat("delete", "-u", "ann", "-t", topic, "1");
    const [, ...ours] = await valuesOf(topic);
    assert.deepEqual(ours, [
      '{"username":"ann","user":"ann","message":"sent"}',
      '{"username":"ben","user":"ben","message":"piped"}',
      '{"username":"ann","user":"ann","message":"edited","replaces_offset":1,"verb":"edit",' +
      '"target_partition":0,"target_offset":1}',
      '{"username":"ann","user":"ann","message":"Message deleted","delete_offset":1,' +
      '"verb":"delete","target_partition":0,"target_offset":1}',
    ]);
  }
});

Deno.test("wah chat in a pipe detects a client that reads only user", async () => {
  const topic = uniqueTopic("chat");
  const ann = startCli(["chat", "-u", "ann", "-t", topic, "-f", "json"], { brokers });
  await ann.write("alone\n");
  await ann.stdout.waitFor("ann: alone\n");
  await kcatProduce({ brokers, topic }, [labsMessages.python]);
  await ann.stdout.waitFor('pia: a < b & "c" é\n');
  await ann.write("together\n");
  await ann.endInput();
  assert.equal((await ann.result).status, 0);
  const [first, , last] = await valuesOf(topic);
  assert.equal(first, '{"username":"ann","message":"alone"}');
  assert.equal(last, '{"username":"ann","user":"ann","message":"together"}');
});

Deno.test("wah chat writes the first client's value if no JSON message uses user", async () => {
  const topic = uniqueTopic("chat");
  await kcatProduce({ brokers, topic }, [
    firstClientJson.message,
    { key: null, value: '{"user":7,"username":"bob","message":"not a name"}' },
    { key: null, value: '{"user":"not a message"}' },
    { key: null, value: 'eve: {"user":"eve","message":"a text"}' },
  ]);
  await chat("send", "-u", "ann", "-t", topic, "-f", "json", "hi");
  assert.equal((await valuesOf(topic)).at(-1), '{"username":"ann","message":"hi"}');
});

Deno.test("wah chat send checks the last 100 records for a user field", async () => {
  const texts = (count: number): { key: string; value: string }[] =>
    Array.from({ length: count }, (_, index) => ({ key: "bob", value: `bob: ${index}` }));
  for (const [count, isNamed] of [[99, true], [100, false]] as const) {
    const topic = uniqueTopic("chat");
    await kcatProduce({ brokers, topic }, [labsMessages.nodejs, ...texts(count)]);
    await chat("send", "-u", "ann", "-t", topic, "-f", "json", "hi");
    const fields = JSON.parse((await valuesOf(topic)).at(-1) ?? "");
    assert.equal("user" in fields, isNamed, String(count));
  }
});

Deno.test("wah chat send finds a user field in any partition of a room", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { prefix: "chat", partitions: 3 });
  await kcatProduce({ brokers, topic: topic.name }, [{ ...labsMessages.nodejs, partition: 2 }]);
  await chat("send", "-u", "ann", "-t", topic.name, "-f", "json", "hi");
  const values = await valuesOf(topic.name);
  assert.ok(values.includes('{"username":"ann","user":"ann","message":"hi"}'));
});

Deno.test("wah chat edit and delete write in the format of their target", async () => {
  const expected = {
    text: ["text/plain", "text/plain"],
    json: ["application/json", "application/json"],
    protobuf: ["application/protobuf", "application/protobuf"],
  };
  for (const [format, types] of Object.entries(expected)) {
    const topic = uniqueTopic("chat");
    const common = ["-u", "ann", "-t", topic];
    for (const text of ["one", "two"]) await chat("send", ...common, "-f", format, text);
    await chat("edit", ...common, "0", "uno");
    await chat("delete", ...common, "1");
    const records = (await kcatConsume({ brokers, topic })).slice(2);
    assert.deepEqual(records.map(({ headers }) => headers?.[1]), types);
    assert.equal(await logOf(topic), "0/0 ann: uno (edited)\n0/1 ann: (deleted)\n");
  }
});

Deno.test("wah chat edit writes in the format of -f, regardless of its target", async () => {
  const topic = uniqueTopic("chat");
  const common = ["-u", "ann", "-t", topic];
  await chat("send", ...common, "one");
  await chat("edit", ...common, "-f", "json", "0", "uno");
  await chat("edit", ...common, "0", "ein");
  const records = await kcatConsume({ brokers, topic });
  assert.deepEqual(
    records.map(({ headers }) => headers?.[1]),
    ["text/plain", "application/json", "text/plain"],
  );
  assert.equal(await logOf(topic), "0/0 ann: ein (edited)\n");
});

Deno.test("wah chat edit writes JSON if a client's JSON message has no headers", async () => {
  const topic = uniqueTopic("chat");
  await kcatProduce({ brokers, topic }, [labsMessages.python]);
  await chat("edit", "-u", "pia", "-t", topic, "0", "better");
  const [, value = ""] = await valuesOf(topic);
  const { username, user, message } = JSON.parse(value);
  assert.deepEqual([username, user, message], ["pia", "pia", "better"]);
});

Deno.test("wah chat in a pipe and --exec never show a rejected change as applied", async () => {
  const topic = uniqueTopic("chat");
  const old = { key: "bob", value: "bob: old" };
  const about = (verb: string, offset: number): readonly (readonly [string, string])[] => [
    ["wah-verb", verb],
    ["wah-target", `0/${offset}`],
  ];
  await kcatProduce({ brokers, topic }, [old, old, old]);
  const reader = startCli(["chat", "-u", "ann", "-t", topic, "--follow"], { brokers });
  await reader.write("here\n");
  await reader.stdout.waitFor("ann: here\n");
  const bot = startCli(["chat", "-u", "bot", "-t", topic, "--exec", "echo up; cat"], { brokers });
  await reader.stdout.waitFor("bot: up\n");
  await kcatProduce({ brokers, topic }, [
    { key: "eve", value: "eve: hacked", headers: about("edit", 0) },
    { key: "eve", value: "eve: gone", headers: about("delete", 0) },
    { key: "bob", value: "bob: new", headers: about("edit", 1) },
    { key: "bob", value: "bob: Message deleted", headers: about("delete", 2) },
    { key: "bob", value: "bob: nothing", headers: about("edit", 77) },
    { key: "bob", value: "bob: end" },
  ]);
  await reader.stdout.waitFor(/bot: .*"end"/);
  for (const each of [bot, reader]) each.interrupt();
  await bot.result;
  const { stdout, stderr } = await reader.result;
  const lines = stdout.trimEnd().split("\n");
  const heard = lines.filter((line) => line.startsWith("bot: {"))
    .map((line) => JSON.parse(line.slice("bot: ".length)));
  assert.deepEqual(lines.filter((line) => !line.startsWith("bot: {")), [
    "ann: here",
    "bot: up",
    "bob: new (edited)",
    "bob: (deleted)",
    "bob: end",
  ]);
  // The messages of the bot change the offsets of the other records.
  assert.deepEqual(stderr.replaceAll(/ 0\/\d+: /g, ": ").split("\n"), [
    `note: ${topic}: eve tried to edit a message by bob (0/0)`,
    `note: ${topic}: eve tried to delete a message by bob (0/0)`,
    `note: ${topic}: bob tried to edit a message that was not found (0/77)`,
    "",
  ]);
  assert.deepEqual(
    heard.map((
      { kind, verb, author, owner, target },
    ) => [kind, verb, author, owner, target?.offset]),
    [
      ["refused", "edit", "eve", "bob", 0],
      ["refused", "delete", "eve", "bob", 0],
      ["edit", undefined, "bob", undefined, 1],
      ["delete", undefined, "bob", undefined, 2],
      ["unplaced", "edit", "bob", undefined, 77],
      ["said", undefined, "bob", undefined, undefined],
    ],
  );
});

Deno.test("wah chat log shows a null value as a tombstone, which deletes nothing", async () => {
  const topic = uniqueTopic("chat");
  await kcatProduce({ brokers, topic }, [
    { key: "bob", value: "bob: still here" },
    { key: "bob", value: null },
  ]);
  assert.equal(await logOf(topic), "0/0 bob: still here\n0/1 tombstone\n");
  const { stdout } = await chat("log", "-t", topic, "-o", "jsonl");
  const kinds = stdout.trimEnd().split("\n").map((line) => Object.keys(JSON.parse(line)).join());
  assert.equal(kinds[1], "kind,partition,offset,timestamp");
  assert.match(stdout, /"kind":"tombstone"/);
  const dim = await runCli(["chat", "log", "-t", topic, "--color", "always"], { brokers });
  const last = dim.stdout.trimEnd().split("\n").at(-1) ?? "";
  assert.ok(last.startsWith("\x1b[2m0/1 ") && last.endsWith(" tombstone\x1b[22m"), last);
});
