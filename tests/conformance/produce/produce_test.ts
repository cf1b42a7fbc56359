import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { type CliResult, runCli, startCli } from "../../support/cli/cli.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { kcatConsume } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

async function newTopic(...flags: readonly string[]): Promise<string> {
  const topic = uniqueTopic("produce");
  const { status, stderr } = await runCli(["topic", "create", topic, ...flags], { brokers });
  assert.equal(status, 0, stderr);
  return topic;
}

async function produce(
  topic: string,
  argv: readonly string[],
  stdin: string | Uint8Array = "",
): Promise<CliResult> {
  return await runCli(["produce", topic, ...argv], { brokers, stdin });
}

/** What kcat reads: key, value and headers of each record. */
async function readBack(topic: string): Promise<unknown[]> {
  const lines = await kcatConsume({ brokers, topic });
  return lines.map(({ key, payload, headers = [] }) => [key, payload, ...headers]);
}

Deno.test("wah produce writes its arguments", async () => {
  const topic = await newTopic();
  const { status, stdout, stderr } = await produce(topic, [
    ...["-k", "42", "-H", "trace=a", "-H", "trace=b=c", "first", "second"],
  ]);
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "", stderr: "" });
  assert.deepEqual(await readBack(topic), [
    ["42", "first", "trace", "a", "trace", "b=c"],
    ["42", "second", "trace", "a", "trace", "b=c"],
  ]);
});

Deno.test("wah produce writes each line of stdin, also a last one without a newline", async () => {
  const topic = await newTopic();
  const { status } = await produce(topic, [], "one\n\nlast");
  assert.equal(status, 0);
  assert.deepEqual(await readBack(topic), [[null, "one"], [null, ""], [null, "last"]]);
});

Deno.test("wah produce -f reads keys, and keeps an empty key", async () => {
  const topic = await newTopic();
  const { status } = await produce(topic, ["-f", "%k=%v\\n"], "a=1\n=2\n");
  assert.equal(status, 0);
  assert.deepEqual(await readBack(topic), [["a", "1"], ["", "2"]]);
});

Deno.test("wah produce --from reads a file", async () => {
  const topic = await newTopic();
  await using folder = await tempFolder();
  await Deno.writeTextFile(folder.file("lines"), "1\n2\n");
  const { status } = await produce(topic, ["--from", folder.file("lines")]);
  assert.equal(status, 0);
  assert.deepEqual(await readBack(topic), [[null, "1"], [null, "2"]]);
});

Deno.test("wah produce -Z -k writes one tombstone and reads no stdin", async () => {
  const topic = await newTopic("-c", "cleanup.policy=compact");
  const running = startCli(["produce", topic, "-Z", "-k", "42"], { brokers });
  assert.equal((await running.result).status, 0);
  await running.endInput();
  assert.deepEqual(await readBack(topic), [["42", null]]);
});

Deno.test("wah produce parses its arguments in the given format", async () => {
  const topic = await newTopic();
  const { status } = await produce(topic, ["-f", "jsonl", '{"key":"a","value":null}']);
  assert.equal(status, 0);
  assert.deepEqual(await readBack(topic), [["a", null]]);
});

Deno.test("wah produce writes to the topics that the input names", async () => {
  const [one, two] = [await newTopic(), await newTopic()];
  const { status } = await runCli(["produce", "-f", "%t %v\\n"], {
    brokers,
    stdin: `${one} a\n${two} b\n`,
  });
  assert.equal(status, 0);
  assert.deepEqual(await readBack(one), [[null, "a"]]);
  assert.deepEqual(await readBack(two), [[null, "b"]]);
});

Deno.test("wah produce --output-format prints where each record was written", async () => {
  const topic = await newTopic();
  const layout = "%t/%p/%o %k=%v\\n";
  const { stdout } = await produce(topic, ["-k", "k", "--output-format", layout, "a", "b"]);
  assert.equal(stdout, `${topic}/0/0 k=a\n${topic}/0/1 k=b\n`);
});

Deno.test("wah produce --output json sums up", async () => {
  const topic = await newTopic();
  const { stdout, status } = await produce(topic, ["--output", "json", "-k", "k", "abc"]);
  assert.deepEqual(JSON.parse(stdout), { version: 1, records: 1, bytes: 4, failed: 0 });
  assert.equal(status, 0);
});

Deno.test("wah produce into an unknown topic names the command that creates it", async () => {
  const topic = uniqueTopic("missing");
  const { status, stderr } = await produce(topic, ["x"]);
  assert.equal(status, 1);
  assert.match(stderr, /^error: Cannot write to topic "missing-.*UNKNOWN_TOPIC_OR_PARTITION/);
  assert.match(stderr, new RegExp(`\\nhint: Create it: wah topic create ${topic}\\n$`));
});

Deno.test("wah produce reports each record that is rejected, and writes the others", async () => {
  const topic = await newTopic("-c", "max.message.bytes=2000");
  const input = ["a", "x".repeat(10_000), "b"].join("\n");
  const { status, stderr } = await produce(topic, [], input);
  assert.equal(status, 1);
  assert.match(stderr, /^error: line 2: .*MESSAGE_TOO_LARGE.*\nerror: Cannot write 1 of 3 records/);
  assert.deepEqual(await readBack(topic), [[null, "a"], [null, "b"]]);
});

Deno.test("wah produce reports lines that are not records, and writes the others", async () => {
  const topic = await newTopic();
  const input = '{"value":"a"}\nnope\n{"value":"b","partition":7}\n{"value":"c"}\n';
  const { status, stderr } = await produce(topic, ["-f", "jsonl"], input);
  assert.equal(status, 1);
  assert.match(stderr, /error: line 2: invalid JSON/);
  assert.match(stderr, /error: line 3: .* it has 1 partition, numbered from 0/);
  assert.match(stderr, /error: Cannot write 2 of 4 records/);
  assert.deepEqual(await readBack(topic), [[null, "a"], [null, "c"]]);
});

Deno.test("wah produce writes what it has read when it is interrupted", async () => {
  const topic = await newTopic();
  const running = startCli(["produce", topic, "--output-format", "%v\\n"], { brokers });
  await running.write("one\ntwo\nunfinis");
  await running.stdout.waitFor("two\n");
  running.interrupt();
  const { status, stderr } = await running.result;
  assert.equal(status, 130);
  assert.match(
    stderr,
    /^error: Interrupted after 2 records: the input after line 2 was not read\n/,
  );
  assert.deepEqual(await readBack(topic), [[null, "one"], [null, "two"]]);
});

Deno.test("wah produce --timestamp sets the time of each record", async () => {
  const topic = await newTopic();
  await produce(topic, ["--timestamp", "2024-02-03T04:05:06Z", "x"]);
  const [record] = await kcatConsume({ brokers, topic });
  assert.equal(record?.ts, Date.UTC(2024, 1, 3, 4, 5, 6));
});

Deno.test("wah produce -p writes to one partition", async () => {
  const topic = await newTopic("-p", "3");
  await produce(topic, ["-p", "2", "a", "b"]);
  const lines = await kcatConsume({ brokers, topic });
  assert.deepEqual(lines.map(({ partition, payload }) => [partition, payload]), [
    [2, "a"],
    [2, "b"],
  ]);
});

for (
  const [argv, found] of [
    [["-f", "nonsense"], 'Cannot use "nonsense" for --format'],
    [["-f", "%q"], 'unknown verb "%q"'],
    [["-H", "novalue", "x"], 'Cannot use "novalue" for --header'],
    [["--rate", "fast", "x"], 'Cannot use "fast" for --rate'],
    [["--timestamp", "soon", "x"], "Cannot read"],
    [["--from", "no-such-file"], 'Cannot read "no-such-file": no such file'],
    [["--from", "f", "x"], "--from cannot be combined with values"],
    [["-f", "jsonl", "{"], 'Cannot read "{" as a record'],
  ] as const
) {
  Deno.test(`wah produce rejects ${argv.join(" ")}`, async () => {
    const { status, stderr } = await produce(uniqueTopic("missing"), argv);
    assert.equal(status, 2);
    assert.ok(stderr.includes(found), stderr);
  });
}

for (const acks of ["0", "1", "all"]) {
  Deno.test(`wah produce --acks ${acks} writes the records`, async () => {
    const topic = await newTopic();
    const { status, stdout } = await produce(topic, [
      "--acks",
      acks,
      "--output-format",
      "%o\\n",
      "a",
    ]);
    assert.equal(status, 0);
    assert.equal(stdout, acks === "0" ? "-1\n" : "0\n");
    assert.deepEqual(await readBack(topic), [[null, "a"]]);
  });
}

Deno.test("wah produce --partitioner round-robin ignores the partitions of the input", async () => {
  const topic = await newTopic("-p", "3");
  const input = '{"key":"k","partition":0}\n'.repeat(3);
  const argv = ["-f", "jsonl", "--partitioner", "round-robin"];
  assert.equal((await produce(topic, argv, input)).status, 0);
  const lines = await kcatConsume({ brokers, topic });
  assert.deepEqual(lines.map(({ partition }) => partition).sort(), [0, 1, 2]);
});

for (const codec of ["gzip", "snappy", "lz4", "zstd"]) {
  Deno.test(`wah produce -z ${codec} writes what kcat reads`, async () => {
    const topic = await newTopic();
    assert.equal((await produce(topic, ["-z", codec], "a\nb\n")).status, 0);
    assert.deepEqual(await readBack(topic), [[null, "a"], [null, "b"]]);
  });
}

Deno.test("wah produce -f json copies what wah consume prints without -f", async () => {
  const [source, target] = [await newTopic(), await newTopic()];
  const lines =
    '{"key":"a","value":"{\\n}","headers":[{"key":"h","value":null}]}\n{"value":null}\n';
  assert.equal(
    (await runCli(["produce", source, "-f", "jsonl"], { brokers, stdin: lines })).status,
    0,
  );
  const printed = await runCli(["consume", source, "-o", ":end", "--meta"], { brokers });
  const copied = await runCli(["produce", target, "-f", "json"], {
    brokers,
    stdin: printed.stdout,
  });
  assert.deepEqual([copied.status, copied.stderr], [0, ""]);
  const found = await runCli(["consume", target, "-o", ":end"], { brokers });
  const expected = await runCli(["consume", source, "-o", ":end"], { brokers });
  assert.equal(found.stdout, expected.stdout.replaceAll(source, target));
});

for (
  const [format, input, found] of [
    ["jsonl", '{\n  "value": "a"\n}\n', /^error: line 1: .*; -f json reads such objects\n/],
    ["json", '{"value":"a"}\nnope\n{"value":"b"}\n', /^error: line 2: invalid JSON: /],
    ["%k %v{re[a+]}\\n", "k a\nk b\nk a\n", /^error: line 2: expected a match /],
  ] as const
) {
  Deno.test(`wah produce -f ${format} reports the rest of a broken input`, async () => {
    const topic = await newTopic();
    const result = await runCli(["produce", topic, "-f", format], { brokers, stdin: input });
    assert.equal(result.status, 1);
    assert.match(result.stderr, found);
    assert.match(result.stderr, /, and the input after line \d was not read: see above\n$/);
  });
}
