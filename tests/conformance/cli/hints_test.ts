import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";
import { startEmbeddedBroker } from "../../support/brokers/embedded_broker.ts";

const { brokers } = broker();

/** Returns the words of the command in a hint; splitting at spaces is enough here. */
function commandIn(stderr: string): string[] {
  const hint = /\nhint: (.*)\n$/.exec(stderr)?.[1] ?? "";
  const [, words] = /\bwah ((?:(?! creates | shows )[^;])*)/.exec(hint) ?? [];
  assert.ok(words !== undefined, `no command in ${JSON.stringify(stderr)}`);
  return words.trim().split(" ").map((word) => word.replaceAll("'", ""));
}

/** Runs a command line that fails, then the command in its hint. */
async function checkHint(
  argv: readonly string[],
  world: { readonly brokers: string; readonly env?: Readonly<Record<string, string>> },
): Promise<void> {
  const failed = await runCli(argv, world);
  assert.notEqual(failed.status, 0, argv.join(" "));
  const command = commandIn(failed.stderr);
  const { status, stderr } = await runCli(command, world);
  assert.notEqual(status, 2, `${argv.join(" ")}: ${command.join(" ")}: ${stderr}`);
}

Deno.test("the command in a hint is valid", async () => {
  const [topic, name] = [uniqueTopic("chat"), uniqueTopic("user")];
  const env = { WAH_USER: name };
  const failing = [
    ["chat", "log", "-t", uniqueTopic("chat")],
    ["chat", "log", "--raw", "-t", uniqueTopic("chat")],
    ["chat", "edit", "-t", uniqueTopic("chat"), "0", "x"],
    ["chat", "delete", "-t", uniqueTopic("chat"), "0"],
    ["chat", "edit", "-u", name, "-t", topic, "0/0", " "],
    ["chat", "edit", "-t", topic, "0", ""],
    ["chat", "edit", "first", "x"],
    ["chat", "send"],
    ["chat", "--nonsense"],
    ["consume", topic, "-f", "nonsense"],
    ["topic", "describe"],
    ["nonsense"],
  ];
  for (const text of ["mine", "mine too"]) {
    await runCli(["chat", "send", "-t", topic, text], { brokers, env });
  }
  await runCli(["chat", "send", "here"], { brokers, env });
  for (const argv of failing) await checkHint(argv, { brokers, env });
});

Deno.test("the command in a hint is valid if there are no direct messages", async () => {
  // Other tests write direct messages to the broker under test.
  await using empty = await startEmbeddedBroker();
  await checkHint(["chat", "log", "-u", "ann", "--with", "bob"], { brokers: empty.brokers });
});
