import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/broker.ts";
import { runCli } from "../../support/cli.ts";

const { brokers } = broker();

/** The command that a hint names, as its words; the words of a shell are enough here. */
function commandIn(stderr: string): string[] {
  const hint = /\nhint: (.*)\n$/.exec(stderr)?.[1] ?? "";
  const [, words] = /\bwah ((?:(?! creates | shows )[^;])*)/.exec(hint) ?? [];
  assert.ok(words !== undefined, `no command in ${JSON.stringify(stderr)}`);
  return words.trim().split(" ").map((word) => word.replaceAll("'", ""));
}

Deno.test("a command that a hint names is understood", async () => {
  const [topic, name] = [uniqueTopic("chat"), uniqueTopic("user")];
  const env = { WAH_USER: name };
  const failing = [
    ["chat", "log", "-u", name, "--with", "bob"],
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
  for (const argv of failing) {
    const failed = await runCli(argv, { brokers, env });
    assert.notEqual(failed.status, 0, argv.join(" "));
    const command = commandIn(failed.stderr);
    const { status, stderr } = await runCli(command, { brokers, env });
    assert.notEqual(status, 2, `${argv.join(" ")}: ${command.join(" ")}: ${stderr}`);
  }
});
