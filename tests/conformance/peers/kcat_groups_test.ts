import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { kcat } from "../../support/kafka/kcat.ts";
import { TestProcess } from "../../support/cli/process.ts";
import { send, topicOf } from "../../support/brokers/records.ts";
import type { TestTopic } from "../../support/brokers/client.ts";

const format = ["-f", "%p %o %s\n"];

/** Members detect changes of the group quickly, and start at the beginning without an offset. */
const settings = [
  ...["-X", "heartbeat.interval.ms=50", "-X", "auto.offset.reset=earliest"],
  ...["-X", "topic.metadata.refresh.interval.ms=1000"],
];

/** Returns the records that a group member reads until the end; it commits when it exits. */
async function readOn(topic: TestTopic, args: readonly string[] = []): Promise<string[]> {
  const out = await kcat([
    ...["-b", broker().brokers, "-G", `${topic.name}-readers`, "-q", "-e"],
    ...[...settings, ...format, ...args, topic.name],
  ]);
  return out.split("\n").slice(0, -1).toSorted();
}

/** Starts a member that reads until it is stopped. */
function join(topic: TestTopic, args: readonly string[] = []): TestProcess {
  return new TestProcess("kcat", [
    ...["-b", broker().brokers, "-G", `${topic.name}-readers`, "-u"],
    ...[...settings, ...format, ...args, topic.name],
  ], { stdin: "" });
}

/**
 * Returns the current partitions of a member, from the assignments and revocations that it prints.
 */
function assignedTo(stderr: string): number[] {
  const held = new Set<number>();
  const changes = stderr.matchAll(/^% Group .*(assign|revo)\w*(?: of .*\))?: (.*)\n/gm);
  for (const [, change, partitions] of changes) {
    const named = [...partitions!.matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]));
    for (const partition of named) {
      change === "assign" ? held.add(partition) : held.delete(partition);
    }
  }
  return [...held].toSorted();
}

/** Waits until a member has this many partitions, and returns them. */
async function assigned(member: TestProcess, count: number): Promise<number[]> {
  return assignedTo(await member.stderr.waitFor((text) => assignedTo(text).length === count))!;
}

/** Stops a member cleanly, and returns the lines that it has printed. */
async function leave(member: TestProcess): Promise<string[]> {
  member.kill("SIGTERM");
  const { status, stdout, stderr } = await member.result;
  assert.equal(status, 0, stderr);
  return stdout.split("\n").slice(0, -1);
}

Deno.test("kcat -G reads all partitions, and continues where the group stopped", async () => {
  await using topic = await topicOf([
    { partition: 0, value: "a" },
    { partition: 1, value: "b" },
    { partition: 1, value: "c" },
  ], { partitions: 3 });
  assert.deepEqual(await readOn(topic), ["0 0 a", "1 0 b", "1 1 c"]);
  await send(topic, [{ partition: 1, value: "d" }, { partition: 2, value: "e" }]);
  assert.deepEqual(await readOn(topic), ["1 2 d", "2 0 e"]);
  assert.deepEqual(await readOn(topic), []);
});

Deno.test("kcat -G continues in the middle of a batch after its committed offset", async () => {
  await using topic = await topicOf([]);
  const lines = "one\ntwo\nthree\nfour\n";
  await kcat(["-P", "-b", broker().brokers, "-t", topic.name, "-X", "linger.ms=500"], lines);
  assert.deepEqual(
    await readOn(topic, ["-c", "3"]),
    ["0 0 one", "0 1 two", "0 2 three"].toSorted(),
  );
  assert.deepEqual(await readOn(topic), ["0 3 four"]);
});

for (const strategy of ["range", "roundrobin", "cooperative-sticky"]) {
  Deno.test(`two members of kcat -G share partitions until one leaves, ${strategy}`, async () => {
    await using topic = await topicOf([], { partitions: 2 });
    const args = ["-X", `partition.assignment.strategy=${strategy}`];
    await using stays = join(topic, args);
    assert.deepEqual(await assigned(stays, 2), [0, 1]);
    await using goes = join(topic, args);
    const [shared] = await assigned(goes, 1);
    const [kept] = await assigned(stays, 1);
    await send(topic, [{ partition: 0, value: "a" }, { partition: 1, value: "b" }]);
    await Promise.all([stays, goes].map((member) => member.stdout.waitFor("\n")));
    const seen = ["0 0 a", "1 0 b"];
    assert.deepEqual(await leave(goes), [seen[shared!]]);
    await send(topic, [{ partition: shared!, value: "c" }]);
    await stays.stdout.waitFor(" c\n");
    assert.deepEqual(await leave(stays), [seen[kept!], `${shared} 1 c`]);
    assert.deepEqual(await readOn(topic, args), []);
  });
}

Deno.test("kcat -G gets its partitions again as a static member", async () => {
  await using topic = await topicOf([], { partitions: 2 });
  const named = (name: string): string[] => ["-X", `group.instance.id=${name}`];
  await using stays = join(topic, named("stays"));
  await assigned(stays, 2);
  await using goes = join(topic, named("comes-and-goes"));
  const [shared] = await assigned(goes, 1);
  const [kept] = await assigned(stays, 1);
  await leave(goes);
  await send(topic, [{ partition: 0, value: "a" }, { partition: 1, value: "b" }]);
  await stays.stdout.waitFor("\n");
  await using back = join(topic, named("comes-and-goes"));
  assert.deepEqual(await assigned(back, 1), [shared]);
  await back.stdout.waitFor("\n");
  const seen = ["0 0 a", "1 0 b"];
  assert.deepEqual(await leave(back), [seen[shared!]]);
  assert.deepEqual(await leave(stays), [seen[kept!]]);
});

Deno.test("kcat -o stored continues from the offsets of a group it does not join", async () => {
  await using topic = await topicOf([{ value: "a" }, { value: "b" }]);
  assert.deepEqual(await readOn(topic), ["0 0 a", "0 1 b"]);
  await send(topic, [{ value: "c" }]);
  const out = await kcat([
    ...["-C", "-q", "-b", broker().brokers, "-t", topic.name, "-p", "0", "-o", "stored", "-e"],
    ...["-X", `group.id=${topic.name}-readers`, ...format],
  ]);
  assert.equal(out, "0 2 c\n");
});
