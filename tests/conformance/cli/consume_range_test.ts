import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";
import { type SentRecord, topicOf } from "../../support/brokers/records.ts";

const { brokers } = broker();

/** Ten records in each partition, with partition and offset as value, a second apart. */
function numbered(partitions: number): SentRecord[] {
  return Array.from({ length: partitions * 10 }, (_, index) => {
    const partition = index % partitions;
    const offset = Math.floor(index / partitions);
    const timestamp = 1_700_000_000_000n + BigInt(offset) * 1000n;
    return { partition, value: `${partition}/${offset}`, timestamp };
  });
}

async function consumed(topic: string, ...argv: readonly string[]): Promise<string[]> {
  const result = await runCli(["consume", topic, "-f", "%v ", ...argv], { brokers });
  assert.equal(result.stderr, "");
  assert.equal(result.status, 0);
  return result.stdout.trim().split(" ").filter((value) => value !== "");
}

Deno.test("wah consume reads the requested offsets, without the end of the range", async () => {
  await using topic = await topicOf(numbered(1));
  const read = (offsets: string): Promise<string[]> => consumed(topic.name, "-o", offsets);
  assert.equal((await read(":end")).length, 10);
  assert.deepEqual(await read("3:6"), ["0/3", "0/4", "0/5"]);
  assert.deepEqual(await read("8:end"), ["0/8", "0/9"]);
  assert.deepEqual(await read(":2"), ["0/0", "0/1"]);
  assert.deepEqual(await read("-2:end"), ["0/8", "0/9"]);
  assert.deepEqual(await read("+7:end"), ["0/7", "0/8", "0/9"]);
  assert.deepEqual(await read("@1700000003000:1700000005000"), ["0/3", "0/4"]);
  assert.deepEqual(await read("@2023-11-14T22:13:28Z:end"), ["0/8", "0/9"]);
  assert.deepEqual(await read("@2001-01-01:2002-01-01"), []);
});

for (const limit of [1, 7, 10, 29, 30]) {
  Deno.test(`wah consume -n ${limit} prints that many records in total`, async () => {
    await using topic = await topicOf(numbered(3), { partitions: 3 });
    const values = await consumed(topic.name, "-n", String(limit));
    assert.equal(values.length, limit);
    assert.equal(new Set(values).size, limit);
  });
}

Deno.test("wah consume prints all records if -n is 0 or larger than their number", async () => {
  await using topic = await topicOf(numbered(2), { partitions: 2 });
  assert.equal((await consumed(topic.name, "-n", "100", "-o", ":end")).length, 20);
  assert.equal((await consumed(topic.name, "-n", "0", "-o", ":end")).length, 20);
});

Deno.test("wah consume -p reads only these partitions, each in order", async () => {
  await using topic = await topicOf(numbered(3), { partitions: 3 });
  const values = await consumed(topic.name, "-p", "2,0", "-o", "8:end");
  assert.deepEqual(values.toSorted(), ["0/8", "0/9", "2/8", "2/9"]);
  assert.deepEqual(values.filter((value) => value.startsWith("2/")), ["2/8", "2/9"]);
});

Deno.test("wah consume reads several topics", async () => {
  await using first = await topicOf([{ value: "a" }]);
  await using second = await topicOf([{ value: "b" }]);
  const { stdout, status } = await runCli(
    ["consume", first.name, second.name, "-o", ":end", "-f", "%t=%v\\n"],
    { brokers },
  );
  assert.deepEqual(
    stdout.trim().split("\n").toSorted(),
    [`${first.name}=a`, `${second.name}=b`].toSorted(),
  );
  assert.equal(status, 0);
});

Deno.test("wah consume -o :end prints nothing and exits if the topic is empty", async () => {
  await using topic = await topicOf([]);
  assert.deepEqual(await consumed(topic.name, "-o", ":end"), []);
});

Deno.test("wah consume suggests the nearest name for a topic that does not exist", async () => {
  await using topic = await topicOf([]);
  const result = await runCli(["consume", `${topic.name}x`], { brokers });
  assert.ok(
    result.stderr.startsWith(
      `error: Cannot read topic "${topic.name}x": there is no such topic\n` +
        `hint: Did you mean "${topic.name}"`,
    ),
    result.stderr,
  );
  assert.equal(result.status, 1);
});

Deno.test("wah consume lists the existing partitions if one of -p does not exist", async () => {
  await using topic = await topicOf([], { partitions: 3 });
  const result = await runCli(["consume", topic.name, "-p", "1,7"], { brokers });
  assert.equal(
    result.stderr,
    `error: Cannot read partition 7 of "${topic.name}": it has 3 partitions, numbered from 0\n`,
  );
  assert.equal(result.status, 1);
});

Deno.test("wah consume reports where it starts if the offset is outside the log", async () => {
  await using topic = await topicOf(numbered(1));
  const result = await runCli(["consume", topic.name, "-o", "99:end"], { brokers });
  assert.match(result.stderr, /partition 0 has no offset 99; starting at 10\n$/);
  assert.equal(result.stdout, "");
  assert.equal(result.status, 0);
});
