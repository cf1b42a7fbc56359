import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { kcatProduce } from "../../support/kafka/kcat.ts";
import { type Screen, Tmux } from "../../support/cli/tmux.ts";

const { brokers } = broker();

/**
 * No other test sends direct messages to these two, so their lines contain no other conversation.
 */
async function join(tmux: Tmux, author: string, topic: string, columns = 80): Promise<Screen> {
  const screen = await tmux.open({
    command: cliCommand(["chat", "-u", author, "-t", topic, "-b", brokers]),
    env: cliEnvironment(),
    columns,
  });
  await screen.waitFor(`${author}> `.trimEnd());
  return screen;
}

/** Returns the lines of a chat on a screen, without numbers, times and the prompt. */
function chatLines(screen: string): string[] {
  return screen.split("\n").flatMap((line) => /^ *\d+ \d\d:\d\d (.*)$/.exec(line)?.[1] ?? []);
}

Deno.test("wah chat shows two users each other's lines and their own, in order", async () => {
  const topic = uniqueTopic("chat");
  await using tmux = new Tmux();
  const terry = await join(tmux, "terry", topic);
  const tim = await join(tmux, "tim", topic);
  const expected: string[] = [];
  for (
    const [screen, author, text] of [
      [terry, "terry", "hello"],
      [tim, "tim", "hi there"],
      [terry, "terry", "世界, ça va ?"],
      [tim, "tim", "//no command"],
    ] as const
  ) {
    await screen.type(text);
    await screen.press("Enter");
    expected.push(`${author}: ${text.replace("//", "/")}`);
    for (const each of [terry, tim]) await each.waitFor(expected.at(-1)!);
  }
  assert.deepEqual(chatLines(await terry.capture()), expected);
  assert.deepEqual(chatLines(await tim.capture()), expected);
});

Deno.test("wah chat keeps a half-typed line intact while messages arrive", async () => {
  const topic = uniqueTopic("chat");
  await using tmux = new Tmux();
  const terry = await join(tmux, "terry", topic, 40);
  const typed = "half typed 世界, long enough to take more than one row";
  await terry.type(typed);
  await terry.waitFor("ake more than one row");
  for (const text of ["one", "two, which is long enough to be wrapped by the terminal", "three"]) {
    await runCli(["chat", "send", "-u", "tim", "-t", topic, text], { brokers });
  }
  const screen = await terry.waitFor("three");
  const lines = [
    /tim: one/,
    /.*tim: two, which is long enough\s+to be wrapped by the terminal/,
    /.*tim: three/,
    /terry> half typed 世界, long enough to t\n?ake more than one row$/,
  ];
  assert.match(screen, new RegExp(lines.map(({ source }) => source).join("\\n")));
  await terry.press("Enter");
  const after = await terry.waitFor(/terry: half typed[^]*\nterry>$/);
  assert.equal(after.split("half typed").length, 2);
});

Deno.test("wah chat keeps the input line intact if the terminal is resized", async () => {
  const topic = uniqueTopic("chat");
  await using tmux = new Tmux();
  // A program cannot redraw lines that a terminal scrolls off its screen when it gets narrower.
  const lines = ["one", "two", "three"].map((text) => ({ key: "b", value: `tim: ${text}` }));
  await kcatProduce({ brokers, topic }, lines);
  const terry = await join(tmux, "terry", topic, 60);
  await terry.waitFor("tim: three");
  await terry.type("a line that is somewhat longer than thirty columns");
  await terry.waitFor("thirty columns");
  await terry.resize(30, 24);
  await runCli(["chat", "send", "-u", "tim", "-t", topic, "narrow"], { brokers });
  const narrow = await terry.waitFor(/tim: narrow\nterry> [^]*columns/);
  assert.equal(narrow.split("terry>").length, 2);
  await terry.resize(80, 24);
  await runCli(["chat", "send", "-u", "tim", "-t", topic, "wide"], { brokers });
  const wide = await terry.waitFor(/tim: wide\nterry> [^]*columns/);
  assert.equal(wide.split("terry>").length, 2);
});

Deno.test("wah chat shows twenty lines of history, then live messages", async () => {
  const topic = uniqueTopic("chat");
  const lines = Array.from({ length: 30 }, (_, index) => ({ key: "b", value: `tim: ${index}` }));
  await kcatProduce({ brokers, topic }, [
    ...lines,
    { key: "b", value: "\x1b[2Jgarbage" },
    { key: "b", value: '{"username":"tim","message":"twenty-nine","replaces_offset":29}' },
  ]);
  await using tmux = new Tmux();
  const terry = await join(tmux, "terry", topic, 100);
  const screen = await terry.waitFor("twenty-nine (edited)");
  assert.deepEqual(
    chatLines(screen),
    [...lines.slice(11, 29).map(({ value }) => value), "tim: twenty-nine (edited)"],
  );
  assert.match(
    screen,
    /0\/30 is not a chat message \(no user name before a colon\): \\x1b\[2Jgarbage/,
  );
  assert.match(screen, /^ {2}1 \d\d:\d\d tim: 11$/m);
  await kcatProduce({ brokers, topic }, [
    { key: "b", value: '{"broken' },
    { key: "b", value: "tim: alive" },
  ]);
  await terry.waitFor(
    /0\/32 is not a chat message \(broken JSON\): \{"broken\n *20 \d\d:\d\d tim: alive/,
  );
});

Deno.test("wah chat exits at Ctrl-C, Ctrl-D and /quit, and restores the terminal", async () => {
  const topic = uniqueTopic("chat");
  await using tmux = new Tmux();
  const shell = await tmux.open({ command: ["sh"], env: { ...cliEnvironment(), PS1: "$ " } });
  const command = cliCommand(["chat", "-u", "terry", "-t", topic, "-b", brokers]).join(" ");
  await shell.type(`stty -a > /tmp/${topic}.before; clear`);
  await shell.press("Enter");
  for (
    const [way, ...keys] of [["^C", "C-c"], ["^D", "C-d"], ["/quit", "/quit", "Enter"]] as const
  ) {
    await shell.type(`${command}; echo "left by ${way} with $?"`);
    await shell.press("Enter");
    await shell.waitFor(/^terry>$/m);
    await shell.press(...keys);
    await shell.waitFor(new RegExp(`^left by ${RegExp.escape(way)} with 0$`, "m"));
    await shell.type(`clear; stty -a | cmp - /tmp/${topic}.before && echo terminal is "as before"`);
    await shell.press("Enter");
    await shell.waitFor("terminal is as before");
  }
  await Deno.remove(`/tmp/${topic}.before`);
});

Deno.test("wah chat restores the terminal if it is terminated", async () => {
  const topic = uniqueTopic("chat");
  await using tmux = new Tmux();
  const shell = await tmux.open({ command: ["sh"], env: { ...cliEnvironment(), PS1: "$ " } });
  const command = cliCommand(["chat", "-u", "terry", "-t", topic, "-b", brokers]).join(" ");
  await shell.type(`${command} & echo $! > /tmp/${topic}.pid; fg; echo "left with $?"; stty -a`);
  await shell.press("Enter");
  await shell.waitFor(/^terry>$/m);
  Deno.kill(Number(await Deno.readTextFile(`/tmp/${topic}.pid`)), "SIGTERM");
  const screen = await shell.waitFor(/left with 143[^]*icanon/);
  assert.match(screen, / icanon/);
  assert.match(screen, / echo /);
  await Deno.remove(`/tmp/${topic}.pid`);
});

Deno.test("wah chat continues in the foreground after it was stopped", async () => {
  const topic = uniqueTopic("chat");
  await using tmux = new Tmux();
  const shell = await tmux.open({
    command: ["bash", "--norc"],
    env: { ...cliEnvironment(), PS1: "$ " },
  });
  const command = cliCommand(["chat", "-u", "terry", "-t", topic, "-b", brokers]).join(" ");
  await shell.type(`clear; ${command} & echo $! > /tmp/${topic}.pid; fg`);
  await shell.press("Enter");
  await shell.waitFor(/^terry>$/m);
  Deno.kill(Number(await Deno.readTextFile(`/tmp/${topic}.pid`)), "SIGSTOP");
  await shell.waitFor(/Stopped[^]*\n\$$/);
  await shell.type("fg");
  await shell.press("Enter");
  await shell.waitFor(/Stopped[^]*\$ fg\n[^]*\nterry>$/);
  await shell.type("back again");
  await shell.waitFor(/\nterry> back again$/);
  await shell.press("Enter");
  await shell.waitFor(/terry: back again\nterry>$/);
  await Deno.remove(`/tmp/${topic}.pid`);
});

Deno.test("wah chat reads line by line on a dumb terminal, as in a pipe", async () => {
  const topic = uniqueTopic("chat");
  await using tmux = new Tmux();
  const log = `/tmp/${topic}.log`;
  const command = cliCommand(["chat", "-u", "terry", "-t", topic, "-b", brokers, "--follow"]);
  const screen = await tmux.open({
    command: ["script", "-qefc", command.join(" "), log],
    env: { ...cliEnvironment(), TERM: "dumb" },
  });
  await screen.type("hello");
  await screen.press("Enter");
  // The outer terminal also echoes keys that arrive before script(1) has started.
  await screen.waitFor(/\nterry: hello$/);
  await screen.press("C-c");
  assert.equal(await screen.exitStatus(), 130);
  const written = await Deno.readTextFile(log);
  // Sequences that erase a line may be there, because Deno writes them before it starts a program.
  assert.ok(!written.includes("terry>") && !written.includes("\x1b[?2004h"));
  await Deno.remove(log);
});
