import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { send, type SentRecord, topicOf } from "../../support/brokers/records.ts";
import { type CliResult, runCli, startCli } from "../../support/cli/cli.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { readPartitions } from "../../../lib/kafka/reader/read_partitions.ts";
import { kcat } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

async function consume(topic: string, ...argv: readonly string[]): Promise<CliResult> {
  return await runCli(["consume", topic, ...argv], { brokers });
}

/** Records with these timestamps, spread over partitions. */
function timed(timestamps: readonly number[], partitions: number): SentRecord[] {
  return timestamps.map((timestamp, index) => ({
    partition: index % partitions,
    value: String(timestamp),
    timestamp: BigInt(timestamp),
  }));
}

Deno.test("wah consume --sort time merges partitions by timestamp", async () => {
  const timestamps = Array.from({ length: 60 }, (_, index) => 1_700_000_000_000 + index * 10);
  await using topic = await topicOf(timed(timestamps, 3), { partitions: 4 });
  const { stdout, status } = await consume(topic.name, "-o", ":end", "--sort", "time", "-f", "%v ");
  assert.equal(stdout, `${timestamps.join(" ")} `);
  assert.equal(status, 0);
  const limited = await consume(
    ...[topic.name, "-o", "@1700000000100:end", "--sort", "time", "-f", "%v ", "-n", "3"] as const,
  );
  assert.equal(limited.stdout, "1700000000100 1700000000110 1700000000120 ");
  const json = await consume(topic.name, "-o", ":end", "--sort", "time", "-f", "jsonl");
  const partitions = json.stdout.trim().split("\n").map((line) => JSON.parse(line).partition);
  assert.deepEqual(partitions, timestamps.map((_, index) => index % 3));
});

Deno.test("wah consume --sort time reads several topics, with a filter", async () => {
  await using first = await topicOf(timed([10, 30, 50], 1));
  await using second = await topicOf(timed([20, 40, 60], 1));
  const { stdout } = await runCli(
    [
      "consume",
      first.name,
      second.name,
      "-o",
      ":end",
      "--sort",
      "time",
      "-f",
      "%v ",
      "--grep",
      "[2-5]0",
    ],
    { brokers },
  );
  assert.equal(stdout, "20 30 40 50 ");
});

Deno.test("wah consume --sort time merges more records than a response holds", async () => {
  await using topic = await topicOf([], { partitions: 2 });
  const lines = (first: number): string =>
    Array.from({ length: 20_000 }, (_, index) => `${first + 2 * index} ${"x".repeat(90)}\n`).join(
      "",
    );
  for (const partition of [0, 1]) {
    await kcat(["-P", "-b", brokers, "-t", topic.name, "-p", String(partition)], lines(partition));
  }
  const { stdout, status } = await consume(
    ...[topic.name, "-o", ":end", "--sort", "time", "-f", "%d %p %v\\n"] as const,
  );
  const rows = stdout.trim().split("\n").map((line) => line.split(" ").map(Number));
  assert.equal(rows.length, 40_000);
  assert.ok(rows.every(([time], index) => index === 0 || rows[index - 1]![0]! <= time!));
  const zero = rows.filter(([, partition]) => partition === 0).map(([, , number]) => number);
  assert.deepEqual(zero, Array.from({ length: 20_000 }, (_, index) => 2 * index));
  assert.equal(status, 0);
});

Deno.test("wah consume --count prints how many records there are", async () => {
  await using topic = await topicOf(timed([1, 2, 3, 4, 5], 2), { partitions: 2 });
  for (
    const [argv, count] of [
      [[], "5\n"],
      [["-n", "3"], "3\n"],
      [["-p", "1"], "2\n"],
      [["--grep", "[1-3]"], "3\n"],
      [["--where", "partition == 0", "-n", "2"], "2\n"],
    ] as const
  ) {
    const { stdout, stderr } = await consume(topic.name, "-o", ":end", "--count", ...argv);
    assert.deepEqual([argv, stdout, stderr], [argv, count, ""]);
  }
  await using empty = await topicOf([]);
  assert.equal((await consume(empty.name, "-o", ":end", "--count")).stdout, "0\n");
});

Deno.test("wah consume --count prints the count so far when it is interrupted", async () => {
  await using topic = await topicOf(timed([1, 2, 3], 1));
  const running = startCli(["consume", topic.name, "--count"], { brokers, isTerminal: true });
  await running.stderr.waitFor("waiting for new records; Ctrl-C stops");
  await using client = await connect();
  const target = { topic: topic.name, partition: 0, topicId: null, start: 0n, stop: 3n };
  for await (const chunk of readPartitions(client, [target])) assert.equal(chunk.countRecords(), 3);
  running.interrupt();
  const { stdout, status } = await running.result;
  assert.match(stdout, /^[0-3]\n$/);
  assert.equal(status, 130);
});

Deno.test("wah consume --until-idle ends when no record has arrived for that long", async () => {
  await using topic = await topicOf([{ value: "one" }]);
  const argv = ["consume", topic.name, "-f", "%v\\n", "--until-idle", "1s"];
  const running = startCli(argv, { brokers });
  await running.stdout.waitFor("one\n");
  await send(topic, [{ value: "two" }]);
  const { stdout, stderr, status } = await running.result;
  assert.deepEqual([stdout, stderr, status], ["one\ntwo\n", "", 0]);
});

Deno.test("wah consume -r reads the topics whose whole names match", async () => {
  await using client = await connect();
  const prefix = uniqueTopic("regex");
  await using first = await createTopic(client, { prefix: `${prefix}-a` });
  await using second = await createTopic(client, { prefix: `${prefix}-b` });
  await using other = await createTopic(client, { prefix: `not-${prefix}-a` });
  for (const topic of [first, second, other]) await send(topic, [{ value: topic.name }]);
  const { stdout, status } = await consume(`${prefix}-(a|b).*`, "-r", "-o", ":end", "-f", "%v\\n");
  assert.deepEqual(stdout.trim().split("\n").toSorted(), [first.name, second.name]);
  assert.equal(status, 0);
  const none = await consume(prefix, "-r", "-o", ":end");
  assert.match(none.stderr, /^error: Cannot read topics matching ".*": no topic matches\nhint: /);
  assert.equal(none.status, 1);
});

Deno.test("wah consume -r includes topics that are created later", async () => {
  const prefix = uniqueTopic("later");
  const argv = ["consume", `${prefix}-.*`, "-r", "-f", "%t %v\\n", "-n", "1"];
  const running = startCli(argv, { brokers, isTerminal: true });
  await running.stderr.waitFor("waiting for topics that match");
  await using client = await connect();
  await using topic = await createTopic(client, { prefix });
  await send(topic, [{ value: "hello" }]);
  const { stdout, stderr, status } = await running.result;
  assert.equal(stdout, `${topic.name} hello\n`);
  assert.ok(stderr.endsWith(`new topic "${topic.name}"; reading from the beginning\n`), stderr);
  assert.equal(status, 0);
});

Deno.test("wah consume --meta is accepted by wah produce", async () => {
  await using source = await topicOf([{ key: "k", value: "v" }]);
  await using target = await topicOf([]);
  const read = await consume(source.name, "-o", ":end", "-f", "jsonl", "--meta");
  assert.equal(JSON.parse(read.stdout).meta.value_size, 1);
  const written = await runCli(["produce", target.name, "-f", "jsonl"], {
    brokers,
    stdin: read.stdout,
  });
  assert.deepEqual([written.stderr, written.status], ["", 0]);
  assert.equal((await consume(target.name, "-o", ":end", "-f", "%k=%v")).stdout, "k=v");
});
