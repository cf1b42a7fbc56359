import assert from "node:assert/strict";
import { every } from "../../../../lib/async/timer.ts";
import { FailedError, InterruptedError } from "../../../../lib/errors.ts";
import { roomChannel } from "../../../../lib/chat/log/channel.ts";
import type { Content } from "../../../../lib/chat/message/message.ts";
import { chatInPipe } from "../../../../lib/chat/pipe/pipe.ts";
import { fakeContext, type FakeWorld } from "../../../support/cli/context.ts";
import type { Transcript } from "../../../support/cli/transcript.ts";
import { FakeSession } from "../_fake_session.ts";
import { deletion, edit, post, record } from "../_records.ts";

interface RunningPipe {
  readonly session: FakeSession;
  readonly stdout: Transcript;
  readonly stderr: Transcript;
  readonly done: Promise<void>;
}

function start(
  world: FakeWorld,
  { follow = false, quiet = false, timeoutMs = 60_000, rooms = ["room"] } = {},
): RunningPipe {
  const session = new FakeSession();
  session.states = rooms.map((room) => (
    { channel: roomChannel(room), unread: 0, isCurrent: room === "room" }
  ));
  const { context, stdout, stderr } = fakeContext(world);
  const { stdin, signal } = context;
  const done = chatInPipe(session, {
    stdin,
    stdout: context.stdout,
    stderr: context.stderr,
    signal,
    follow,
    quiet,
    timeoutMs,
    now: context.now,
  });
  done.catch(() => {});
  return { session, stdout, stderr, done };
}

Deno.test("chatInPipe() sends each line except blank ones, without a line break too", async () => {
  const { session, done } = start({ stdin: "one\n\n  \r\n two \r\n/quit\nlast" });
  await session.sentCount(4);
  assert.deepEqual(session.sent.map(({ text }) => text), ["one", " two ", "/quit", "last"]);
  for (const index of [0, 1, 2, 3]) session.acknowledge(index, null);
  await done;
});

Deno.test("chatInPipe() ends once its own lines are acknowledged and read back", async () => {
  const { session, stdout, done } = start({ stdin: "one\ntwo\n" });
  let isDone = false;
  void done.then(() => isDone = true);
  await session.sentCount(2);
  await session.read(record(5n, post("bob", "before")));
  session.acknowledge(0, 6n);
  session.acknowledge(1, 7n);
  await session.read(record(6n, post("alice", "one")));
  assert.equal(isDone, false);
  void session.read(record(7n, post("alice", "two")));
  await done;
  assert.equal(stdout.text, "bob: before\nalice: one\nalice: two\n");
});

Deno.test("chatInPipe() ends if a line is read back before it is acknowledged", async () => {
  const { session, stdout, done } = start({ stdin: "one" });
  await session.sentCount(1);
  await session.read(record(0n, post("alice", "one")));
  session.acknowledge(0, 0n);
  await done;
  assert.equal(stdout.text, "alice: one\n");
});

Deno.test("chatInPipe() with empty input ends at once", async () => {
  const { stdout, stderr, done } = start({ stdin: "" });
  await done;
  assert.equal(stdout.text + stderr.text, "");
});

Deno.test("chatInPipe() stays until it is interrupted with follow", async () => {
  const controller = new AbortController();
  const { session, stdout, done } = start({ stdin: "", signal: controller.signal }, {
    follow: true,
  });
  await session.read(record(0n, post("bob", "still there?")));
  controller.abort(new InterruptedError());
  await assert.rejects(done, InterruptedError);
  assert.equal(stdout.text, "bob: still there?\n");
});

Deno.test("chatInPipe() stops on an interrupt while stdin is open", async () => {
  const controller = new AbortController();
  const { done } = start({ signal: controller.signal });
  controller.abort(new InterruptedError());
  await assert.rejects(done, InterruptedError);
});

Deno.test("chatInPipe() counts the unacknowledged lines on an interrupt", async () => {
  const controller = new AbortController();
  const { session, stderr, done } = start({ stdin: "one\ntwo\n", signal: controller.signal });
  await session.sentCount(2);
  session.acknowledge(0, 0n);
  await session.read(record(0n, post("alice", "one")));
  controller.abort(new InterruptedError(undefined, { signal: "SIGTERM" }));
  const expected = { message: "Interrupted before 1 of 2 lines were sent", signal: "SIGTERM" };
  await assert.rejects(done, expected);
  session.sent[1]!.ack.reject(new FailedError("Cannot deliver: the producer was aborted"));
  assert.equal(stderr.text, "unsent: two\n");
});

Deno.test("chatInPipe() prints unsent lines if the broker does not answer in time", async () => {
  const { session, stderr, done } = start({ stdin: "one\ntwo\na\x1bb\n" }, { timeoutMs: 1 });
  await session.sentCount(3);
  session.acknowledge(0, null);
  await assert.rejects(
    done,
    new FailedError("Cannot send 2 of 3 lines: no answer from the broker for 0.001 s"),
  );
  assert.equal(stderr.text, "unsent: two\nunsent: a\x1bb\n");
});

Deno.test("chatInPipe() prints all of a long input if the broker accepts no line", async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index + 1}`);
  const { session, stderr, done } = start({ stdin: lines.join("\n") }, { timeoutMs: 1 });
  await session.sentCount(1);
  session.acknowledge(0, null);
  await assert.rejects(
    done,
    new FailedError("Cannot send 4999 of 5000 lines: no answer from the broker for 0.001 s"),
  );
  assert.equal(stderr.text, lines.slice(1).map((line) => `unsent: ${line}\n`).join(""));
});

Deno.test("chatInPipe() prints the rest of its input if the reading fails", async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index + 1}`);
  const { session, stderr, done } = start({ stdin: lines.join("\n") });
  await session.sentCount(1);
  session.queue.fail(new FailedError("Cannot read"));
  await assert.rejects(done, new FailedError("Cannot read"));
  assert.equal(stderr.text, lines.map((line) => `unsent: ${line}\n`).join(""));
});

Deno.test("chatInPipe() does not extend its timeout when messages of others arrive", async () => {
  const { session, stderr, done } = start({ stdin: "one\n" }, { timeoutMs: 100 });
  let offset = 0n;
  const stop = every(10, () => {
    if (offset > 200n) session.queue.fail(new Error("it still waits"));
    void session.read(record(offset++, post("bob", "hi")));
  });
  await assert.rejects(
    done,
    new FailedError("Cannot send 1 of 1 lines: no answer from the broker for 0.1 s"),
  );
  stop();
  assert.equal(stderr.text, "unsent: one\n");
});

Deno.test("chatInPipe() escapes unsent lines on a terminal", async () => {
  const { stderr, done } = start({ stdin: "th\x1bree\n", isTerminal: true }, { timeoutMs: 1 });
  await assert.rejects(done, FailedError);
  assert.equal(stderr.text, "unsent: th\\x1bree\n");
});

Deno.test("chatInPipe() names the room of each line if there are several", async () => {
  const { session, stdout, stderr, done } = start({ stdin: "x" }, { rooms: ["room", "ops"] });
  await session.sentCount(1);
  await session.read(record(0n, post("bob", "here")));
  const channel = roomChannel("ops");
  const records = [record(9n, post("carl", "there"))];
  await session.queue.push({ kind: "records", channel, records });
  await session.queue.push({ kind: "recreated", channel });
  session.acknowledge(0, 1n);
  await session.read(record(1n, post("alice", "x")));
  await done;
  assert.equal(stdout.text, "[room] bob: here\n[ops] carl: there\n[room] alice: x\n");
  assert.equal(stderr.text, "note: the room ops was deleted and created again\n");
});

Deno.test("chatInPipe() reports how many messages arrived during an outage", async () => {
  for (const [missed, text] of [[1, "1 message arrived"], [12, "12 messages arrived"]] as const) {
    const { session, stderr, done } = start({ stdin: "x" });
    await session.sentCount(1);
    await session.queue.push({ kind: "link", isUp: false });
    await session.queue.push({ kind: "link", isUp: true, missed });
    session.acknowledge(0, null);
    await done;
    assert.match(stderr.text, new RegExp(`note: reconnected; ${text} in the meantime\n$`));
  }
});

Deno.test("chatInPipe() names each line that failed, and delivers the others", async () => {
  const { session, stderr, done } = start({ stdin: "one\n\ntwo\nthree\n" });
  await session.sentCount(3);
  session.sent[1]!.ack.reject(new FailedError("Cannot deliver a record: too large"));
  session.acknowledge(0, null);
  session.acknowledge(2, null);
  await assert.rejects(
    done,
    new FailedError("Cannot send 1 of 3 lines: the broker did not accept them"),
  );
  assert.equal(
    stderr.text,
    "error: Cannot send line 3 (3 bytes): Cannot deliver a record: too large\n",
  );
});

Deno.test("chatInPipe() replaces invalid UTF-8, and reports it", async () => {
  const { session, stderr, done } = start({ stdin: Uint8Array.of(0x61, 0xff, 0x62, 0x0a) });
  await session.sentCount(1);
  assert.equal(session.sent[0]!.text, "a\ufffdb");
  session.acknowledge(0, null);
  await done;
  assert.equal(stderr.text, "note: line 1 is not valid UTF-8; invalid bytes were replaced\n");
});

Deno.test("chatInPipe() prints one line per message, and notes on stderr", async () => {
  const { session, stdout, stderr, done } = start({ stdin: "x" });
  await session.read(
    record(0n, post("bob", "one\nalice: spoofed\r")),
    record(1n, edit("bob", "two", 0n)),
    record(2n, deletion("bob", 0n)),
    record(3n, { kind: "foreign", reason: "broken JSON", excerpt: "{" }),
  );
  void session.queue.push({ kind: "link", isUp: false });
  void session.queue.push({ kind: "link", isUp: true, missed: 0 });
  void session.queue.push({ kind: "recreated", channel: session.current });
  await session.queue.push({ kind: "notice", channel: null, text: "odd\x1b" });
  await session.sentCount(1);
  session.acknowledge(0, null);
  await done;
  assert.equal(stdout.text, "bob: one\\nalice: spoofed\\r\nbob: two (edited)\nbob: (deleted)\n");
  assert.deepEqual(stderr.text.split("\n"), [
    "note: room 0/3 is not a chat message (broken JSON)",
    "note: broker unreachable",
    "note: reconnected",
    "note: the room was deleted and created again",
    "note: odd\\x1b",
    "",
  ]);
});

Deno.test("chatInPipe() never prints a refused edit or deletion as applied", async () => {
  const { session, stdout, stderr, done } = start({ stdin: "x" });
  await session.read(
    record(0n, post("bob", "one")),
    record(1n, edit("mallory\x1b", "hacked", 0n)),
    record(2n, deletion("mallory", 0n)),
    record(3n, edit("bob", "two", 0n)),
    record(4n, deletion("bob", 0n)),
    record(5n, edit("bob", "too late", 0n)),
    record(6n, deletion("bob", 0n)),
    record(7n, edit("bob", "of nothing", 99n)),
  );
  await session.sentCount(1);
  session.acknowledge(0, null);
  await done;
  assert.equal(stdout.text, "bob: one\nbob: two (edited)\nbob: (deleted)\n");
  assert.deepEqual(stderr.text.split("\n"), [
    "note: room 0/1: mallory\\x1b tried to edit a message by bob (0/0)",
    "note: room 0/2: mallory tried to delete a message by bob (0/0)",
    "note: room 0/7: bob tried to edit a message that was not found (0/99)",
    "",
  ]);
});

Deno.test("chatInPipe() reads the target of an edit of an older message from the log", async () => {
  const { session, stdout, stderr, done } = start({ stdin: "x" });
  session.before = [record(4n, post("bob", "before the session"))];
  await session.read(record(9n, edit("bob", "better", 4n)));
  await session.read(record(10n, edit("mallory", "hacked", 4n)));
  await session.read(record(11n, { ...deletion("Admin", 4n), byAdmin: true } as Content));
  await session.sentCount(1);
  session.acknowledge(0, null);
  await done;
  assert.equal(stdout.text, "bob: better (edited)\nbob: (deleted by Admin)\n");
  assert.equal(
    stderr.text,
    "note: room 0/10: mallory tried to edit a message by bob (0/4)\n",
  );
  const lookUps = session.calls.filter(([name]) => name === "readAmended");
  assert.deepEqual(lookUps, [["readAmended", 9n, session.current]]);
});

Deno.test("chatInPipe() prints errors but no notes if quiet", async () => {
  const { session, stderr, done } = start({ stdin: "x" }, { quiet: true });
  await session.read(record(0n, { kind: "foreign", reason: "no value", excerpt: "" }));
  await session.queue.push({ kind: "link", isUp: false });
  await session.sentCount(1);
  session.sent[0]!.ack.reject(new FailedError("Cannot deliver"));
  await assert.rejects(done, FailedError);
  assert.equal(stderr.text, "error: Cannot send line 1 (1 bytes): Cannot deliver\n");
});

Deno.test("chatInPipe() throws an error of reading the room", async () => {
  const { session, done } = start({});
  session.queue.fail(new FailedError("Cannot read"));
  await assert.rejects(done, new FailedError("Cannot read"));
});
