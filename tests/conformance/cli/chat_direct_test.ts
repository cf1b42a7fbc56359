import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";

const { brokers } = broker();

Deno.test("wah chat send --to writes to one user, and log --with shows both sides", async () => {
  const id = uniqueTopic("u");
  const [alice, bob] = [`alice-${id}`, `bob-${id}`];
  const sent = await runCli(["chat", "send", "-u", alice, "--to", bob, "lunch?"], { brokers });
  assert.deepEqual([sent.status, sent.stdout, sent.stderr], [0, "", ""]);
  const answer = ["chat", "send", "-u", bob, "--to", alice, "-f", "json", "-o", "json", "yes"];
  assert.equal(JSON.parse((await runCli(answer, { brokers })).stdout).topic, "chat-inbox");
  for (const [self, other] of [[alice, bob], [bob, alice]] as const) {
    const argv = ["chat", "log", "-u", self, "--with", other, "-o", "jsonl"];
    const { stdout } = await runCli(argv, { brokers });
    const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ author, text }) => [author, text]), [
      [alice, "lunch?"],
      [bob, "yes"],
    ]);
  }
  const stranger = await runCli(["chat", "log", "-u", `x-${id}`, "--with", bob], { brokers });
  assert.deepEqual([stranger.status, stranger.stdout], [0, ""]);
});

Deno.test("wah chat send --to rejects names that no user can have", async () => {
  const { status, stderr } = await runCli(["chat", "send", "--to", "a:b", "x"], { brokers });
  assert.equal(status, 2);
  assert.match(stderr, /^error: Cannot use the user name "a:b"/);
});

Deno.test("wah chat in a pipe prints the room of each line if there are several", async () => {
  const [one, two] = [uniqueTopic("chat"), uniqueTopic("chat")];
  const argv = ["chat", "-u", "alice", "-t", one, "-t", two];
  const { status, stdout } = await runCli(argv, { brokers, stdin: "hello\n" });
  assert.deepEqual([status, stdout], [0, `[${one}] alice: hello\n`]);
});
