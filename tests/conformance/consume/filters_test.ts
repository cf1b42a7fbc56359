import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { type SentRecord, topicOf } from "../../support/brokers/records.ts";
import { type CliResult, runCli, startCli } from "../../support/cli/cli.ts";
import { send } from "../../support/brokers/records.ts";

const { brokers } = broker();

const orders: readonly SentRecord[] = [
  { key: "a", value: '{"id":1,"amount":5}', headers: [["trace", "x"]] },
  { key: "b", value: '{"id":2,"amount":50}', headers: [["trace", "y"], ["tenant", "z"]] },
  { key: "a", value: "not JSON", headers: [["trace", null]] },
  { key: null, value: '{"id":4,"amount":500}' },
  { key: "ab", value: null, headers: [["trace", "y"]] },
];

async function consume(topic: string, ...argv: readonly string[]): Promise<CliResult> {
  return await runCli(["consume", topic, "-o", ":end", "-f", "%o ", ...argv], { brokers });
}

Deno.test("wah consume prints the records that the flags select", async () => {
  await using topic = await topicOf(orders);
  for (
    const [argv, offsets] of [
      [["--key", "a"], "0 2 "],
      [["--key", ""], ""],
      [["--header", "trace"], "0 1 2 4 "],
      [["--header", "trace=y"], "1 4 "],
      [["--header", "trace=y", "--header", "tenant=z"], "1 "],
      [["--grep", 'amount":50'], "1 3 "],
      [["--grep", "^ab$|JSON"], "2 4 "],
      [["--key", "a", "--grep", "JSON"], "2 "],
      [["--where", 'key == "a" && offset > 0'], "2 "],
      [["--where", "partition == 0 && !has(headers.trace)"], "3 "],
      [["--header", "trace=y", "--where", "value == null"], "4 "],
      [["--grep", '"amount":5', "-n", "2"], "0 1 "],
    ] as const
  ) {
    const { stdout, stderr, status } = await consume(topic.name, ...argv);
    assert.deepEqual([argv, stdout, stderr, status], [argv, offsets, "", 0]);
  }
});

Deno.test("wah consume --where reports at the end for how many records it failed", async () => {
  await using topic = await topicOf(orders);
  const where = ["--where", "value.amount >= 50"];
  const { stdout, stderr, status } = await consume(topic.name, ...where);
  assert.equal(stdout, "1 3 ");
  assert.equal(
    stderr,
    "--where failed for 2 records, which did not match; " +
      `first "${topic.name}" partition 0 offset 2: no such key: amount\n`,
  );
  assert.equal(status, 0);
  assert.equal((await consume(topic.name, ...where, "-q")).stderr, "");
});

Deno.test("wah consume --where --strict stops at the first record for which it fails", async () => {
  await using topic = await topicOf(orders);
  const argv = ["--where", "value.amount >= 50", "--strict"];
  const { stdout, stderr, status } = await consume(topic.name, ...argv);
  assert.equal(stdout, "1 ");
  assert.match(stderr, /^error: Cannot test the record at ".*" partition 0 offset 2: no such key/);
  assert.equal(status, 1);
});

Deno.test("wah consume tests headers before it parses a value", async () => {
  await using topic = await topicOf(orders);
  const argv = ["--header", "tenant", "--where", "value.amount >= 50", "--strict"];
  const { stdout, status } = await consume(topic.name, ...argv);
  assert.deepEqual([stdout, status], ["1 ", 0]);
});

Deno.test("wah consume filters new records too", async () => {
  await using topic = await topicOf(orders);
  const argv = ["consume", topic.name, "-f", "%v\\n", "--grep", "panda", "-n", "1"];
  const running = startCli(argv, { brokers });
  await send(topic, [{ value: "bamboo" }, { value: "red panda" }]);
  const { stdout, status } = await running.result;
  assert.deepEqual([stdout, status], ["red panda\n", 0]);
});

Deno.test("wah consume --where is not stuck by an expression that backtracks", async () => {
  await using topic = await topicOf([{ value: `${"a".repeat(50_000)}b` }, { value: "aa" }]);
  const argv = ["--where", 'value.matches("(a+)+$")', "--grep", "(a+)+$"];
  const { stdout, stderr, status } = await consume(topic.name, ...argv);
  assert.deepEqual([stdout, stderr, status], ["1 ", "", 0]);
});

for (
  const [argv, error] of [
    [["--where", "value.amount >"], /, at column 15\n {4}value\.amount >\n {18}\^\nhint: /],
    [
      ["--where", "size(key)"],
      /its type is int, expected bool, at column 1\n {4}size\(key\)\n {4}\^{9}\nhint: /,
    ],
    [
      ["--grep", "(a"],
      /^error: Cannot read regular expression: missing closing \), at column 1\n {4}\(a\n {4}\^\n/,
    ],
    [["--header", "=x"], /^error: Cannot use "=x" for --header: expected NAME or NAME=VALUE\n$/],
    [["--strict"], /^error: Cannot use --strict: it is for --where and --decode\nhint: /],
    [["--sort", "time"], /^error: Cannot sort offsets "start" by time: they have no end\nhint: /],
    [["--until-idle", "5"], /^error: Cannot use "5" for --until-idle: expected a duration/],
    [["-r", "-p", "0"], /--regex cannot be combined with --partitions/],
    [["-r", "a(", "orders"], /^error: Cannot read regular expression: .*\n {4}a\(\n {5}\^\n/],
    [["--count", "-f", "json"], /--count cannot be combined with --format/],
    [["--meta", "-f", "%v"], /^error: Cannot add metadata to format "%v": it is a layout\nhint: /],
  ] as const
) {
  Deno.test(`wah consume ${argv.join(" ")} is a usage error before a request`, async () => {
    const result = await runCli(["consume", "orders", ...argv], { brokers: "127.0.0.1:1" });
    assert.match(result.stderr, error);
    assert.deepEqual([result.stdout, result.status], ["", 2]);
  });
}
