import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { ChatScreens, timeless } from "../../support/chat/chat_screens.ts";
import { runCli } from "../../support/cli/cli.ts";
import { kcatProduce } from "../../support/kafka/kcat.ts";
import type { Screen } from "../../support/cli/tmux.ts";

const { brokers } = broker();
// No other test sends direct messages to "sally", so her lines contain no other conversation.
const quiet = ["--no-presence"];

async function enter(screen: Screen, line: string): Promise<void> {
  await screen.type(line);
  await screen.press("Enter");
}

Deno.test("wah chat applies edits and deletions, and shows rejected ones as such", async () => {
  const room = uniqueTopic("chat");
  await using screens = await ChatScreens.open();
  const [ann, ben] = [uniqueTopic("ann"), uniqueTopic("ben")];
  const alice = await screens.join(ann, { brokers, rooms: [room], flags: quiet, columns: 100 });
  const bob = await screens.join(ben, { brokers, rooms: [room], flags: quiet, columns: 100 });
  await enter(alice, "helo");
  await bob.waitFor(`${ann}: helo`);
  await alice.press("Up");
  await alice.waitFor(`${ann} (edit 1)> helo`);
  await alice.press("BSpace");
  await enter(alice, `lo, ${ben.toUpperCase()}`);
  await bob.waitFor("(edited)");
  await enter(bob, "/edit 1 mine");
  await enter(bob, "/delete 99");
  await enter(bob, "oops");
  await bob.waitFor(`${ben}: oops`);
  await enter(bob, "/delete 2");
  await bob.waitFor(`${ben}: (deleted)`);
  // Offset 1 is the edit of message 1, so this deletion is about message 1.
  const forged = '{"username":"mallory","message":"-","delete_offset":1}';
  await kcatProduce({ brokers, topic: room }, [{ key: "m", value: forged }]);
  await enter(alice, "done");
  await bob.waitFor(`${ann}: done`);
  const lines = timeless(await bob.capture()).split("\n");
  assert.deepEqual(lines, [
    `-- ${room}; /help lists commands, Ctrl-C leaves`,
    `  1 HH:MM ${ann}: helo`,
    `  1 HH:MM ! ${ann}: hello, ${ben.toUpperCase()} (edited)`,
    `-- cannot edit message 1: ${ann} wrote it; you can only edit your own`,
    "-- cannot delete message 99: no line has that number",
    `  2 HH:MM ${ben}: oops`,
    `  2 HH:MM ${ben}: (deleted)`,
    `    HH:MM mallory tried to delete a message by ${ann} (message 1)`,
    `  3 HH:MM ${ann}: done`,
    `${ben}>`,
  ]);
});

Deno.test("wah chat sends a paste of several lines as one message", async () => {
  const room = uniqueTopic("chat");
  await using screens = await ChatScreens.open();
  const [ann, ben] = [uniqueTopic("ann"), uniqueTopic("ben")];
  const alice = await screens.join(ann, { brokers, rooms: [room], flags: quiet, columns: 100 });
  const bob = await screens.join(ben, { brokers, rooms: [room], flags: quiet, columns: 100 });
  await screens.tmux.run(["set-buffer", "one 世界\ntwo\n"]);
  await alice.paste();
  await alice.waitFor(`${ann}> one 世界\n  | two`);
  await enter(alice, "!");
  const screen = timeless(await bob.waitFor(`two!\n${ben}>`));
  assert.equal(
    screen.split("\n").slice(1).join("\n"),
    `  1 HH:MM ${ann}: one 世界\n    | two!\n${ben}>`,
  );
});

Deno.test("wah chat keeps a typed row intact around emoji of several code points", async () => {
  const room = uniqueTopic("chat");
  await using screens = await ChatScreens.open();
  const alice = await screens.join("sally", { brokers, rooms: [room], flags: quiet });
  const long = "w".repeat(62);
  await alice.type(`${long}1👍🏽2👍🏽3👍🏽4กำ5`);
  // A terminal that treats the skin tone as another character shows it overwritten.
  await alice.waitFor(new RegExp(`^sally> ${long}1👍🏽?2👍🏽?3👍🏽?4\\nกำ5$`, "mu"));
  await alice.press("Left", "Left", "Left", "Left");
  await alice.type("x");
  await alice.waitFor(new RegExp(`^sally> ${long}1👍🏽?2👍🏽?3x👍🏽?4\\nกำ5$`, "mu"));
});

Deno.test("wah chat completes names, rooms and commands with Tab", async () => {
  const room = uniqueTopic("chat");
  await kcatProduce({ brokers, topic: room }, [
    { key: "b", value: "bob: hi" },
    { key: "b", value: "bert: hi" },
  ]);
  await using screens = await ChatScreens.open();
  const alice = await screens.join("sally", { brokers, rooms: [room], flags: quiet });
  await alice.waitFor("bert: hi");
  await alice.type("b");
  await alice.press("Tab");
  await alice.waitFor(/^sally> bert:$/m);
  await alice.press("Tab");
  await alice.waitFor(/^sally> bob:$/m);
  await alice.press("C-u");
  await alice.type("/jo");
  await alice.press("Tab", "Tab");
  await alice.waitFor(`sally> /join ${room}`);
});

Deno.test("wah chat labels direct messages and the lines of several rooms", async () => {
  const [one, two] = [uniqueTopic("chat"), uniqueTopic("chat")];
  const [alice, bob, carol] = ["alice", "bob", "carol"].map((name) => uniqueTopic(name));
  await using screens = await ChatScreens.open();
  const flags = quiet;
  const at = { brokers, flags, columns: 140 };
  const first = await screens.join(alice!, { ...at, rooms: [one] });
  const second = await screens.join(bob!, { ...at, rooms: [one, two] });
  const third = await screens.join(carol!, { ...at, rooms: [two] });
  await enter(first, "to all");
  await second.waitFor(`[${one}] ${alice}: to all`);
  await enter(first, `/msg ${bob} psst`);
  await second.waitFor(`[@${alice}] ${alice}: psst`);
  await first.waitFor(`[@${bob}] ${alice}: psst`);
  assert.match(await second.capture(), /not encrypted/);
  await enter(second, `/join ${two}`);
  await enter(second, "there");
  await third.waitFor(new RegExp(`^ *1 \\d\\d:\\d\\d ${bob}: there$`, "m"));
  const screen = await third.capture();
  assert.ok(!screen.includes("psst") && !screen.includes("to all"));
});

Deno.test("wah chat marks the user's read position, also after a restart", async () => {
  const room = uniqueTopic("chat");
  await using screens = await ChatScreens.open();
  const options = { brokers, rooms: [room], flags: quiet };
  const before = await screens.join("sally", options);
  await enter(before, "see you");
  await before.waitFor("sally: see you");
  await enter(before, "/quit");
  assert.equal(await before.exitStatus(), 0);
  for (const text of ["one", "two"]) {
    await runCli(["chat", "send", "-u", "bob", "-t", room, text], { brokers });
  }
  const after = await screens.join("sally", options);
  const screen = timeless(await after.waitFor("bob: two"));
  assert.match(screen, / 1 HH:MM sally: see you\n── 2 new ──\n {2}2 HH:MM bob: one\n {2}3 HH:MM/);
});

Deno.test("wah chat does not show a direct message as new if it was on the screen", async () => {
  const room = uniqueTopic("chat");
  const [ann, ben] = [uniqueTopic("ann"), uniqueTopic("ben")];
  await using screens = await ChatScreens.open();
  const options = { brokers, rooms: [room], flags: quiet, columns: 100 };
  const before = await screens.join(ann, options);
  await runCli(["chat", "send", "-u", ben, "--to", ann, "psst"], { brokers });
  await before.waitFor(`[@${ben}] ${ben}: psst`);
  await enter(before, "/quit");
  assert.equal(await before.exitStatus(), 0);
  await runCli(["chat", "send", "-u", ben, "--to", ann, "one more"], { brokers });
  const after = await screens.join(ann, options);
  const screen = timeless(await after.waitFor("one more"));
  assert.match(screen, /psst\n── 1 new ──\n/);
});

Deno.test("wah chat escapes hostile text, and shortens a megabyte", async () => {
  const room = uniqueTopic("chat");
  await using screens = await ChatScreens.open();
  const alice = await screens.join("sally", { brokers, rooms: [room], flags: quiet });
  const value = `bob: \x1b[2J\x1b]0;owned\x07\x9b31m \u202eevil\u202c \0 \ufffd`;
  await kcatProduce({ brokers, topic: room }, [
    { key: "b", value },
    { key: "b", value: `bob: ${"x".repeat(900_000)}` },
    { key: "b", value: "bob: end" },
  ]);
  await alice.waitFor("bob: end\nsally>");
  const screen = await alice.capture({ history: true });
  assert.ok(screen.includes("\\x1b[2J\\x1b]0;owned\\x07\\x9b31m \\u202eevil\\u202c \\x00"));
  assert.match(screen.replaceAll("\n", ""), /x… \(900000 characters\)/);
});

Deno.test("wah chat turns bracketed paste off if it is terminated", async () => {
  const room = uniqueTopic("chat");
  await using screens = await ChatScreens.open();
  const [command, env] = screens.command("sally", { brokers, rooms: [room], flags: quiet });
  const shell = await screens.tmux.open({ command: ["sh"], env: { ...env, PS1: "$ " } });
  await enter(shell, `stty -a > /tmp/${room}; clear`);
  await enter(shell, `${command.join(" ")} & echo $! > /tmp/${room}.pid; fg; echo "left with $?"`);
  await shell.waitFor(/^sally>$/m);
  Deno.kill(Number(await Deno.readTextFile(`/tmp/${room}.pid`)), "SIGTERM");
  await shell.waitFor(/^left with \d+$/m);
  await enter(shell, `stty -a | cmp - /tmp/${room} && cat -v`);
  await screens.tmux.run(["set-buffer", "pasted\n"]);
  await shell.paste();
  const screen = await shell.waitFor("pasted\npasted");
  assert.ok(!screen.includes("200~"));
  for (const name of [room, `${room}.pid`]) await Deno.remove(`/tmp/${name}`);
});
