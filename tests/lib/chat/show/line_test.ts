import assert from "node:assert/strict";
import { entryLine, noticeLine } from "../../../../lib/chat/show/line.ts";
import type { MessageEntry } from "../../../../lib/chat/message/timeline.ts";

const plain = { styled: false };
const message: MessageEntry = {
  kind: "message",
  partition: 0,
  offset: 7n,
  timestamp: 0n,
  author: "alice",
  text: "Salut !",
  edited: null,
  deleted: null,
};

Deno.test("entryLine() shows label, author and text", () => {
  assert.equal(entryLine(message, "  1 10:42", plain), "  1 10:42 alice: Salut !");
});

Deno.test("entryLine() marks edits and deletions, and names who is not the author", () => {
  const line = (change: Partial<MessageEntry>): string =>
    entryLine({ ...message, ...change }, "1", plain);
  const mark = (by: string) => ({ by, timestamp: 1n });
  assert.equal(line({ edited: mark("alice") }), "1 alice: Salut ! (edited)");
  assert.equal(line({ edited: mark("bob") }), "1 alice: Salut ! (edited by bob)");
  assert.equal(line({ deleted: mark("alice") }), "1 alice: (deleted)");
  assert.equal(
    line({ edited: mark("alice"), deleted: mark("Admin") }),
    "1 alice: (deleted by Admin)",
  );
});

Deno.test("entryLine() shows changes of unknown messages", () => {
  const entry = {
    kind: "unplaced",
    partition: 0,
    offset: 9n,
    timestamp: 0n,
    author: "bob",
    text: "better",
    target: { partition: 1, offset: 0n },
  } as const;
  assert.equal(
    entryLine({ ...entry, verb: "edit" }, "1", plain),
    "1 bob edited a message not shown here (1/0): better",
  );
  assert.equal(
    entryLine({ ...entry, verb: "delete" }, "1", plain),
    "1 bob deleted a message not shown here (1/0)",
  );
});

Deno.test("entryLine() dims a record that is not a chat message", () => {
  const entry = {
    kind: "foreign",
    partition: 0,
    offset: 9n,
    timestamp: 0n,
    reason: "broken JSON",
    excerpt: '{"user\x1b',
  } as const;
  const line = '0/9 is not a chat message (broken JSON): {"user\\x1b';
  assert.equal(entryLine(entry, "0/9", plain), line);
  assert.equal(entryLine(entry, "0/9", { styled: true }), `\x1b[2m${line}\x1b[22m`);
  assert.equal(
    entryLine({ ...entry, reason: "empty value", excerpt: "" }, "0/9", plain),
    "0/9 is not a chat message (empty value)",
  );
});

Deno.test("entryLine() escapes control characters in texts", () => {
  const hostile = {
    ...message,
    author: "mal\x1b[2Jlory\u202e",
    text: "\x1b]0;title\x07 \r\x9b31m \u2066x\x00",
    edited: { by: "\x1b[1m", timestamp: 1n },
  };
  assert.equal(
    entryLine(hostile, "1", plain),
    "1 mal\\x1b[2Jlory\\u202e: \\x1b]0;title\\x07 \\r\\x9b31m \\u2066x\\x00 (edited by \\x1b[1m)",
  );
});

Deno.test("entryLine() escapes control characters in reasons", () => {
  const position = { partition: 0, offset: 9n, timestamp: 0n };
  const reason = 'by "\x9b31m\u202e", sent by "mallory"';
  assert.equal(
    entryLine({ ...position, kind: "foreign", reason, excerpt: "" }, "1", plain),
    '1 is not a chat message (by "\\x9b31m\\u202e", sent by "mallory")',
  );
});

Deno.test("entryLine() cuts a name that exceeds the limit for names", () => {
  const long = "x".repeat(1_000_000);
  const cut = `${"x".repeat(64)}…`;
  const mark = { by: long, timestamp: 1n };
  assert.equal(
    entryLine({ ...message, author: long }, "1", plain),
    `1 ${cut}: Salut !`,
  );
  assert.equal(
    entryLine({ ...message, deleted: mark }, "1", plain),
    `1 alice: (deleted by ${cut})`,
  );
});

Deno.test("entryLine() starts further lines of a text with a bar", () => {
  const line = entryLine({ ...message, text: "one\n  2 10:43 bob: two" }, "1", plain);
  assert.equal(line, "1 alice: one\n    |   2 10:43 bob: two");
});

Deno.test("entryLine() cuts a text that is too long", () => {
  const line = entryLine({ ...message, text: "x".repeat(1_000_000) }, "1", plain);
  assert.equal(line, `1 alice: ${"x".repeat(4_000)}… (1000000 characters)`);
  assert.equal(
    entryLine({ ...message, text: `${"x".repeat(3_999)}🦊` }, "1", plain),
    `1 alice: ${"x".repeat(3_999)}\ufffd… (4001 characters)`,
  );
});

Deno.test("entryLine() colors authors, and makes the reader's name bold", () => {
  const style = { styled: true, self: "alice" };
  assert.equal(
    entryLine(message, "1", style),
    "\x1b[2m1\x1b[22m \x1b[1malice\x1b[22m: Salut !",
  );
  assert.equal(
    entryLine({ ...message, author: "bob" }, "1", style),
    "\x1b[2m1\x1b[22m \x1b[38;5;30mbob\x1b[39m: Salut !",
  );
});

Deno.test("entryLine() marks mentions of the reader, not only by color", () => {
  const entry = { ...message, text: "ask Bob about it" };
  assert.equal(
    entryLine(entry, "1", { styled: false, self: "bob" }),
    "1 ! alice: ask Bob about it",
  );
  assert.equal(
    entryLine(entry, "1", { styled: true, self: "bob" }),
    "\x1b[2m1\x1b[22m \x1b[1m!\x1b[22m \x1b[38;5;28malice\x1b[39m: ask \x1b[1mBob\x1b[22m about it",
  );
  assert.equal(
    entryLine(entry, "1", { styled: false, self: "alice" }),
    "1 alice: ask Bob about it",
  );
});

Deno.test("entryLine() cuts a text of too many lines", () => {
  const line = entryLine({ ...message, text: "x\n".repeat(200) }, "1", plain);
  assert.equal(line.split("\n").length, 100);
  assert.ok(line.endsWith("| x… (400 characters)"));
});

Deno.test("noticeLine() marks a notice with dashes", () => {
  assert.equal(noticeLine("odd\n", plain), "-- odd\\n");
});

Deno.test("entryLine() shows a tombstone as one dim line", () => {
  const entry = {
    kind: "foreign",
    partition: 0,
    offset: 9n,
    timestamp: 0n,
    reason: "no value",
    excerpt: "",
    isTombstone: true,
  } as const;
  assert.equal(entryLine(entry, "0/9", plain), "0/9 tombstone");
  assert.equal(entryLine(entry, "0/9", { styled: true }), "\x1b[2m0/9 tombstone\x1b[22m");
});
