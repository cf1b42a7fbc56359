import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { send, topicOf } from "../../support/brokers/records.ts";
import { runCli } from "../../support/cli/cli.ts";
import {
  assigned,
  committed,
  consumeIn,
  describe,
  join,
  leave,
  newGroup,
  readOn,
  untilCommitted,
} from "./_group.ts";

const { brokers } = broker();

Deno.test("wah consume -g continues where the group stopped", async () => {
  await using topic = await topicOf([
    { partition: 0, value: "a" },
    { partition: 1, value: "b" },
    { partition: 1, value: "c" },
  ], { partitions: 3 });
  const group = newGroup();
  assert.deepEqual(await readOn(topic.name, group, "-o", ":end"), ["0 0 a", "1 0 b", "1 1 c"]);
  assert.deepEqual(await committed(group), ["0:1", "1:2", "2:0"]);
  assert.equal((await describe(group)).state, "Empty");
  await send(topic, [{ partition: 1, value: "d" }, { partition: 2, value: "e" }]);
  assert.deepEqual(await readOn(topic.name, group, "-o", ":end"), ["1 2 d", "2 0 e"]);
  assert.deepEqual(await readOn(topic.name, group, "-o", ":end"), []);
});

Deno.test("wah consume -g -n commits no more than it prints", async () => {
  await using topic = await topicOf([]);
  const lines = Array.from({ length: 10 }, (_, index) => `${index}\n`).join("");
  const sent = await runCli(["produce", topic.name], { brokers, stdin: lines });
  assert.equal(sent.status, 0, sent.stderr);
  const group = newGroup();
  assert.deepEqual(await readOn(topic.name, group, "-n", "3"), ["0 0 0", "0 1 1", "0 2 2"]);
  assert.deepEqual(await committed(group), ["0:3"]);
  assert.deepEqual(await readOn(topic.name, group, "-n", "1"), ["0 3 3"]);
  // Records that a filter omits are consumed, too.
  assert.deepEqual(await readOn(topic.name, group, "--grep", "[68]", "-n", "2"), [
    "0 6 6",
    "0 8 8",
  ]);
  assert.deepEqual(await committed(group), ["0:9"]);
  assert.deepEqual(await readOn(topic.name, group, "-o", ":end"), ["0 9 9"]);
});

Deno.test("wah consume -g commits nothing after a record for which --strict fails", async () => {
  await using topic = await topicOf([]);
  const lines = ["1", "2", "x", "4"].map((value) => `${value}\n`).join("");
  const sent = await runCli(["produce", topic.name], { brokers, stdin: lines });
  assert.equal(sent.status, 0, sent.stderr);
  const group = newGroup();
  const strict = ["--where", "value > 0", "--strict", "-o", ":end"];
  const failed = await consumeIn(topic.name, group, ...strict);
  assert.deepEqual([failed.status, failed.stdout], [1, "0 0 1\n0 1 2\n"], failed.stderr);
  assert.deepEqual(await committed(group), ["0:2"]);
  assert.deepEqual(await readOn(topic.name, group, "-o", ":end"), ["0 2 x", "0 3 4"]);
});

Deno.test("wah consume -g -o is for partitions without a committed offset", async () => {
  await using topic = await topicOf([{ value: "old", timestamp: 1_700_000_000_000n }]);
  const group = newGroup();
  assert.deepEqual(await readOn(topic.name, group, "-o", "end", "--until-idle", "100ms"), []);
  assert.deepEqual(await committed(group), ["0:1"]);
  await send(topic, [{ value: "new", timestamp: 1_700_000_001_000n }]);
  assert.deepEqual(await readOn(topic.name, group, "-o", ":end"), ["0 1 new"]);
  const other = newGroup();
  const since = ["-o", "@1700000000500:end"];
  assert.deepEqual(await readOn(topic.name, other, ...since), ["0 1 new"]);
  assert.deepEqual(await readOn(topic.name, other, ...since), []);
});

Deno.test("wah consume -g commits and leaves the group on Ctrl-C", async () => {
  await using topic = await topicOf([{ value: "a" }]);
  const group = newGroup();
  const member = join(topic.name, group);
  await member.stdout.waitFor("a\n");
  await send(topic, [{ value: "b" }]);
  await member.stdout.waitFor("b\n");
  assert.deepEqual(await leave(member), ["0 0 a", "0 1 b"]);
  assert.deepEqual(await committed(group), ["0:2"]);
  assert.equal((await describe(group)).state, "Empty");
});

Deno.test("wah consume -g commits while it waits for records", async () => {
  await using topic = await topicOf([{ value: "a" }]);
  const group = newGroup();
  const member = join(topic.name, group);
  await member.stdout.waitFor("a\n");
  await untilCommitted(group, ["0:1"]);
  await leave(member);
});

Deno.test("two members of wah consume -g share partitions until one leaves", async () => {
  await using topic = await topicOf([], { partitions: 4 });
  const group = newGroup();
  const stays = join(topic.name, group);
  assert.deepEqual(await assigned(stays, 4), [0, 1, 2, 3]);
  await send(topic, [0, 1, 2, 3].map((partition) => ({ partition, value: "first" })));
  await stays.stdout.waitFor((text) => text.split("\n").length === 5);
  const goes = join(topic.name, group);
  const [kept, given] = [await assigned(stays, 2), await assigned(goes, 2)];
  assert.deepEqual([...kept, ...given].toSorted(), [0, 1, 2, 3]);
  assert.equal((await describe(group)).assignor, "cooperative-sticky");
  await send(topic, [0, 1, 2, 3].map((partition) => ({ partition, value: "both" })));
  await stays.stdout.waitFor((text) => text.split("\n").length === 7);
  await goes.stdout.waitFor((text) => text.split("\n").length === 3);
  assert.deepEqual(await leave(goes), given.map((partition) => `${partition} 1 both`));
  assert.deepEqual(await assigned(stays, 4), [0, 1, 2, 3]);
  await send(topic, [{ partition: given[0]!, value: "last" }]);
  await stays.stdout.waitFor("last\n");
  assert.deepEqual(
    await leave(stays),
    [
      ...[0, 1, 2, 3].map((partition) => `${partition} 0 first`),
      ...kept.map((partition) => `${partition} 1 both`),
      `${given[0]} 2 last`,
    ].toSorted(),
  );
  assert.deepEqual(await readOn(topic.name, group, "-o", ":end"), []);
});

Deno.test("wah consume -g -r reads topics that are created later", async () => {
  await using client = await connect();
  const prefix = uniqueTopic("grouped");
  await using first = await createTopic(client, { prefix: `${prefix}-a` });
  await send(first, [{ value: "a" }]);
  const group = newGroup();
  const member = join(`${prefix}-.*`, group, "-r");
  await member.stdout.waitFor("a\n");
  await using second = await createTopic(client, { prefix: `${prefix}-b`, partitions: 2 });
  await send(second, [{ value: "b" }, { partition: 1, value: "c" }]);
  await member.stdout.waitFor((text) => text.split("\n").length === 4);
  assert.deepEqual(await leave(member), ["0 0 a", "0 0 b", "1 0 c"]);
});

Deno.test("wah consume -g --count commits what it has counted", async () => {
  await using topic = await topicOf(
    Array.from({ length: 5 }, (_, index) => ({ partition: index % 2, value: String(index) })),
    { partitions: 2 },
  );
  const group = newGroup();
  const count = async (...argv: readonly string[]): Promise<string> => {
    const options = ["consume", topic.name, "-g", group, "--count", ...argv];
    const { stdout, stderr, status } = await runCli(options, { brokers });
    assert.deepEqual([stderr, status], ["", 0]);
    return stdout;
  };
  assert.equal(await count("-n", "2"), "2\n");
  assert.equal(await count("-o", ":end"), "3\n");
  assert.equal(await count("-o", ":end"), "0\n");
  assert.deepEqual(await committed(group), ["0:3", "1:2"]);
});

Deno.test("wah consume -g refuses what makes no sense in a group", async () => {
  for (
    const [argv, message] of [
      [["-o", "5"], 'Cannot use offsets "5" with --group: a group continues at its committed'],
      [["-o", "+5"], 'Cannot use offsets "+5" with --group'],
      [["-o", "-5:end"], 'Cannot use offsets "-5:end" with --group'],
      [["-o", ":5"], 'Cannot use offsets ":5" with --group'],
      [["-p", "0"], "--partitions"],
      [["-o", ":end", "--sort", "time"], "--sort"],
    ] as const
  ) {
    const { status, stdout, stderr } = await consumeIn("orders", "billing", ...argv);
    assert.deepEqual([status, stdout], [2, ""], stderr);
    assert.ok(stderr.includes(message), stderr);
  }
  assert.equal((await consumeIn("orders", "")).status, 2);
});

Deno.test("wah consume -g fails if a topic does not exist", async () => {
  const name = uniqueTopic("missing");
  const { status, stderr } = await consumeIn(name, newGroup());
  assert.equal(status, 1);
  assert.match(stderr, /^error: Cannot read topic "missing-.*": there is no such topic\nhint: /);
});
