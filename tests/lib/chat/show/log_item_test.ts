import assert from "node:assert/strict";
import { effectItem, entryItem, recordItem } from "../../../../lib/chat/show/log_item.ts";
import { Timeline } from "../../../../lib/chat/message/timeline.ts";
import { deletion, edit, post, record } from "../_records.ts";

const records = [
  record(0n, post("alice", "one")),
  record(1n, post("bob", "two")),
  record(2n, edit("alice", "1", 0n)),
  record(3n, deletion("bob", 1n)),
  record(4n, deletion("mallory", 0n)),
  record(5n, edit("bob", "x", 99n)),
  record(6n, { kind: "foreign", reason: "broken JSON", excerpt: "{" }),
];

Deno.test("entryItem() returns one shape for each kind, without deleted texts", () => {
  const timeline = new Timeline();
  for (const next of records) timeline.apply(next);
  const position = (offset: bigint): unknown => ({
    partition: 0,
    offset,
    timestamp: offset * 1_000n,
  });
  assert.deepEqual(timeline.entries().map(entryItem), [
    {
      kind: "message",
      ...position(0n) as object,
      author: "alice",
      text: "1",
      edited: { by: "alice", timestamp: 2_000n },
      deleted: null,
    },
    {
      kind: "message",
      ...position(1n) as object,
      author: "bob",
      text: null,
      edited: null,
      deleted: { by: "bob", timestamp: 3_000n },
    },
    {
      kind: "refused",
      ...position(4n) as object,
      author: "mallory",
      text: "",
      verb: "delete",
      target: { partition: 0, offset: 0n },
      owner: "alice",
    },
    {
      kind: "unplaced",
      ...position(5n) as object,
      author: "bob",
      text: "x",
      verb: "edit",
      target: { partition: 0, offset: 99n },
    },
    { kind: "foreign", ...position(6n) as object, reason: "broken JSON", excerpt: "{" },
  ]);
});

Deno.test("recordItem() converts each stored record", () => {
  assert.deepEqual(recordItem(records[0]!), {
    kind: "said",
    partition: 0,
    offset: 0n,
    timestamp: 0n,
    author: "alice",
    text: "one",
  });
  assert.deepEqual(recordItem(records[2]!)["target"], { partition: 0, offset: 0n });
  assert.equal(recordItem(records[6]!)["reason"], "broken JSON");
});

Deno.test("recordItem() and entryItem() return a separate kind for a tombstone", () => {
  const tombstone = record(6n, {
    kind: "foreign",
    reason: "no value",
    excerpt: "",
    isTombstone: true,
  });
  const expected = { kind: "tombstone", partition: 0, offset: 6n, timestamp: 6_000n };
  assert.deepEqual(recordItem(tombstone), expected);
  const timeline = new Timeline();
  timeline.apply(tombstone);
  assert.deepEqual(timeline.entries().map(entryItem), [expected]);
  assert.equal(effectItem(tombstone, { kind: "foreign" }), null);
});

Deno.test("effectItem() distinguishes applied, refused and unplaced edits", () => {
  const target = { partition: 0, offset: 0n };
  const change = record(4n, edit("mallory", "hacked", 3n));
  const position = {
    partition: 0,
    offset: 4n,
    timestamp: 4_000n,
    author: "mallory",
    text: "hacked",
  };
  assert.deepEqual(effectItem(change, { kind: "edited", target, owner: "mallory" }), {
    kind: "edit",
    ...position,
    target,
  });
  assert.deepEqual(effectItem(change, { kind: "refused", target, owner: "alice" }), {
    kind: "refused",
    ...position,
    verb: "edit",
    target,
    owner: "alice",
  });
  assert.deepEqual(effectItem(change, { kind: "unplaced" }), {
    kind: "unplaced",
    ...position,
    verb: "edit",
    target: { partition: 0, offset: 3n },
  });
  assert.equal(effectItem(change, { kind: "unchanged" }), null);
});
