import assert from "node:assert/strict";
import { directChannel, roomChannel } from "../../../../../lib/chat/log/channel.ts";
import { FakeSession } from "../../_fake_session.ts";
import { post, record } from "../../_records.ts";
import { at, FullTerminal, talkedSession } from "./_full_terminal.ts";

Deno.test("drawScreen() shows rooms and people at 100x30, and hides people", async () => {
  const session = talkedSession();
  const dev = roomChannel("dev");
  session.states.push({ channel: dev, unread: 12, isCurrent: false });
  session.present = [{ user: "alice", since: 0, sessions: 1 }, {
    user: "bob",
    since: 0,
    sessions: 2,
  }];
  await using terminal = new FullTerminal({ session, columns: 100, rows: 30 });
  const rows = (await terminal.waitFor("lunch?")).split("\n");
  assert.equal(rows[0], `1 room             │${" ".repeat(62)}│here: 2`);
  assert.equal(rows[1], `2 dev           12 │${" ".repeat(62)}│alice`.replace("12 │", " 12│"));
  assert.equal(rows[27]!.slice(0, 46), "                   │09:05 ! bob: alice, lunch?");
  assert.match(rows[28]!, /^ room {2}kafka:9092 {2}12 unread elsewhere/);
  terminal.press("\x1bp");
  const without = await terminal.waitFor(/^1 room +│$/m);
  assert.doesNotMatch(without, /here: 2/);
});

Deno.test("drawScreen() has wider columns at 200x60", async () => {
  const session = talkedSession();
  session.present = [{ user: "bob", since: 0, sessions: 1 }];
  await using terminal = new FullTerminal({ session, columns: 200, rows: 60 });
  const rows = (await terminal.waitFor("lunch?")).split("\n");
  assert.equal(rows[0]!.indexOf("│"), 27);
  assert.equal(rows[0]!.lastIndexOf("│"), 174);
  assert.equal(rows.length, 60);
});

Deno.test("drawScreen() draws again after any resize", async () => {
  await using terminal = new FullTerminal({ session: talkedSession(), columns: 120, rows: 30 });
  await terminal.waitFor("lunch?");
  const sizes = [[60, 15], [10, 4], [2, 2], [1, 1], [200, 60], [90, 3], [80, 24]] as const;
  for (const [columns, rows] of sizes) {
    terminal.resize({ columns, rows });
    assert.equal((await terminal.screen()).split("\n").length, rows);
  }
  const screen = await terminal.waitFor("lunch?");
  assert.equal(screen.split("\n")[23], "alice>");
});

Deno.test("drawScreen() shows hostile text escaped, wherever it is", async () => {
  const hostile = "\x1b[2J\x1b]0;owned\x07\u202eevil\u200b";
  const session = new FakeSession({ author: "alice" });
  session.present = [{ user: `eve${hostile}`, since: 0, sessions: 1 }];
  session.states.push({ channel: directChannel(`eve${hostile}`), unread: 3, isCurrent: false });
  await using terminal = new FullTerminal({ session, columns: 200, rows: 30, styled: true });
  await session.read(
    record(0n, post(`eve${hostile}`, `text${hostile}\r\nhttps://example.com/${hostile}`), at(0)),
    record(1n, { kind: "foreign", reason: hostile, excerpt: hostile }, at(0)),
  );
  await session.queue.push({ kind: "notice", channel: null, text: `notice${hostile}` });
  await terminal.waitFor("notice\\x1b[2J");
  terminal.press("\x0b");
  await terminal.waitFor("> ");
  // deno-lint-ignore no-control-regex -- control characters are what must not be there
  const known = /\x1b\[[?<]?[\d;]*[A-Za-z]|\x1b\]11;\?\x07/g;
  const rest = terminal.written.replaceAll(known, "");
  // deno-lint-ignore no-control-regex -- as above
  assert.doesNotMatch(rest, /[\x00-\x1f\x7f-\x9f\u202e\u200b]/);
  assert.ok(!terminal.written.includes("\x1b[2J"));
});

Deno.test("drawScreen() shows a text of 1 MB by its beginning", async () => {
  await using terminal = new FullTerminal({ columns: 100, rows: 30 });
  const text = `start ${"lorem ipsum ".repeat(90_000)}`;
  await terminal.session.read(record(0n, post("bob", text), at(0)));
  const screen = await terminal.waitFor(`… (${text.length} characters)`);
  assert.equal(screen.split("\n").length, 30);
});

Deno.test("drawScreen() keeps columns with emoji, Arabic and Thai text", async () => {
  const session = talkedSession();
  session.present = [{ user: "bob", since: 0, sessions: 1 }];
  await using terminal = new FullTerminal({ session, columns: 100, rows: 30 });
  const texts = ["👩‍👩‍👧‍👦 family 👍🏽 ok", "مرحبا بالعالم", "สวัสดีครับ น้ำ", "日本語 ❤️ 🇫🇷"];
  await session.read(...texts.map((text, n) => record(BigInt(n + 3), post("bob", text), at(n))));
  await terminal.waitFor("family");
  for (let row = 0; row < 28; row++) {
    assert.equal(terminal.emulator.textAt(row, 19), "│", `left of row ${row}`);
    assert.equal(terminal.emulator.textAt(row, 82), "│", `right of row ${row}`);
  }
});

Deno.test("drawScreen() marks the room without a color if there are no colors", async () => {
  const session = talkedSession();
  await using terminal = new FullTerminal({ session, columns: 90, rows: 20 });
  await terminal.waitFor("lunch?");
  // deno-lint-ignore no-control-regex -- styles are control sequences
  assert.doesNotMatch(terminal.written, /\x1b\[[\d;]*(?:3|4|9)\d(?:;|m)/);
  assert.ok(terminal.emulator.isMarked(0, 2));
});

Deno.test("drawScreen() colors names with as many colors as the terminal has", async () => {
  const wanted = [
    [{ TERM: "xterm" }, /^\d{1,2}$/],
    [{ TERM: "xterm-256color" }, /^\d{2,3}$/],
    [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, /^#[\da-f]{6}$/],
  ] as const;
  for (const [env, color] of wanted) {
    await using terminal = new FullTerminal({ session: talkedSession(), styled: true, env });
    await terminal.waitFor("lunch?");
    // The name of bob is at the same place in each of them.
    assert.match(terminal.emulator.colorOf(8, 6), color);
  }
});

Deno.test("drawScreen() follows the terminal's answer about its background", async () => {
  await using terminal = new FullTerminal({
    session: talkedSession(),
    styled: true,
    background: undefined,
  });
  await terminal.waitFor("lunch?");
  const dark = terminal.emulator.colorOf(8, 6);
  terminal.press("\x1b]11;rgb:ffff/ffff/ffff\x07typed");
  await terminal.waitFor("alice> typed");
  assert.notEqual(terminal.emulator.colorOf(8, 6), dark);
});
