import assert from "node:assert/strict";
import { shellQuote } from "../../../lib/text/shell_quote.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { DevProcess } from "../../support/broker_faults/dev_process.ts";
import { runCli } from "../../support/cli/cli.ts";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { type Screen, Tmux } from "../../support/cli/tmux.ts";
import { kcatProduce } from "../../support/kafka/kcat.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();

/** A chat on the full screen, as a command line. */
function fullChat(author: string, room: string, address = brokers): string[] {
  return cliCommand([
    ...["chat", "--full", "--no-presence", "-u", author, "-t", room, "-b", address],
  ]);
}

/** Opens a terminal with a shell, types a command, and waits until the screen shows `wanted`. */
async function inShell(
  tmux: Tmux,
  command: readonly string[],
  wanted: string | RegExp,
): Promise<Screen> {
  const env = { ...cliEnvironment(), PS1: "$ " };
  const shell = await tmux.open({ command: ["bash", "--norc", "-i"], env, columns: 100 });
  await shell.type(`echo before; ${command.map(shellQuote).join(" ")}; echo "left with $?"`);
  await shell.press("Enter");
  await shell.waitFor(wanted);
  return shell;
}

Deno.test("wah chat --full and a chat in lines show each other's messages", async () => {
  const room = uniqueTopic("chat");
  await using tmux = new Tmux();
  const env = cliEnvironment();
  const fay = await tmux.open({ command: fullChat("fay", room), env, columns: 100, rows: 30 });
  await fay.waitFor("? lists keys");
  await runCli(["chat", "send", "-u", "lee", "-t", room, "helo"], { brokers });
  await fay.waitFor(/│\d\d:\d\d lee: helo/);
  await runCli(["chat", "edit", "-u", "lee", "-t", room, "0/0", "hello"], { brokers });
  const screen = await fay.waitFor(/│\d\d:\d\d lee: hello \(edited\)/);
  assert.doesNotMatch(screen, /helo/);
  await fay.type("hi 世界");
  await fay.press("Enter");
  await fay.waitFor(/│\d\d:\d\d fay: hi 世界/);
  const log = await runCli(["chat", "log", "-t", room], { brokers });
  assert.match(log.stdout, /fay: hi 世界\n/);
});

Deno.test("wah chat --full shows a room that other clients write to, page by page", async () => {
  const room = uniqueTopic("chat");
  const lines = Array.from({ length: 1_000 }, (_, n) => ({ key: "lee", value: `lee: line ${n}.` }));
  await kcatProduce({ brokers, topic: room }, lines);
  await using tmux = new Tmux();
  const env = cliEnvironment();
  const fay = await tmux.open({ command: fullChat("fay", room), env, columns: 60, rows: 15 });
  await fay.waitFor("line 999.");
  for (let page = 1; page <= 12; page++) {
    await fay.press("PageUp");
    await fay.waitFor(`line ${999 - page * 12}.\n room`.replace(" room", ` ${room.slice(0, 9)}`));
  }
  await fay.press("Home");
  await fay.press("End");
  await fay.waitFor("line 999.");
});

Deno.test("wah chat --full restores the terminal at SIGTERM", async () => {
  const room = uniqueTopic("chat");
  await using folder = await tempFolder();
  const pidFile = folder.file("pid");
  await using tmux = new Tmux();
  const command = ["sh", "-c", `echo $$ >${pidFile}; exec "$@"`, "sh", ...fullChat("fay", room)];
  const shell = await inShell(tmux, command, "? lists keys");
  Deno.kill(Number(await Deno.readTextFile(pidFile)), "SIGTERM");
  assert.match(await shell.waitFor(/^left with \d+$/m), /^before\n(?:.*\n)?left with 143$/m);
  await shell.type("stty -a | grep -wo -e -icanon -e icanon");
  await shell.press("Enter");
  await shell.waitFor(/^icanon$/m);
});

Deno.test("wah chat --full suspends at Ctrl-Z, and continues with fg", async () => {
  const room = uniqueTopic("chat");
  await using tmux = new Tmux();
  const shell = await inShell(tmux, fullChat("fay", room), "? lists keys");
  await shell.type("half typed");
  await shell.waitFor("fay> half typed");
  await shell.press("C-z");
  await shell.waitFor("Stopped");
  await shell.type("fg");
  await shell.press("Enter");
  await shell.waitFor("fay> half typed");
  await shell.press("C-c");
  await shell.press("C-d");
  assert.match(await shell.waitFor(/\n\$$/), /^before$/m);
});

Deno.test("wah chat --full sends what was typed while the broker was killed", async () => {
  await using folder = await tempFolder();
  const { path: data } = folder;
  let dev = await DevProcess.start({ data });
  const address = `127.0.0.1:${dev.port}`;
  try {
    await using tmux = new Tmux();
    const env = cliEnvironment();
    const command = fullChat("fay", "room", address);
    const fay = await tmux.open({ command, env, columns: 100, rows: 20 });
    await fay.waitFor("? lists keys");
    await fay.type("before");
    await fay.press("Enter");
    await fay.waitFor("fay: before");
    await dev.end("SIGKILL");
    await fay.waitFor("offline");
    for (const text of ["one", "two"]) {
      await fay.type(text);
      await fay.press("Enter");
    }
    await fay.waitFor("unsent: two");
    await fay.waitFor("2 unsent");
    dev = await DevProcess.start({ data, args: ["--listen", address] });
    await fay.waitFor(/fay: before[^]*fay: one[^]*fay: two/);
    assert.doesNotMatch(await fay.waitFor("? lists keys"), /offline/);
  } finally {
    await dev[Symbol.asyncDispose]();
  }
});

Deno.test("wah chat --full refuses to run without a terminal", async () => {
  const result = await runCli(["chat", "--full", "-u", "fay"], { brokers });
  assert.equal(result.status, 2);
  assert.match(result.stderr, /^error: Cannot use --full: stdin and stdout are not a terminal/);
});
