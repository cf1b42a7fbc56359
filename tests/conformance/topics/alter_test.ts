import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { kcatConsume, kcatProduce } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

async function topic(...argv: readonly string[]): Promise<CliResult> {
  return await runCli(["topic", ...argv], { brokers });
}

async function newTopic(...flags: readonly string[]): Promise<string> {
  const name = uniqueTopic("alter");
  const { status, stderr } = await topic("create", name, ...flags);
  assert.equal(status, 0, stderr);
  return name;
}

/** The configs of a topic that differ from their defaults. */
async function configsOf(name: string): Promise<Record<string, string>> {
  const { stdout } = await topic("describe", "-a", name, "-o", "jsonl");
  const { configs } = JSON.parse(stdout);
  return Object.fromEntries(
    configs.map((config: { name: string; value: string }) => [config.name, config.value]),
  );
}

Deno.test("wah topic alter sets and unsets configs, and leaves the others", async () => {
  const name = await newTopic("-c", "segment.ms=60000");
  const set = await topic("alter", name, "--set", "retention.ms=1000", "--set", "segment.ms=70000");
  assert.equal(set.status, 0, set.stderr);
  assert.match(set.stdout, new RegExp(`${name} +segment.ms +60000 +70000\n`));
  assert.equal((await configsOf(name))["retention.ms"], "1000");
  const unset = await topic("alter", name, "--unset", "retention.ms", "-o", "jsonl");
  const { before, after } = JSON.parse(unset.stdout);
  assert.deepEqual([before, after], ["1000", "604800000"]);
  assert.equal((await configsOf(name))["segment.ms"], "70000");
});

Deno.test("wah topic alter appends to lists and subtracts from them", async () => {
  const name = await newTopic("-c", "cleanup.policy=delete");
  await topic("alter", name, "--append", "cleanup.policy=compact");
  assert.equal((await configsOf(name))["cleanup.policy"], "delete,compact");
  await topic("alter", name, "--subtract", "cleanup.policy=delete");
  assert.equal((await configsOf(name))["cleanup.policy"], "compact");
});

Deno.test("wah topic alter --dry-run lets the broker check, and changes nothing", async () => {
  const name = await newTopic();
  const { status } = await topic("alter", name, "--set", "retention.ms=1000", "--dry-run");
  assert.equal(status, 0);
  assert.equal((await configsOf(name))["retention.ms"], "604800000");
  const wrong = await topic("alter", name, "--set", "retention.ms=soon", "--dry-run");
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /INVALID_CONFIG\)\nhint: See the names and values/);
});

Deno.test("wah topic alter -r alters all topics that match, and asks", async () => {
  const names = [await newTopic(), await newTopic()] as const;
  const expression = names.join("|");
  const argv = ["alter", "-r", expression, "--set", "retention.ms=5000"];
  assert.equal((await topic(...argv)).status, 2);
  assert.equal((await topic(...argv, "-y")).status, 0);
  for (const name of names) assert.equal((await configsOf(name))["retention.ms"], "5000");
});

Deno.test("wah topic alter rejects no change, a repeated one, and an unknown topic", async () => {
  const name = await newTopic();
  assert.equal((await topic("alter", name)).status, 2);
  const twice = await topic("alter", name, "--set", "retention.ms=1", "--unset", "retention.ms");
  assert.equal(twice.status, 2);
  assert.match(twice.stderr, /Cannot change config "retention.ms": it is named twice/);
  assert.equal((await topic("alter", `${name}x`, "--set", "retention.ms=1")).status, 1);
});

Deno.test("wah topic add-partitions adds to what there is, or up to a total", async () => {
  const name = await newTopic("-p", "2");
  const added = await topic("add-partitions", name, "-n", "1");
  assert.match(added.stdout, new RegExp(`${name} +2 +3\n`));
  const dry = await topic("add-partitions", name, "--to", "9", "--dry-run");
  assert.equal(dry.status, 0);
  const total = await topic("add-partitions", name, "--to", "5", "-o", "jsonl");
  assert.deepEqual(JSON.parse(total.stdout), { topic: name, before: 3, after: 5, error: null });
  const same = await topic("add-partitions", name, "--to", "5");
  assert.equal(same.status, 0);
  const fewer = await topic("add-partitions", name, "--to", "1");
  assert.equal(fewer.status, 1);
  assert.match(fewer.stderr, /it has 5, and Kafka removes none/);
  assert.equal((await topic("add-partitions", name)).status, 2);
});

async function filled(partitions: number): Promise<string> {
  const name = await newTopic("-p", String(partitions));
  const records = Array.from(
    { length: partitions },
    (_, partition) =>
      Array.from({ length: 5 }, (_, index) => ({ key: null, value: `${index}`, partition })),
  );
  await kcatProduce({ brokers, topic: name }, records.flat());
  return name;
}

async function valuesOf(name: string): Promise<(string | null)[]> {
  return (await kcatConsume({ brokers, topic: name })).map(({ payload }) => payload);
}

Deno.test("wah topic trim deletes the records before an offset", async () => {
  const name = await filled(2);
  const dry = await topic("trim", name, "-o", "3", "-p", "1", "--dry-run");
  assert.match(dry.stdout, new RegExp(`${name} +1 +0 +3 +3\n`));
  assert.equal((await valuesOf(name)).length, 10);
  const { status, stdout, stderr } = await topic("trim", name, "-o", "3", "-p", "1", "-y");
  assert.equal(status, 0, stderr);
  assert.match(stdout, new RegExp(`${name} +1 +3 +OK\n`));
  assert.deepEqual((await valuesOf(name)).toSorted(), [..."01234", ..."34"].toSorted());
});

Deno.test("wah topic trim -o end deletes all records, and a time those before it", async () => {
  const name = await filled(1);
  await topic("trim", name, "-o", "@2000-01-01", "-y");
  assert.equal((await valuesOf(name)).length, 5);
  await topic("trim", name, "-o", "end", "-y");
  assert.deepEqual(await valuesOf(name), []);
});

for (
  const [argv, found] of [
    [[], "expected -o OFFSET"],
    [["-o", "-3"], 'Cannot use "-3" for -o'],
    [["-o", "1:2"], 'Cannot use "1:2" for -o'],
    [["-o", "end"], "confirmation is required"],
  ] as const
) {
  Deno.test(`wah topic trim ${argv.join(" ")} is wrong usage`, async () => {
    const { status, stderr } = await topic("trim", "any", ...argv);
    assert.equal(status, 2);
    assert.ok(stderr.includes(found), stderr);
  });
}

Deno.test("wah topic trim rejects offsets and partitions that do not exist", async () => {
  const name = await filled(1);
  const after = await topic("trim", name, "-o", "99", "-y");
  assert.equal(after.status, 1);
  assert.match(after.stderr, /to offset 99: it ends at 5/);
  assert.equal((await topic("trim", name, "-o", "end", "-p", "7", "-y")).status, 1);
});
