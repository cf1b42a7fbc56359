import assert from "node:assert/strict";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { DevProcess } from "../../support/broker_faults/dev_process.ts";
import { writeThroughKills } from "../../support/chat/chat_writers.ts";
import { Tmux } from "../../support/cli/tmux.ts";

Deno.test("wah chat loses, repeats and reorders nothing if wah dev is killed", async () => {
  await using folder = await tempFolder();
  const { path: data } = folder;
  let broker = await DevProcess.start({ data });
  const listen = `127.0.0.1:${broker.port}`;
  try {
    await writeThroughKills({
      brokers: listen,
      kill: () => broker.end("SIGKILL"),
      start: async () => {
        broker = await DevProcess.start({ data, args: ["--listen", listen] });
      },
    });
  } finally {
    await broker[Symbol.asyncDispose]();
  }
});

Deno.test("wah chat prints its last error below the chat, not after the prompt", async () => {
  await using folder = await tempFolder();
  await using broker = await DevProcess.start({ data: folder.path });
  await using tmux = new Tmux();
  // In a shell, because a terminal loses unread output when its first process exits.
  const alice = await tmux.open({ command: ["sh"], env: { ...cliEnvironment(), PS1: "$ " } });
  const command = cliCommand(["chat", "-u", "alice", "-b", `127.0.0.1:${broker.port}`]);
  await alice.type(`${command.join(" ")}; echo "left with $?"`);
  await alice.press("Enter");
  await alice.waitFor(/^alice>$/m);
  await broker.end("SIGKILL");
  await alice.waitFor("-- broker unreachable");
  // Long enough that writing it to the terminal takes a while.
  await alice.type("lost");
  for (let piece = 0; piece < 6; piece++) await alice.type(` ${"text ".repeat(2_000)}end`);
  await alice.press("Enter");
  await alice.waitFor("unsent: lost");
  await alice.press("C-d");
  await alice.waitFor("1 line is unsent. Leave anyway? (y/n)");
  await alice.type("y");
  assert.match(
    await alice.waitFor(/^left with \d+$/m),
    / text end\nerror: Cannot send 1 of the lines typed: [^\n]+\nleft with 1\n/,
  );
});
