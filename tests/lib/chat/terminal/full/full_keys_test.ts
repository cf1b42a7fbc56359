import assert from "node:assert/strict";
import { directChannel, roomChannel } from "../../../../../lib/chat/log/channel.ts";
import { post, record } from "../../_records.ts";
import { at, FullTerminal, talkedSession } from "./_full_terminal.ts";

Deno.test("FullKeys edits, deletes and copies the selected message", async () => {
  await using terminal = new FullTerminal({ session: talkedSession() });
  const { session } = terminal;
  await terminal.waitFor("lunch?");
  terminal.press("\x1b");
  await terminal.waitFor("e edit");
  terminal.press("e");
  await terminal.waitFor("you can only edit your own messages");
  terminal.press("ky");
  await terminal.waitFor("copied");
  assert.ok(terminal.written.includes(`\x1b]52;c;${btoa("good mornign")}\x07`));
  terminal.press("e");
  await terminal.waitFor("alice (edit)> good mornign");
  terminal.press("\x7f\x7fng!\r");
  await session.sentCount(1);
  assert.deepEqual([session.sent[0]!.text, session.sent[0]!.target], [
    "good morning!",
    { partition: 0, offset: 1n },
  ]);
  session.acknowledge(0, 3n);
  terminal.press("\x1b");
  await terminal.waitFor("e edit");
  terminal.press("kd");
  await terminal.waitFor("Delete this message? (y/n)");
  terminal.press("y");
  await session.sentCount(2);
  assert.equal(session.sent[1]!.verb, "delete");
  session.acknowledge(1, 4n);
});

Deno.test("FullKeys opens a link after a question", async () => {
  const opened: string[] = [];
  await using terminal = new FullTerminal({
    openLink: (url) => Promise.resolve(void opened.push(url)),
  });
  const text = "see https://example.com/a and http://пример.com/b.";
  await terminal.session.read(record(0n, post("bob", text), at(0)));
  await terminal.waitFor("see https");
  terminal.press("\x1b");
  await terminal.waitFor("o open");
  terminal.press("o");
  await terminal.waitFor("Open https://example.com/a ? (y/n)");
  assert.deepEqual(opened, []);
  terminal.press("n");
  await terminal.waitFor("Open http://xn--e1afmkfd.com/b ? (y/n)");
  terminal.press("y");
  await terminal.waitFor(/^alice>$/m);
  assert.deepEqual(opened, ["http://xn--e1afmkfd.com/b"]);
});

Deno.test("FullKeys switches with the quick switcher", async () => {
  const session = talkedSession();
  session.states.push({ channel: roomChannel("dev-ops"), unread: 0, isCurrent: false });
  session.present = [{ user: "bob", since: 0, sessions: 1 }];
  await using terminal = new FullTerminal({ session });
  await terminal.waitFor("lunch?");
  terminal.press("\x0b");
  await terminal.waitFor("│ dev-ops");
  terminal.press("OB");
  await terminal.waitFor("> OB");
  const screen = await terminal.screen();
  assert.ok(screen.includes("│ @bob") && !screen.includes("│ dev-ops"));
  terminal.press("\r");
  await terminal.waitFor("alice @bob>");
  assert.deepEqual(session.current, directChannel("bob"));
  terminal.press("\x1b1");
  await terminal.waitFor(/^alice>$/m);
});

Deno.test("FullKeys moves through what was typed before, and searches it", async () => {
  await using terminal = new FullTerminal({ session: talkedSession() });
  for (const text of ["/who", "/rooms", "/unknown"]) terminal.press(`${text}\r`);
  await terminal.waitFor("unknown command /unknown");
  terminal.press("dra\x1b[A\x1b[A");
  await terminal.waitFor("alice> /rooms");
  terminal.press("\x1b[B\x1b[B");
  await terminal.waitFor(/^alice> dra$/m);
  terminal.press("\x12wh");
  await terminal.waitFor('alice (search "wh")> /who');
  terminal.press("\r");
  await terminal.waitFor(/^alice> \/who$/m);
  terminal.press("\x03");
  await terminal.waitFor(/^alice>$/m);
});

Deno.test("FullKeys lists its keys, and types a question mark on the second", async () => {
  await using terminal = new FullTerminal({ session: talkedSession(), columns: 100, rows: 30 });
  await terminal.waitFor("lunch?");
  terminal.press("?");
  await terminal.waitFor(/Ctrl-K +switch to a room or a person/);
  terminal.press("?");
  await terminal.waitFor(/^alice> \?$/m);
  const screen = await terminal.screen();
  assert.doesNotMatch(screen, /Ctrl-K/);
});

Deno.test("FullKeys follows clicks and the wheel of the mouse", async () => {
  const session = talkedSession();
  session.states.push({ channel: roomChannel("dev"), unread: 0, isCurrent: false });
  const more = Array.from({ length: 40 }, (_, n) => record(BigInt(n + 3), post("bob", `n${n}`)));
  await using terminal = new FullTerminal({ session, columns: 90, rows: 20 });
  await session.read(...more);
  await terminal.waitFor("n39");
  terminal.press("\x1b[<64;40;5M");
  await terminal.waitFor("3 below");
  terminal.press("\x1b[<65;40;5M");
  await terminal.waitFor("n39");
  terminal.press("\x1b[<0;40;5M");
  await terminal.waitFor("e edit");
  terminal.press("\x1b[<0;3;2M");
  await terminal.waitFor(" dev  kafka:9092");
  assert.deepEqual(session.current, roomChannel("dev"));
});

Deno.test("FullKeys asks for the background, and follows the answer", async () => {
  await using terminal = new FullTerminal({ session: talkedSession(), styled: true });
  await terminal.waitFor("lunch?");
  assert.ok(terminal.written.includes("\x1b]11;?\x07"));
  terminal.press("\x1b]11;rgb:ffff/ffff/ffff\x1b\\typed");
  await terminal.waitFor("alice> typed");
});
