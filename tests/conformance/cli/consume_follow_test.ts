import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { spawnCli, startCli } from "../../support/cli/cli.ts";
import { kcat } from "../../support/kafka/kcat.ts";
import { runProcess } from "../../support/cli/process.ts";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { send, topicOf } from "../../support/brokers/records.ts";

const { brokers } = broker();

Deno.test("wah consume prints existing records, then each new one as it arrives", async () => {
  await using topic = await topicOf([{ value: "one" }]);
  const running = startCli(["consume", topic.name, "-f", "%v\\n"], { brokers });
  await running.stdout.waitFor("one\n");
  await send(topic, [{ value: "two" }]);
  await running.stdout.waitFor("two\n");
  await send(topic, [{ value: "three" }]);
  await running.stdout.waitFor("three\n");
  running.interrupt();
  const result = await running.result;
  assert.equal(result.stdout, "one\ntwo\nthree\n");
  assert.equal(result.stderr, "");
  assert.equal(result.status, 130);
});

Deno.test("wah consume follows a busy partition and quiet ones together", async () => {
  await using topic = await topicOf([], { partitions: 3 });
  const values = ["one", "two", "three", "four", "five", "six"];
  const running = startCli(["consume", topic.name, "-f", "%p%v\\n"], { brokers });
  for (const value of values) {
    await send(topic, [{ value, partition: 2 }]);
    await running.stdout.waitFor(`2${value}\n`);
  }
  running.interrupt();
  const { status, stderr } = await running.result;
  assert.deepEqual([status, stderr], [130, ""]);
});

Deno.test("wah consume starts at the end, with a note, if the offset is past it", async () => {
  await using topic = await topicOf([{ value: "old" }]);
  const argv = ["consume", topic.name, "-o", "99", "-f", "%o %v\\n", "-n", "1"];
  const running = startCli(argv, { brokers });
  await running.stderr.waitFor("partition 0 has no offset 99; starting at 1\n");
  await send(topic, [{ value: "new" }]);
  const { status, stdout } = await running.result;
  assert.deepEqual([status, stdout], [0, "1 new\n"]);
});

Deno.test("wah consume -o end prints only later records", async () => {
  await using topic = await topicOf([{ value: "old" }]);
  const running = startCli(["consume", topic.name, "-o", "end", "-f", "%v\\n", "-n", "1"], {
    brokers,
    isTerminal: true,
  });
  // Printed once the end is resolved.
  await running.stderr.waitFor("waiting for new records");
  await send(topic, [{ value: "new" }]);
  const result = await running.result;
  assert.equal(result.stdout, "new\n");
  assert.equal(result.status, 0);
});

Deno.test("wah consume prints what it reads on a terminal, unless it is quiet", async () => {
  await using topic = await topicOf([{ value: "one" }]);
  for (
    const [argv, expected] of [
      [
        [],
        `reading "${topic.name}" (1 partition) from offsets start, then waiting for new records; ` +
        "Ctrl-C stops\n",
      ],
      [["-o", ":end"], `reading "${topic.name}" (1 partition) from offsets :end, then stopping\n`],
      [["-q"], ""],
    ] as const
  ) {
    const running = startCli(["consume", topic.name, "-f", "%v\\n", ...argv], {
      brokers,
      isTerminal: true,
    });
    await running.stdout.waitFor("one\n");
    running.interrupt();
    assert.equal((await running.result).stderr, expected);
  }
});

Deno.test("wah consume | head exits with 0 and prints no error", async () => {
  await using topic = await topicOf([]);
  const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index} ${"x".repeat(50)}\n`);
  await kcat(["-P", "-b", brokers, "-t", topic.name], lines.join(""));
  const command = cliCommand(["consume", topic.name, "-f", "%v\\n", "-b", brokers])
    .map((word) => `'${word}'`).join(" ");
  const result = await runProcess("bash", ["-c", `${command} | head -n 2; echo $PIPESTATUS`], {
    env: cliEnvironment(),
  });
  assert.equal(result.stdout, `${lines[0]}${lines[1]}0\n`);
  assert.equal(result.stderr, "");
});

Deno.test("wah consume prints all that it read, then exits with 130 at Ctrl-C", async () => {
  await using topic = await topicOf([{ value: "one" }, { value: "two" }]);
  await using process = spawnCli(["consume", topic.name, "-f", "%v\\n"], { brokers });
  await process.stdout.waitFor("two\n");
  process.kill("SIGINT");
  const result = await process.result;
  assert.equal(result.stdout, "one\ntwo\n");
  assert.equal(result.stderr, "");
  assert.equal(result.status, 130);
});

Deno.test("wah consume exits at Ctrl-C even if its output is no longer read", async () => {
  await using topic = await topicOf([]);
  const lines = "x".repeat(100).concat("\n").repeat(20_000);
  await kcat(["-P", "-b", brokers, "-t", topic.name], lines);
  const [command, ...args] = cliCommand(["consume", topic.name, "-f", "%v\\n", "-b", brokers]);
  await using child = new Deno.Command(command, {
    args,
    env: cliEnvironment(),
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  child.kill("SIGINT");
  assert.equal((await child.status).code, 130);
  await reader.cancel();
});
