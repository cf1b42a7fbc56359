import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { FailedError, InterruptedError } from "../../../../lib/errors.ts";
import { chatOnTerminal } from "../../../../lib/chat/terminal/terminal.ts";
import { FakeSession } from "../_fake_session.ts";
import { type FakeTerminal, fakeTerminal } from "../_fake_terminal.ts";
import { directChannel, roomChannel } from "../../../../lib/chat/log/channel.ts";
import { deletion, edit, post, record } from "../_records.ts";

interface RunningChat extends FakeTerminal {
  readonly session: FakeSession;
  readonly controller: AbortController;
  readonly done: Promise<void>;
  /** Returns the output so far, without control sequences. */
  shown(): string;
  /** Waits until the output contains `text`. */
  waitFor(text: string): Promise<string>;
}

const noFullScreen = {
  ...{ isFirst: false, broker: "", background: undefined, env: () => undefined },
  openLink: () => Promise.resolve(),
};
const day = new Date(2026, 7, 2, 9, 5).getTime();

function at(seconds: number): bigint {
  return BigInt(day + seconds * 1_000);
}

function start(room: { isNew?: boolean } = {}): RunningChat {
  const session = new FakeSession(room);
  const fake = fakeTerminal();
  const controller = new AbortController();
  const done = chatOnTerminal(session, {
    terminal: fake.terminal,
    styled: false,
    historyLimit: 3,
    bell: "mention",
    now: () => day,
    full: noFullScreen,
    signal: controller.signal,
  });
  done.catch(() => {});
  const shown = (): string => stripVTControlCharacters(fake.written.text).replaceAll("\r\n", "\n");
  const waitFor = (text: string): Promise<string> =>
    fake.written.waitFor(() => shown().includes(text));
  return { ...fake, session, controller, done, shown, waitFor };
}

Deno.test("chatOnTerminal() begins with the name of the room, and whether it is new", async () => {
  for (const isNew of [true, false]) {
    const { session, press, done, shown } = start({ isNew });
    await session.read(record(0n, post("bob", "hello"), at(0)));
    assert.equal(
      shown().includes("-- room is new; you are the first; /help lists commands"),
      isNew,
    );
    assert.equal(shown().includes("-- room; /help lists commands, Ctrl-C leaves\n"), !isNew);
    press("\x03");
    await done;
  }
});

Deno.test("chatOnTerminal() shows the end of the history, then new messages", async () => {
  const { session, press, done, shown } = start();
  void session.queue.push({
    kind: "history",
    channel: session.current,
    firstUnread: null,
    unread: 0,
    records: [
      record(0n, post("bob", "long ago"), at(0)),
      record(1n, post("bob", "one"), at(0)),
      record(2n, { kind: "foreign", reason: "no value", excerpt: "" }, at(0)),
      record(3n, post("alice", "twoo"), at(0)),
      record(4n, edit("alice", "two", 3n), at(0)),
    ],
  });
  await session.read(record(5n, post("bob", "three"), at(60)));
  assert.ok(!shown().includes("long ago"));
  assert.ok(
    shown().includes(
      "  1 09:05 bob: one\n" +
        "    09:05 0/2 is not a chat message (no value)\n" +
        "  2 09:05 alice: two (edited)\n",
    ),
  );
  assert.ok(shown().includes("  3 09:06 bob: three\n"));
  press("\x03");
  await done;
});

Deno.test("chatOnTerminal() shows a change under the number of the message", async () => {
  const { session, press, done, shown } = start();
  await session.read(record(0n, post("bob", "one"), at(0)));
  await session.read(record(1n, edit("bob", "better", 0n), at(0)));
  await session.read(record(2n, deletion("Admin", 0n), at(0)));
  await session.read(record(3n, deletion("bob", 0n), at(0)));
  assert.ok(shown().includes("  1 09:05 bob: better (edited)\n"));
  assert.ok(shown().includes("    09:05 Admin tried to delete a message by bob (message 1)\n"));
  assert.ok(shown().includes("  1 09:05 bob: (deleted)\n"));
  press("\x04");
  await done;
});

Deno.test("chatOnTerminal() prints the date when another day begins", async () => {
  const { session, press, done, shown } = start();
  await session.read(record(0n, post("bob", "late"), at(24 * 3_600)));
  assert.ok(shown().includes("-- 2026-08-03\n  1 09:05 bob: late\n"));
  press("\x03");
  await done;
});

Deno.test("chatOnTerminal() sends a typed line, and shows it when it is read back", async () => {
  const { session, press, done } = start();
  press("hello\r //no command\r//quit\r\r  \r");
  await session.sentCount(3);
  assert.deepEqual(session.sent.map(({ text }) => text), ["hello", " //no command", "/quit"]);
  for (const index of [0, 1, 2]) session.acknowledge(index, BigInt(index));
  press("/quit\r");
  await done;
});

Deno.test("chatOnTerminal() lists its commands, and rejects others", async () => {
  const { session, press, done, shown } = start();
  press("/help\r/frobnicate now\r/quit\r");
  await done;
  assert.ok(
    shown().includes("-- /quit             leave the chat; Ctrl-C and Ctrl-D do the same\n"),
  );
  assert.ok(shown().includes("-- unknown command /frobnicate; /help lists all\n"));
  assert.equal(session.sent.length, 0);
});

Deno.test("chatOnTerminal() reads the target of an edit from the log", async () => {
  const { session, press, done, shown } = start();
  session.before = [record(2n, post("bob", "one"), at(0))];
  await session.read(record(9n, edit("mallory", "hacked", 2n), at(60)));
  await session.read(record(10n, edit("bob", "two", 2n), at(60)));
  assert.ok(shown().includes("mallory tried to edit a message by bob (0/2): hacked\n"));
  assert.ok(shown().includes("  1 09:05 bob: two (edited)\n"));
  press("\x04");
  await done;
});

Deno.test("chatOnTerminal() escapes control characters", async () => {
  const { session, press, written, done } = start();
  await session.read(record(0n, post("mal\x1b[2Jlory", "\x1b]0;owned\x07\u202e"), at(0)));
  assert.ok(written.text.includes("mal\\x1b[2Jlory: \\x1b]0;owned\\x07\\u202e\r\n"));
  press("\x03");
  await done;
});

Deno.test("chatOnTerminal() shows the state of the connection, and unsent lines", async () => {
  const { session, press, done, shown, waitFor } = start();
  await session.queue.push({ kind: "link", isUp: false });
  assert.ok(shown().includes("alice (offline)> "));
  press("are you there?\r");
  await session.sentCount(1);
  await waitFor("unsent: are you there?\nalice (offline)> ");
  void session.queue.push({ kind: "link", isUp: true, missed: 0 });
  session.acknowledge(0, 0n);
  await session.read(record(0n, post("alice", "are you there?"), at(0)));
  assert.ok(shown().includes("-- reconnected\n"));
  press("\x03");
  await done;
});

Deno.test("chatOnTerminal() reports a line that the broker rejects, and stays", async () => {
  const { session, press, done, waitFor } = start();
  press("hello\r");
  await session.sentCount(1);
  session.sent[0]!.ack.reject(new FailedError("Cannot deliver: too large"));
  await waitFor("-- not sent: hello (Cannot deliver: too large)\n");
  press("\x03");
  await done;
});

Deno.test("chatOnTerminal() waits for unsent lines when the user leaves", async () => {
  const { session, press, done, waitFor } = start();
  press("hello\r");
  await session.sentCount(1);
  press("\x03");
  await waitFor("unsent: hello\n1 line is unsent. Leave anyway? (y/n) ");
  session.acknowledge(0, 1n);
  await done;
});

Deno.test("chatOnTerminal() fails with the number of unsent lines if left twice", async () => {
  const { session, press, done, shown, waitFor } = start();
  press("hello\r");
  await session.sentCount(1);
  press("\x03");
  await waitFor("Leave anyway?");
  press("\x03");
  await assert.rejects(
    done,
    new FailedError("Cannot send 1 of the lines typed: the broker did not accept them"),
  );
  assert.ok(shown().includes("-- not sent: hello\n"));
});

Deno.test("chatOnTerminal() throws the signal's reason", async () => {
  const { controller, done } = start();
  controller.abort(new InterruptedError());
  await assert.rejects(done, InterruptedError);
});

Deno.test("chatOnTerminal() throws an error of reading the room", async () => {
  const { session, press, done, shown } = start();
  press("hello\r");
  await session.sentCount(1);
  session.queue.fail(new FailedError("Cannot read"));
  await assert.rejects(done, new FailedError("Cannot read"));
  assert.ok(shown().includes("-- not sent: hello\n"));
});

Deno.test("chatOnTerminal() forgets the messages of a room that was created again", async () => {
  const { session, press, done, shown } = start();
  await session.read(record(0n, post("bob", "old"), at(0)));
  void session.queue.push({ kind: "recreated", channel: session.current });
  await session.read(record(0n, post("bob", "new"), at(0)));
  assert.ok(shown().includes("-- the room was deleted and created again\n"));
  assert.ok(shown().includes("  2 09:05 bob: new\n"));
  press("\x03");
  await done;
});

Deno.test("chatOnTerminal() rings once for mentions and direct messages", async () => {
  const { session, press, done, written } = start();
  await session.read(
    record(0n, post("bob", "Alice?"), at(0)),
    record(1n, post("bob", "alice!"), at(0)),
  );
  await session.read(record(2n, post("bob", "someone"), at(0)));
  const channel = directChannel("bob");
  await session.queue.push({
    kind: "records",
    channel,
    records: [record(0n, post("bob", "x"), at(0))],
  });
  assert.equal(written.text.split("\x07").length - 1, 2);
  press("\x03");
  await done;
});

Deno.test("chatOnTerminal() draws a line before the unread messages", async () => {
  const { session, press, done, shown } = start();
  await session.queue.push({
    kind: "history",
    channel: session.current,
    records: [1n, 2n, 3n].map((offset) => record(offset, post("bob", `line ${offset}`), at(0))),
    firstUnread: { partition: 0, offset: 2n },
    unread: 2,
  });
  assert.ok(shown().includes("  1 09:05 bob: line 1\n── 2 new ──\n  2 09:05 bob: line 2\n"));
  press("\x03");
  await done;
});

Deno.test("chatOnTerminal() edits and deletes the user's own messages by number", async () => {
  const { session, press, done, shown } = start();
  await session.read(
    record(4n, post("alice", "mine"), at(0)),
    record(5n, post("bob", "his"), at(0)),
  );
  press("/edit 1 better\r/delete 1\r/edit 2 x\r/delete 3\r");
  await session.sentCount(2);
  assert.deepEqual(session.sent.map(({ verb, text, target }) => [verb, text, target?.offset]), [
    ["edit", "better", 4n],
    ["delete", "", 4n],
  ]);
  for (const index of [0, 1]) session.acknowledge(index, BigInt(index));
  assert.ok(
    shown().includes("-- cannot edit message 2: bob wrote it; you can only edit your own\n"),
  );
  assert.ok(shown().includes("-- cannot delete message 3: no line has that number\n"));
  press("\x03");
  await done;
});

Deno.test("chatOnTerminal() names the room of each line if there are several", async () => {
  const { session, press, done, shown } = start();
  session.states = ["room", "ops"].map((room) => (
    { channel: roomChannel(room), unread: room === "ops" ? 2 : 0, isCurrent: room === "room" }
  ));
  await session.read(record(0n, post("bob", "here"), at(0)));
  press("/rooms\r/join ops\r/msg bob\r/leave\r");
  assert.ok(shown().includes("  1 09:05 [room] bob: here\n"));
  press("\x03");
  await done;
  assert.ok(shown().includes("-- room (you are here)\n"));
  assert.ok(shown().includes("-- ops, 2 unread\n"));
  assert.deepEqual(session.calls.map(([name]) => name).filter((name) => !name.startsWith("mark")), [
    "join",
    "switchTo",
    "leave",
  ]);
});
