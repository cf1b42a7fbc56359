import assert from "node:assert/strict";
import { type HistorySpan, ReadMarks } from "../../../../lib/chat/session/read_marks.ts";
import { deletion, edit, post, record } from "../_records.ts";

const offsets = (...next: bigint[]): Map<number, bigint> => new Map(next.entries());
const span = (from: bigint, to: bigint): HistorySpan => ({ from: offsets(from), to: offsets(to) });

const past = [
  record(4n, post("bob", "four")),
  record(5n, post("alice", "five")),
  record(6n, edit("bob", "four!", 4n)),
  record(7n, post("bob", "seven")),
  record(8n, post("carol", "eight")),
];

Deno.test("ReadMarks finds the first unread message of others", () => {
  const marks = new ReadMarks("alice");
  assert.deepEqual(marks.begin(past, offsets(5n), span(4n, 9n)), {
    firstUnread: { partition: 0, offset: 7n },
    unread: 2,
  });
  assert.equal(marks.unread, 2);
});

Deno.test("ReadMarks counts nothing as unread without a position, or if all is read", () => {
  for (const readUpTo of [null, offsets(9n)]) {
    const marks = new ReadMarks("alice");
    const unread = marks.begin(past, readUpTo, span(4n, 9n));
    assert.deepEqual(unread, { firstUnread: null, unread: 0 });
  }
});

Deno.test("ReadMarks counts unread records before the history", () => {
  const marks = new ReadMarks("alice");
  assert.deepEqual(marks.begin(past, offsets(1n), span(4n, 9n)), {
    firstUnread: { partition: 0, offset: 4n },
    unread: 6,
  });
});

Deno.test("ReadMarks counts everything in a new partition as unread", () => {
  const marks = new ReadMarks("alice");
  const records = [record({ partition: 1, offset: 0n }, post("bob", "new here"))];
  const ends = { from: offsets(9n, 0n), to: offsets(9n, 1n) };
  assert.equal(marks.begin(records, offsets(9n), ends).unread, 1);
});

Deno.test("ReadMarks counts messages of others until they are marked as read", () => {
  const marks = new ReadMarks("alice");
  marks.begin([], null, span(0n, 0n));
  marks.add([record(0n, post("bob", "one")), record(1n, post("alice", "two"))]);
  marks.add([record(2n, edit("bob", "1", 0n)), record(3n, deletion("bob", 0n))]);
  assert.equal(marks.unread, 1);
  assert.deepEqual(marks.markRead(), offsets(4n));
  assert.equal(marks.unread, 0);
  assert.equal(marks.markRead(), null);
});

Deno.test("ReadMarks returns the end of an empty room as read", () => {
  const marks = new ReadMarks("alice");
  marks.begin([], null, { from: offsets(0n, 3n), to: offsets(0n, 3n) });
  assert.deepEqual(marks.markRead(), offsets(0n, 3n));
});

Deno.test("ReadMarks.clear() forgets positions and unread messages", () => {
  const marks = new ReadMarks("alice");
  marks.begin([], null, span(0n, 90n));
  marks.clear();
  marks.add([record(0n, post("bob", "one"))]);
  assert.equal(marks.unread, 1);
  assert.deepEqual(marks.markRead(), offsets(1n));
});

Deno.test("ReadMarks.takePosition() returns a position once, and keeps unread counts", () => {
  const marks = new ReadMarks("alice");
  marks.begin([], null, span(0n, 0n));
  marks.add([record(0n, post("bob", "one"))]);
  assert.deepEqual(marks.takePosition(), offsets(1n));
  assert.equal(marks.takePosition(), null);
  assert.equal(marks.unread, 1);
});
