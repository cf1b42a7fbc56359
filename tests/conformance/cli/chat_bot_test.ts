import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli, spawnCli, startCli } from "../../support/cli/cli.ts";
import { kcatConsume } from "../../support/kafka/kcat.ts";
import { poll } from "../../support/poll.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();

Deno.test("wah chat --exec sends the replies of a bot, and exits with its status", async () => {
  const topic = uniqueTopic("chat");
  const command = 'echo ready; read line; echo "got $line"; exit 7';
  const reader = startCli(["chat", "-u", "alice", "-t", topic, "--follow"], { brokers });
  await reader.write("anyone there?\n");
  await reader.stdout.waitFor("alice: anyone there?\n");
  const bot = startCli(["chat", "-u", "bot", "-t", topic, "--exec", command], { brokers });
  await reader.stdout.waitFor("bot: ready\n");
  await reader.write("hello\n");
  const { status, stdout } = await bot.result;
  assert.deepEqual([status, stdout], [7, ""]);
  await reader.stdout.waitFor("bot: got ");
  reader.interrupt();
  await reader.result;
  const said = (await kcatConsume({ brokers, topic })).map(({ payload }) => payload ?? "");
  const answer = said.find((line) => line.startsWith("bot: got "))!;
  const { timestamp, offset, ...heard } = JSON.parse(answer.slice("bot: got ".length));
  assert.deepEqual([typeof timestamp, typeof offset], ["number", "number"]);
  const expected = { room: topic, kind: "said", partition: 0, author: "alice", text: "hello" };
  assert.deepEqual(heard, expected);
});

Deno.test("wah chat --exec exits with 0 after it has sent every line of the bot", async () => {
  const topic = uniqueTopic("chat");
  const argv = ["chat", "-u", "bot", "-t", topic, "--exec", "seq 1 500"];
  const { status, stderr } = await runCli(argv, { brokers });
  assert.deepEqual([status, stderr], [0, ""]);
  const said = (await kcatConsume({ brokers, topic })).map(({ payload }) => payload);
  assert.deepEqual(said, Array.from({ length: 500 }, (_, index) => `bot: ${index + 1}`));
});

Deno.test("wah chat --exec stops the bot too if it is interrupted", async () => {
  const topic = uniqueTopic("chat");
  const command = "echo up; exec sleep 1000";
  const bot = startCli(["chat", "-u", "bot", "-t", topic, "--exec", command], { brokers });
  const reader = startCli(["chat", "-u", "a", "-t", topic, "--follow"], { brokers });
  await reader.write("x\n");
  await reader.stdout.waitFor("a: x\n");
  bot.interrupt();
  assert.equal((await bot.result).status, 130);
  reader.interrupt();
  await reader.result;
});

for (const [signal, expected] of [["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  Deno.test(`wah chat --exec exits with ${expected} at ${signal}`, async () => {
    const topic = uniqueTopic("chat");
    const reader = startCli(["chat", "-u", "a", "-t", topic, "--follow"], { brokers });
    await reader.write("x\n");
    await reader.stdout.waitFor("a: x\n");
    const argv = ["chat", "-u", "bot", "-t", topic, "--exec", "echo up; exec cat >/dev/null"];
    await using bot = spawnCli(argv, { brokers });
    await reader.stdout.waitFor("bot: up\n");
    bot.kill(signal);
    const { status, stderr } = await bot.result;
    assert.equal(status, expected);
    // The reader may see the line before the bot knows that it was acknowledged.
    assert.match(stderr, /^(unsent: up\n)?$/);
    reader.interrupt();
    await reader.result;
  });
}

Deno.test("wah chat --exec passes no password to the bot", async () => {
  const topic = uniqueTopic("chat");
  const command = 'echo "$WAH_TLS_ENABLED ${WAH_SASL_PASSWORD-none} ${RPK_PASS-none}"';
  const argv = ["chat", "-u", "bot", "-t", topic, "--exec", command];
  const env = { WAH_TLS_ENABLED: "false", WAH_SASL_PASSWORD: "secret", RPK_PASS: "secret" };
  await using process = spawnCli(argv, { brokers, env });
  const { status, stderr } = await process.result;
  assert.deepEqual([status, stderr], [0, ""]);
  const said = (await kcatConsume({ brokers, topic })).map(({ payload }) => payload);
  assert.deepEqual(said, ["bot: false none none"]);
});

Deno.test("wah chat --exec leaves no process behind if it exits at once", async () => {
  await using folder = await tempFolder();
  const pipe = folder.file("pipe");
  await new Deno.Command("mkfifo", { args: [pipe] }).output();
  const command = `exec 3>"${pipe}"; trap '' TERM; echo up >&3; while :; do sleep 100000; done`;
  const argv = ["chat", "-u", "bot", "-t", uniqueTopic("chat"), "--exec", command];
  await using process = spawnCli(argv, { brokers });
  const file = await Deno.open(pipe);
  const reader = file.readable.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), "up\n");
  process.kill("SIGTERM");
  // The second signal stops wah while it waits for the bot.
  await poll(() => {
    process.kill("SIGTERM");
    return Promise.resolve(process.hasEnded || undefined);
  }, () => "wah has not ended");
  assert.equal((await reader.read()).done, true);
});

Deno.test("wah chat --exec rejects a second room", async () => {
  const argv = ["chat", "-u", "bot", "-t", "a", "-t", "b", "--exec", "true"];
  const { status, stderr } = await runCli(argv, { brokers });
  assert.equal(status, 2);
  assert.match(stderr, /^error: Cannot use --exec in several rooms/);
});

Deno.test("wah health -o jsonl can be piped into a room, line by line", async () => {
  const topic = uniqueTopic("chat");
  const { stdout: report } = await runCli(["health", "-o", "jsonl"], { brokers });
  const { status } = await runCli(["chat", "-u", "ops", "-t", topic], { brokers, stdin: report });
  assert.equal(status, 0);
  const [record] = await kcatConsume({ brokers, topic });
  assert.deepEqual(JSON.parse(record?.payload?.slice("ops: ".length) ?? ""), JSON.parse(report));
});
