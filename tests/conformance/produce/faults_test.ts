import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli, startCli } from "../../support/cli/cli.ts";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { runProcess } from "../../support/cli/process.ts";
import { DevProcess } from "../../support/broker_faults/dev_process.ts";
import { kcatConsume } from "../../support/kafka/kcat.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();

async function newTopic(at = brokers): Promise<string> {
  const topic = uniqueTopic("produce-faults");
  assert.equal((await runCli(["topic", "create", topic], { brokers: at })).status, 0);
  return topic;
}

async function valuesOf(topic: string, at = brokers): Promise<(string | null)[]> {
  return (await kcatConsume({ brokers: at, topic })).map(({ payload }) => payload);
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `line ${from + index}`);
}

function linesOf(values: readonly string[]): string {
  return values.map((value) => `${value}\n`).join("");
}

Deno.test("wah produce writes each line once if the broker is killed and comes back", async () => {
  await using folder = await tempFolder();
  const first = await DevProcess.start({ data: folder.path });
  const at = `127.0.0.1:${first.port}`;
  const topic = await newTopic(at);
  const running = startCli(["produce", topic], { brokers: at });
  await running.write(linesOf(numbers(0, 20_000)));
  await first.end("SIGKILL");
  await first[Symbol.asyncDispose]();
  await running.write(linesOf(numbers(20_000, 40_000)));
  await using _second = await DevProcess.start({ data: folder.path, args: ["--listen", at] });
  await running.write(linesOf(numbers(40_000, 50_000)));
  await running.endInput();
  const { status, stderr } = await running.result;
  assert.deepEqual([status, stderr], [0, ""]);
  assert.deepEqual(await valuesOf(topic, at), numbers(0, 50_000));
});

Deno.test("wah produce reports the lines that an unreachable broker did not get", async () => {
  await using folder = await tempFolder();
  const first = await DevProcess.start({ data: folder.path });
  const at = `127.0.0.1:${first.port}`;
  const topic = await newTopic(at);
  const running = startCli(["produce", topic, "--output-format", "%v\\n"], { brokers: at });
  await running.write("a\n");
  await running.stdout.waitFor("a\n");
  await first.end("SIGKILL");
  await first[Symbol.asyncDispose]();
  await running.write("b\nc\n");
  running.interrupt();
  const { status, stdout, stderr } = await running.result;
  assert.equal(status, 130);
  assert.equal(stdout, "a\n");
  assert.match(stderr, /^error: lines 2 to 3: Cannot deliver a record to /);
  assert.match(
    stderr,
    /\nerror: Interrupted after 1 records: the input after line 3 was not read\n$/,
  );
});

Deno.test("wah produce --output-format | head exits with 0, and writes all records", async () => {
  const topic = await newTopic();
  await using folder = await tempFolder();
  const file = folder.file("lines");
  await Deno.writeTextFile(file, linesOf(numbers(0, 50_000)));
  const flags = ["--from", file, "--output-format", "%o\\n", "-b", brokers];
  const command = cliCommand(["produce", topic, ...flags]).map((word) => `'${word}'`).join(" ");
  const script = `${command} | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await runProcess("bash", ["-c", script], { env: cliEnvironment() });
  assert.deepEqual([stdout, stderr], ["0\n0\n", ""]);
  assert.equal((await valuesOf(topic)).length, 50_000);
});

Deno.test("wah produce reports a full disk behind stdout", async () => {
  const topic = await newTopic();
  const flags = ["--output-format", "%o\\n", "-b", brokers];
  const command = cliCommand(["produce", topic, ...flags, "a"]).map((word) => `'${word}'`).join(
    " ",
  );
  const { status, stderr } = await runProcess("bash", ["-c", `${command} >/dev/full`], {
    env: cliEnvironment(),
  });
  assert.equal(status, 1);
  assert.match(stderr, /^error: .*No space left[^\n]*; 1 record is written\n$/);
  assert.deepEqual(await valuesOf(topic), ["a"]);
});

Deno.test("wah produce reports what it has written if the disk behind stdout is full", async () => {
  const topic = await newTopic();
  await using folder = await tempFolder();
  const file = folder.file("lines");
  await Deno.writeTextFile(file, linesOf(numbers(0, 200_000)));
  const flags = ["--from", file, "--output-format", "%o\n", "-b", brokers];
  const command = cliCommand(["produce", topic, ...flags]).map((word) => `'${word}'`).join(" ");
  const { status, stderr } = await runProcess("bash", ["-c", `${command} >/dev/full`], {
    env: cliEnvironment(),
  });
  assert.equal(status, 1);
  const [, count, line] =
    /; (\d+) records are written, the input after line (\d+) was not read\n$/.exec(stderr) ?? [];
  assert.equal(count, line, stderr);
  assert.equal((await valuesOf(topic)).length, Number(count));
});

Deno.test("wah produce waits for a slow reader of its output", async () => {
  const topic = await newTopic();
  await using folder = await tempFolder();
  const file = folder.file("lines");
  await Deno.writeTextFile(file, linesOf(numbers(0, 20_000)));
  const flags = ["--from", file, "--output-format", "%v\\n", "-b", brokers];
  const command = cliCommand(["produce", topic, ...flags]).map((word) => `'${word}'`).join(" ");
  // The reader asks wah for the topic first, so that the pipe is full for a while.
  const list = cliCommand(["topic", "list", "-b", brokers]).map((word) => `'${word}'`).join(" ");
  const script = `${command} | { ${list} >/dev/null; cat; }`;
  const { status, stdout } = await runProcess("bash", ["-c", script], { env: cliEnvironment() });
  assert.equal(status, 0);
  assert.equal(stdout, linesOf(numbers(0, 20_000)));
});

Deno.test("wah produce --rate stops at Ctrl-C, and reports what it has not written", async () => {
  const topic = await newTopic();
  const flags = ["--rate", "1/m", "--output-format", "%v\\n"];
  const running = startCli(["produce", topic, ...flags], { brokers });
  await running.write("a\nb\nc\n");
  await running.stdout.waitFor("a\n");
  running.interrupt();
  const { status, stderr } = await running.result;
  assert.equal(status, 130);
  assert.match(
    stderr,
    /^error: Interrupted after 1 records: the input after line 1 was not read\n/,
  );
  assert.deepEqual(await valuesOf(topic), ["a"]);
});

Deno.test("wah produce stops at Ctrl-C before it is connected", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const running = startCli(["produce", "t", "x"], { brokers: `127.0.0.1:${listener.addr.port}` });
  using _connection = await listener.accept();
  running.interrupt();
  assert.equal((await running.result).status, 130);
});

Deno.test("wah produce -k with an empty key keeps it", async () => {
  const topic = await newTopic();
  assert.equal((await runCli(["produce", topic, "-k", "", "x"], { brokers })).status, 0);
  const [record] = await kcatConsume({ brokers, topic });
  assert.equal(record?.key, "");
});
