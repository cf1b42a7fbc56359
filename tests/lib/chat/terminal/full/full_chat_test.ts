import assert from "node:assert/strict";
import { roomChannel } from "../../../../../lib/chat/log/channel.ts";
import { FailedError } from "../../../../../lib/errors.ts";
import { FakeSession } from "../../_fake_session.ts";
import { deletion, edit, post, record } from "../../_records.ts";
import { at, FullTerminal, talkedSession } from "./_full_terminal.ts";

Deno.test("chatOnFullScreen() shows messages, a status bar and the input at 60x15", async () => {
  await using terminal = new FullTerminal({ session: talkedSession() });
  const screen = await terminal.waitFor("lunch?");
  assert.deepEqual(
    screen.split("\n"),
    [
      ...Array(7).fill(""),
      "──────────────────────── 2026-08-02 ────────────────────────",
      "09:05 bob: good morning",
      "09:06 alice: good mornign",
      "──────────────────────── 2026-08-03 ────────────────────────",
      "────────────────────────── 1 new ───────────────────────────",
      "09:05 ! bob: alice, lunch?",
      " room  kafka:9092                              ? lists keys",
      "alice>",
    ],
  );
  assert.ok(terminal.emulator.isAlternate);
  assert.deepEqual(terminal.emulator.cursor, { row: 14, column: 7 });
});

Deno.test("chatOnFullScreen() changes messages in place", async () => {
  await using terminal = new FullTerminal({ session: talkedSession() });
  const { session } = terminal;
  await session.read(record(3n, edit("alice", "good morning, bob", 1n), at(25 * 3_600)));
  await session.read(record(4n, edit("bob", "mine now", 1n), at(25 * 3_600)));
  await session.read(record(5n, deletion("bob", 0n), at(25 * 3_600)));
  const screen = await terminal.waitFor("(deleted)");
  assert.match(screen, /^09:05 bob: \(deleted\)\n09:06 alice: good morning, bob \(edited\)$/m);
  assert.match(screen, /^10:05 bob tried to edit a message by alice \(0\/1\): mine now$/m);
});

Deno.test("chatOnFullScreen() counts messages and mentions of other rooms", async () => {
  const session = talkedSession();
  const dev = roomChannel("dev");
  session.states.push({ channel: dev, unread: 2, isCurrent: false });
  await using terminal = new FullTerminal({ session, columns: 90, rows: 20 });
  await session.queue.push({
    kind: "records",
    channel: dev,
    records: [record(7n, post("carol", "alice: look"), at(9))],
  });
  const screen = await terminal.waitFor("!2");
  assert.match(screen, /2 unread elsewhere \(1 for you\)/);
  terminal.press("\x1bm");
  await terminal.waitFor("carol: alice: look");
  assert.deepEqual(session.current, dev);
  await terminal.waitFor("─ 2 new ─");
});

Deno.test("chatOnFullScreen() sends a typed text of several lines, and a paste", async () => {
  await using terminal = new FullTerminal({ session: talkedSession() });
  terminal.press("one\x1b\rtwo");
  await terminal.waitFor("alice> one\n  | two");
  terminal.press("\r");
  await terminal.session.sentCount(1);
  terminal.press("\x1b[200~a\r\nb\nc\n\x1b[201~");
  await terminal.waitFor("alice> a\n  | b\n  | c");
  terminal.press("\r");
  await terminal.session.sentCount(2);
  assert.deepEqual(terminal.session.sent.map(({ text }) => text), ["one\ntwo", "a\nb\nc"]);
  terminal.session.acknowledge(0, 3n);
  terminal.session.acknowledge(1, 4n);
});

Deno.test("chatOnFullScreen() shows an outage, and keeps unsent lines", async () => {
  await using terminal = new FullTerminal({ session: talkedSession() });
  const { session } = terminal;
  await session.queue.push({ kind: "link", isUp: false });
  await terminal.waitFor("offline");
  terminal.press("are you there?\r");
  const screen = await terminal.waitFor("1 unsent");
  assert.match(screen, /^unsent: are you there\?$/m);
  terminal.press("/quit\r");
  await terminal.waitFor("1 line is unsent. Leave anyway? (y/n)");
  terminal.press("n");
  await session.queue.push({ kind: "link", isUp: true, missed: 0 });
  session.acknowledge(0, 3n);
  await poll(terminal, (screen) => !screen.includes("unsent") && !screen.includes("offline"));
});

Deno.test("chatOnFullScreen() prints unsent lines on the main screen when it ends", async () => {
  await using terminal = new FullTerminal({ session: talkedSession() });
  await terminal.session.queue.push({ kind: "link", isUp: false });
  terminal.press("lost\r");
  await terminal.waitFor("1 unsent");
  terminal.press("\x03");
  await terminal.waitFor("Leave anyway?");
  terminal.press("y");
  await assert.rejects(terminal.done, FailedError);
  assert.match(await terminal.screen(), /^-- not sent: lost$/m);
  assert.ok(!terminal.emulator.isAlternate);
});

Deno.test("chatOnFullScreen() restores the terminal when it is left, or aborted", async () => {
  for (const how of ["left", "aborted"]) {
    await using terminal = new FullTerminal({ session: talkedSession() });
    await terminal.waitFor("lunch?");
    if (how === "left") {
      terminal.press("/quit\r");
      await terminal.done;
    } else {
      terminal.abort(new FailedError("Cannot read"));
      await assert.rejects(terminal.done, /Cannot read/);
    }
    assert.equal((await terminal.screen()).trim(), "");
    assert.ok(!terminal.emulator.isAlternate);
    for (const mode of ["?1000l", "?1006l", "?2004l", "?7h", "?25h", "?1049l"]) {
      assert.ok(terminal.written.lastIndexOf(mode) > terminal.written.lastIndexOf("?1049h"), mode);
    }
  }
});

Deno.test("chatOnFullScreen() switches to lines and back with /full", async () => {
  const session = talkedSession();
  session.past = [record(2n, post("bob", "alice, lunch?"), at(24 * 3_600))];
  await using terminal = new FullTerminal({ session });
  await terminal.waitFor("lunch?");
  terminal.press("/full\r");
  await terminal.waitFor("-- end of history");
  assert.ok(!terminal.emulator.isAlternate);
  await session.read(record(3n, post("bob", "in lines"), at(25 * 3_600)));
  await terminal.waitFor(/^ +2 10:05 bob: in lines$/m);
  session.past.push(record(3n, post("bob", "in lines"), at(25 * 3_600)));
  terminal.press("/full\r");
  await terminal.waitFor(/^10:05 bob: in lines$/m);
  assert.ok(terminal.emulator.isAlternate);
  terminal.press("works\r");
  await session.sentCount(1);
  assert.equal(session.sent[0]!.text, "works");
  session.acknowledge(0, 4n);
});

Deno.test("chatOnFullScreen() loads older messages without a jump", async () => {
  const session = new FakeSession();
  session.past = Array.from({ length: 2_000 }, (_, n) => (
    record(BigInt(n), post("bob", `number ${n}.`), at(n))
  ));
  const { current } = session;
  const records = session.past.slice(-20);
  void session.queue.push({
    kind: "history",
    channel: current,
    records,
    firstUnread: null,
    unread: 0,
  });
  await using terminal = new FullTerminal({ session });
  await terminal.waitFor("number 1999.");
  let [top, pages] = [2_000, 0];
  while (top > 1_000) {
    terminal.press("\x1b[5~");
    pages++;
    const wanted = 1_999 - pages * 12;
    const screen = await terminal.waitFor(`number ${wanted}.\n room`);
    const numbers = [...screen.matchAll(/number (\d+)\./g)].map(([, n]) => Number(n));
    assert.deepEqual(numbers, numbers.map((_, index) => numbers[0]! + index));
    assert.equal(numbers.at(-1), wanted);
    top = numbers[0]!;
  }
  await session.read(record(2_000n, post("bob", "new")));
  const screen = await terminal.waitFor(`${pages * 12 + 1} below`);
  assert.ok(screen.includes(`number ${top}.`));
  terminal.press("\x1b[1;5F");
  await terminal.waitFor("bob: new");
});

async function poll(
  terminal: FullTerminal,
  isWanted: (screen: string) => boolean,
): Promise<void> {
  while (!isWanted(await terminal.screen())) {
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
}
