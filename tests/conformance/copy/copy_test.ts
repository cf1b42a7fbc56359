import assert from "node:assert/strict";
import fc from "fast-check";
import { anyRecord } from "../../support/any_record.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";
import { kcatConsume } from "../../support/kafka/kcat.ts";
import { consumed, copy, produce, topics } from "./_copies.ts";

const { brokers } = broker();
const runs = 15;

const record = anyRecord({ headerKey: fc.constantFrom("a", "b", "é"), maxHeaders: 4 });

/** All records as JSON lines, without topic and offset, in order within each partition. */
async function jsonLines(topic: string): Promise<string[]> {
  const argv = ["consume", topic, "-o", ":end", "-f", "jsonl"];
  const { stdout, status } = await runCli(argv, { brokers });
  assert.equal(status, 0);
  const lines = stdout.trim().split("\n").map((line) => line.replace(/^\{"topic":"[^"]*",/, "{"));
  return lines.toSorted((a, b) => JSON.parse(a).partition - JSON.parse(b).partition);
}

for (
  const [way, flags] of [
    ["as they are", []],
    ["one by one", ["--where", "true"]],
    ["compressed", ["-z", "zstd"]],
  ] as const
) {
  Deno.test(`wah copy copies any records ${way}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 20 }), async (records) => {
        await using created = await topics([2, 2]);
        const [source, target] = created.names as [string, string];
        await produce(source, records);
        const { status, stderr } = await copy(source, target, ...flags);
        assert.equal(status, 0, stderr);
        assert.deepEqual(await jsonLines(target), await jsonLines(source));
        const [wanted, found] = await Promise.all(
          [source, target].map((topic) => kcatConsume({ brokers, topic })),
        );
        const nameless = wanted!.map((line) => ({ ...line, topic: "" }));
        assert.deepEqual(sorted(found!.map((line) => ({ ...line, topic: "" }))), sorted(nameless));
      }),
      { numRuns: runs },
    );
  });
}

function sorted(
  lines: readonly { readonly partition: number; readonly offset: number }[],
): unknown {
  return lines.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
}

Deno.test("wah copy ends if a topic is copied to itself", async () => {
  await using created = await topics([2]);
  const [topic] = created.names as [string];
  const records = [0, 1, 0].map((partition, index) => ({ value: `${index}`, partition }));
  await produce(topic, records);
  const { status, stdout } = await copy(topic, topic);
  assert.equal(status, 0);
  assert.match(stdout, /^Copied 3 records \(3 B\) from /);
  assert.deepEqual(await consumed(topic, "%p %v\\n"), ["0 0", "0 2", "0 0", "0 2", "1 1", "1 1"]);
});

Deno.test("wah copy copies records that other records of the batch are larger than", async () => {
  await using created = await topics([1, 1]);
  const [source, target] = created.names as [string, string];
  const large = "x".repeat(900_000);
  await produce(source, [{ value: "a" }, { value: large }, { value: "b" }, { value: large }]);
  const { status, stderr } = await copy(source, target);
  assert.equal(status, 0, stderr);
  assert.deepEqual(await consumed(target, "%V\\n"), ["1", "900000", "1", "900000"]);
});

Deno.test("wah copy selects records as wah consume does", async () => {
  await using created = await topics([2, 2]);
  const [source, target] = created.names as [string, string];
  const records = Array.from({ length: 20 }, (_, index) => ({
    key: `k${index % 4}`,
    value: JSON.stringify({ n: index }),
    partition: index % 2,
    headers: index % 3 === 0 ? [{ key: "h", value: "1" }] : [],
  }));
  await produce(source, records);
  const selections: readonly (readonly [flags: readonly string[], expected: number])[] = [
    [["--key", "k1"], 5],
    [["--header", "h=1"], 7],
    [["--grep", '"n":1[0-9]'], 10],
    [["--where", "value.n >= 15"], 5],
    [["-p", "1"], 10],
    [["-o", "+4"], 12],
    [["-o", "2:5"], 6],
    [["-o", "-1"], 2],
    [["-n", "7"], 7],
    [["-n", "2", "--where", "value.n >= 15"], 2],
    [["--read-committed"], 20],
  ];
  for (const [flags, expected] of selections) {
    const counted = await copy(source, target, "--dry-run", ...flags, "--output", "jsonl");
    assert.equal(JSON.parse(counted.stdout).records, expected, flags.join(" "));
  }
  assert.deepEqual(await consumed(target), []);
  for (const [flags] of selections) await copy(source, target, ...flags);
  const all = await consumed(target, "%v\\n");
  assert.equal(all.length, selections.reduce((sum, [, expected]) => sum + expected, 0));
});

Deno.test("wah copy rehashes partitions by key, as the Java client does", async () => {
  await using created = await topics([1, 4, 4]);
  const [source, target, other] = created.names as [string, string, string];
  const records = Array.from({ length: 20 }, (_, index) => ({ key: `k${index}`, value: "v" }));
  await produce(source, records);
  const { status } = await copy(source, target, "--partitions", "rehash");
  assert.equal(status, 0);
  await produce(other, records);
  assert.deepEqual(await consumed(target, "%p %k\\n"), await consumed(other, "%p %k\\n"));
});

Deno.test("wah copy refuses to keep partitions that the target does not have", async () => {
  await using created = await topics([3, 2]);
  const [source, target] = created.names as [string, string];
  await produce(source, [{ value: "a", partition: 0 }]);
  const { status, stderr } = await copy(source, target);
  assert.equal(status, 1);
  assert.equal(
    stderr,
    `error: Cannot keep the partitions of "${source}": "${target}" has 2, expected at least 3\n` +
      "hint: Add --partitions rehash, or add partitions: " +
      `wah topic add-partitions ${target} --to 3\n`,
  );
  assert.equal((await copy(source, target, "-p", "0,1")).status, 0);
  assert.deepEqual(await consumed(target, "%p %v\\n"), ["0 a"]);
});

Deno.test("wah copy --create creates the target like the source", async () => {
  await using created = await topics([3]);
  const [source] = created.names as [string];
  const target = uniqueTopic("copy");
  const alter = ["topic", "alter", source, "--set", "cleanup.policy=compact", "--set"];
  const altered = await runCli([...alter, "retention.ms=123456"], { brokers });
  assert.equal(altered.status, 0, altered.stderr);
  await produce(source, [{ key: "k", value: "a", partition: 2 }]);
  const checked = await copy(source, target, "--create", "--dry-run");
  assert.equal(checked.status, 0, checked.stderr);
  assert.match(checked.stderr, /^would create topic ".*" with 3 partitions, 1 replica, /);
  const refused = await copy(source, target);
  assert.equal(refused.status, 1);
  assert.equal(
    refused.stderr,
    `error: Cannot write to topic "${target}": the broker knows no such topic or partition ` +
      "(UNKNOWN_TOPIC_OR_PARTITION)\n" +
      `hint: Add --create, or create it: wah topic create ${target}\n`,
  );
  const copied = await copy(source, target, "--create");
  assert.equal(copied.status, 0, copied.stderr);
  const described = await runCli(["topic", "describe", target, "-o", "json"], { brokers });
  const [found] = JSON.parse(described.stdout).topics;
  assert.equal(found.partitions, 3);
  const own = found.configs.filter((config: { source: string }) =>
    config.source === "DYNAMIC_TOPIC_CONFIG"
  ).map(({ name, value }: { name: string; value: string }) => `${name}=${value}`);
  assert.deepEqual(own, ["cleanup.policy=compact", "retention.ms=123456"]);
  assert.deepEqual(await consumed(target, "%p %k %v\\n"), ["2 k a"]);
  assert.equal((await copy(source, target, "--create")).status, 0);
  await runCli(["topic", "delete", "-y", target], { brokers });
});

Deno.test("wah copy exits with 1 if there is no source, and prints similar names", async () => {
  await using created = await topics([1]);
  const [topic] = created.names as [string];
  const { status, stderr } = await copy(`${topic}x`, topic);
  assert.equal(status, 1);
  assert.equal(
    stderr,
    `error: Cannot read topic "${topic}x": there is no such topic\n` +
      `hint: Did you mean "${topic}"?\n`,
  );
});

Deno.test("wah copy --rate copies at most so many records per second", async () => {
  await using created = await topics([1, 1]);
  const [source, target] = created.names as [string, string];
  await produce(source, Array.from({ length: 21 }, (_, index) => ({ value: `${index}` })));
  const startMs = performance.now();
  const { status } = await copy(source, target, "--rate", "20/s");
  const elapsedMs = performance.now() - startMs;
  assert.equal(status, 0);
  assert.ok(elapsedMs >= 950, `it took ${elapsedMs} ms`);
  assert.equal((await consumed(target)).length, 21);
});

for (
  const [argv, reason] of [
    [["a"], /expected TARGET or --to-header/],
    [["a", "b", "--to-header", "h"], /expected TARGET or --to-header/],
    [["a", "b", "--strict"], /Cannot use --strict/],
    [["a", "--to-header", "h", "--create"], /--create|--to-header/],
    [["a", "b", "--transform", "x +"], /Cannot read expression/],
    [["a", "b", "--where", "nope == 1"], /Cannot read expression/],
    [["a", "b", "-o", "x"], /./],
    [["a", "b", "--rate", "fast"], /for --rate/],
    [["a", "b", "--to-profile", "nowhere"], /Cannot use the profile "nowhere"/],
  ] as const
) {
  Deno.test(`wah copy ${argv.join(" ")} exits with 2`, async () => {
    const { status, stdout, stderr } = await copy(...argv);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, reason);
  });
}
