import assert from "node:assert/strict";
import { entryItem, recordItem } from "../../../lib/chat/log_item.ts";
import { Timeline } from "../../../lib/chat/timeline.ts";
import { deletion, edit, record, said } from "./_records.ts";

const records = [
  record(0n, said("alice", "one")),
  record(1n, said("bob", "two")),
  record(2n, edit("alice", "1", 0n)),
  record(3n, deletion("bob", 1n)),
  record(4n, deletion("mallory", 0n)),
  record(5n, edit("bob", "x", 99n)),
  record(6n, { kind: "foreign", reason: "broken JSON", excerpt: "{" }),
];

Deno.test("entryItem() has one shape for each kind, without the text of the deleted", () => {
  const timeline = new Timeline();
  for (const next of records) timeline.apply(next);
  const place = (offset: bigint): unknown => ({
    partition: 0,
    offset,
    timestamp: offset * 1_000n,
  });
  assert.deepEqual(timeline.entries().map(entryItem), [
    {
      kind: "message",
      ...place(0n) as object,
      author: "alice",
      text: "1",
      edited: { by: "alice", timestamp: 2_000n },
      deleted: null,
    },
    {
      kind: "message",
      ...place(1n) as object,
      author: "bob",
      text: null,
      edited: null,
      deleted: { by: "bob", timestamp: 3_000n },
    },
    {
      kind: "refused",
      ...place(4n) as object,
      author: "mallory",
      text: "",
      verb: "delete",
      target: { partition: 0, offset: 0n },
      owner: "alice",
    },
    {
      kind: "unplaced",
      ...place(5n) as object,
      author: "bob",
      text: "x",
      verb: "edit",
      target: { partition: 0, offset: 99n },
    },
    { kind: "foreign", ...place(6n) as object, reason: "broken JSON", excerpt: "{" },
  ]);
});

Deno.test("recordItem() tells each record as it lies in the log", () => {
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
