import assert from "node:assert/strict";
import { uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli, startCli } from "../../support/cli/cli.ts";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { kcatConsume } from "../../support/kafka/kcat.ts";
import { startKafka } from "../../support/kafka/kafka.ts";
import { Tmux } from "../../support/cli/tmux.ts";

Deno.test("wah chat sends lines typed during an outage once", async () => {
  await using kafka = await startKafka({ nodes: 1 });
  await using tmux = new Tmux();
  const { brokers } = kafka;
  const topic = uniqueTopic("chat");
  const pipe = startCli(["chat", "-u", "bob", "-t", topic, "--follow"], { brokers });
  await pipe.write("before\n");
  await pipe.stdout.waitFor("bob: before\n");
  const alice = await tmux.open({
    command: cliCommand(["chat", "-u", "alice", "-t", topic, "-b", brokers]),
    env: cliEnvironment(),
    columns: 100,
  });
  await alice.waitFor(/bob: before\nalice>$/);

  await kafka.kill(1);
  await alice.waitFor("-- broker unreachable");
  await alice.waitFor(/^alice \(offline\)>$/m);
  await pipe.stderr.waitFor("note: broker unreachable\n");
  for (const text of ["one", "two", "three"]) {
    await alice.type(text);
    await alice.press("Enter");
    await alice.waitFor(`unsent: ${text}`);
    await pipe.write(`${text}\n`);
  }

  await kafka.start(1);
  await alice.waitFor("-- reconnected");
  await pipe.stderr.waitFor(/^note: reconnected(; \d+ messages? arrived in the meantime)?$/m);
  for (const author of ["alice", "bob"]) {
    await alice.waitFor(`${author}: three`);
    await pipe.stdout.waitFor(`${author}: three\n`);
  }
  await alice.press("C-c");
  assert.equal(await alice.exitStatus(), 0);
  pipe.interrupt();
  await pipe.result;

  const said = (await kcatConsume({ brokers, topic })).map(({ payload }) => payload);
  const by = (author: string): unknown[] => said.filter((line) => line?.startsWith(author));
  assert.deepEqual(by("alice"), ["alice: one", "alice: two", "alice: three"]);
  assert.deepEqual(by("bob"), ["bob: before", "bob: one", "bob: two", "bob: three"]);
});

Deno.test("wah chat left during an outage prints unsent lines and exits with 1", async () => {
  await using kafka = await startKafka({ nodes: 1 });
  await using tmux = new Tmux();
  const { brokers } = kafka;
  const topic = uniqueTopic("chat");
  await runCli(["chat", "send", "-u", "bob", "-t", topic, "hello"], { brokers });
  const alice = await tmux.open({
    command: cliCommand(["chat", "-u", "alice", "-t", topic, "-b", brokers]),
    env: cliEnvironment(),
    columns: 100,
  });
  await alice.waitFor(/bob: hello\nalice>$/);
  await kafka.kill(1);
  await alice.waitFor("-- broker unreachable");
  await alice.type("anyone?");
  await alice.press("Enter");
  await alice.waitFor("unsent: anyone?");
  await alice.press("C-d");
  await alice.waitFor("1 line is unsent. Leave anyway? (y/n)");
  await alice.press("C-c");
  assert.equal(await alice.exitStatus(), 1);
  const screen = await alice.capture();
  assert.match(screen, /\nerror: Cannot send 1 of the lines typed: the broker did not accept them/);
});
