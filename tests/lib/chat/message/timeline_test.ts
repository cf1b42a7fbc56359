import assert from "node:assert/strict";
import fc from "fast-check";
import { type ChatRecord, positionKey } from "../../../../lib/chat/message/message.ts";
import type { Content } from "../../../../lib/chat/message/message.ts";
import { Timeline } from "../../../../lib/chat/message/timeline.ts";
import type { TimelineEntry, TimelineOptions } from "../../../../lib/chat/message/timeline.ts";
import { deletion, edit, post, record } from "../_records.ts";

function fold(records: readonly ChatRecord[], options: TimelineOptions = {}): TimelineEntry[] {
  const timeline = new Timeline(options);
  for (const next of records) timeline.apply(next);
  return timeline.entries();
}

/** Entries in one line each, as `0/1 alice: text [edited alice] [deleted bob]`. */
function lines(records: readonly ChatRecord[], options: TimelineOptions = {}): string[] {
  return fold(records, options).map((entry) => {
    const position = positionKey(entry);
    if (entry.kind === "foreign") return `${position} foreign ${entry.reason}`;
    if (entry.kind === "unplaced") {
      const { author, verb, target, text } = entry;
      return `${position} ${author} ${verb}s ${positionKey(target)}: ${text}`;
    }
    if (entry.kind === "refused") {
      const { author, verb, owner, target, text } = entry;
      return `${position} ${author} cannot ${verb} ${owner}'s ${positionKey(target)}: ${text}`;
    }
    const edited = entry.edited === null ? "" : ` [edited ${entry.edited.by}]`;
    const deleted = entry.deleted === null ? "" : ` [deleted ${entry.deleted.by}]`;
    return `${position} ${entry.author}: ${entry.text}${edited}${deleted}`;
  });
}

Deno.test("Timeline shows messages in the order of their arrival", () => {
  assert.deepEqual(
    lines([record(0n, post("alice", "one")), record(1n, post("bob", "two"))]),
    ["0/0 alice: one", "0/1 bob: two"],
  );
});

Deno.test("Timeline shows an edit in place of the message at offset 0", () => {
  const timeline = new Timeline();
  timeline.apply(record(0n, post("alice", "helo")));
  timeline.apply(record(1n, post("bob", "hi")));
  const change = timeline.apply(record(2n, edit("alice", "hello", 0n)));
  const entry = {
    kind: "message",
    partition: 0,
    offset: 0n,
    timestamp: 0n,
    author: "alice",
    text: "hello",
    edited: { by: "alice", timestamp: 2_000n },
    deleted: null,
  };
  assert.deepEqual(change, { kind: "edited", entry, mark: { by: "alice", timestamp: 2_000n } });
  assert.deepEqual(timeline.entries()[0], entry);
  assert.equal(timeline.entries().length, 2);
});

Deno.test("Timeline shows a change of another user's message, and ignores it", () => {
  const timeline = new Timeline();
  timeline.apply(record(0n, post("alice", "one")));
  const change = timeline.apply(record(1n, edit("mallory", "1", 0n)));
  const entry = {
    kind: "refused",
    partition: 0,
    offset: 1n,
    timestamp: 1_000n,
    verb: "edit",
    author: "mallory",
    text: "1",
    target: { partition: 0, offset: 0n },
    owner: "alice",
  };
  assert.deepEqual(change, { kind: "added", entry });
  assert.deepEqual(timeline.entries()[1], entry);
  assert.deepEqual(
    lines([
      record(0n, post("alice", "one")),
      record(1n, edit("mallory", "1", 0n)),
      record(2n, deletion("Admin", 0n)),
    ]),
    [
      "0/0 alice: one",
      "0/1 mallory cannot edit alice's 0/0: 1",
      "0/2 Admin cannot delete alice's 0/0: ",
    ],
  );
});

Deno.test("Timeline applies deletions of the first client as deletions by Admin", () => {
  const byAdmin = { ...deletion("Admin", 0n), byAdmin: true } as Content;
  const records = [record(0n, post("alice", "one")), record(1n, byAdmin)];
  assert.deepEqual(lines(records), ["0/0 alice: one [deleted Admin]"]);
});

Deno.test("Timeline checks the author of the message that an edited edit changes", () => {
  assert.deepEqual(
    lines([
      record(0n, post("alice", "one")),
      record(1n, edit("alice", "two", 0n)),
      record(2n, edit("mallory", "bad", 1n)),
      record(3n, deletion("mallory", 2n)),
      record(4n, edit("alice", "three", 2n)),
    ]),
    [
      "0/0 alice: three [edited alice]",
      "0/2 mallory cannot edit alice's 0/0: bad",
      "0/3 mallory cannot delete alice's 0/0: ",
    ],
  );
});

Deno.test("Timeline refuses another user's early edit when its target arrives", () => {
  const timeline = new Timeline();
  timeline.apply(record({ partition: 1, offset: 0n }, edit("mallory", "bad", 5n)));
  timeline.apply(record({ partition: 2, offset: 0n }, edit("alice", "two", 5n)));
  const change = timeline.apply(record(5n, post("alice", "one")));
  assert.ok(change.kind === "added" && change.entry.kind === "message");
  assert.equal(change.entry.text, "two");
  const [first, second] = timeline.entries();
  assert.ok(first?.kind === "refused" && first.owner === "alice");
  assert.deepEqual(second, change.entry);
});

Deno.test("Timeline applies an edit of an edit to the edited message", () => {
  assert.deepEqual(
    lines([
      record(0n, post("alice", "one")),
      record(1n, edit("alice", "two", 0n)),
      record(2n, edit("alice", "three", 1n)),
      record(3n, deletion("alice", 2n)),
    ]),
    ["0/0 alice: three [edited alice] [deleted alice]"],
  );
});

Deno.test("Timeline ignores edits of a deleted message", () => {
  const timeline = new Timeline();
  timeline.apply(record(0n, post("alice", "one")));
  assert.equal(timeline.apply(record(1n, deletion("alice", 0n))).kind, "deleted");
  assert.deepEqual(timeline.apply(record(2n, edit("alice", "two", 0n))), { kind: "unchanged" });
  assert.deepEqual(timeline.apply(record(3n, deletion("alice", 0n))), { kind: "unchanged" });
  assert.deepEqual(timeline.apply(record(4n, deletion("alice", 1n))), { kind: "unchanged" });
  const [entry] = timeline.entries();
  assert.ok(entry?.kind === "message");
  assert.deepEqual(entry.deleted, { by: "alice", timestamp: 1_000n });
  assert.equal(entry.text, "one");
});

Deno.test("Timeline holds an edit from another partition until its target arrives", () => {
  const early = record({ partition: 1, offset: 0n }, edit("alice", "hello", 5n));
  assert.deepEqual(lines([early]), ["1/0 alice edits 0/5: hello"]);
  const timeline = new Timeline();
  timeline.apply(early);
  const change = timeline.apply(record(5n, post("alice", "helo")));
  assert.ok(change.kind === "added" && change.entry.kind === "message");
  assert.equal(change.entry.text, "hello");
  assert.deepEqual(timeline.entries(), [change.entry]);
});

Deno.test("Timeline applies a chain of early edits when the message arrives", () => {
  assert.deepEqual(
    lines([
      record(
        { partition: 2, offset: 0n },
        edit("alice", "three", { partition: 1, offset: 0n }),
        30n,
      ),
      record({ partition: 1, offset: 0n }, edit("alice", "two", 5n), 20n),
      record(5n, post("alice", "one"), 10n),
    ]),
    ["0/5 alice: three [edited alice]"],
  );
});

Deno.test("Timeline shows the later of two edits in any order of arrival", () => {
  const message = record(0n, post("alice", "one"), 10n);
  const earlier = record({ partition: 1, offset: 0n }, edit("alice", "two", 0n), 20n);
  const later = record({ partition: 2, offset: 0n }, edit("alice", "three", 0n), 30n);
  const expected = ["0/0 alice: three [edited alice]"];
  assert.deepEqual(lines([message, earlier, later]), expected);
  assert.deepEqual(lines([message, later, earlier]), expected);
  assert.deepEqual(lines([later, earlier, message]), expected);
});

Deno.test("Timeline orders edits in one partition by offset, not by timestamp", () => {
  assert.deepEqual(
    lines([
      record(0n, post("alice", "one"), 10n),
      record(1n, edit("alice", "two", 0n), 900n),
      record(2n, edit("alice", "three", 0n), 20n),
    ]),
    ["0/0 alice: three [edited alice]"],
  );
});

Deno.test("Timeline shows a change of an unknown record as a separate entry", () => {
  assert.deepEqual(
    lines([
      record(10n, edit("alice", "hello", 3n)),
      record(11n, deletion("bob", { partition: 4, offset: 0n })),
    ]),
    ["0/10 alice edits 0/3: hello", "0/11 bob deletes 4/0: "],
  );
});

Deno.test("Timeline ignores an edit before its target in the same partition", () => {
  assert.deepEqual(
    lines([
      record(1n, edit("mallory", "hacked", 2n)),
      record(2n, post("alice", "hello")),
    ]),
    ["0/1 mallory edits 0/2: hacked", "0/2 alice: hello"],
  );
});

Deno.test("Timeline does not change records that are not chat messages", () => {
  const foreign = { kind: "foreign", reason: "broken JSON", excerpt: "{" } as const;
  assert.deepEqual(
    lines([record(0n, foreign), record(1n, edit("alice", "x", 0n))]),
    ["0/0 foreign broken JSON", "0/1 alice edits 0/0: x"],
  );
});

Deno.test("Timeline accepts records that target themselves and each other", () => {
  const far = { partition: 1, offset: 0n };
  assert.deepEqual(
    lines([
      record(0n, edit("mallory", "self", 0n)),
      record(1n, edit("mallory", "ring", far)),
      record(far, edit("mallory", "ring", 1n)),
      record({ partition: 2, offset: 0n }, deletion("mallory", far)),
      record(2n, post("alice", "still here")),
    ]).at(-1),
    "0/2 alice: still here",
  );
});

Deno.test("Timeline ignores a record that it has applied before", () => {
  const timeline = new Timeline();
  const message = record(0n, post("alice", "one"));
  const change = record(1n, edit("alice", "two", 0n));
  for (const next of [message, change]) timeline.apply(next);
  assert.deepEqual(timeline.apply(message), { kind: "unchanged" });
  assert.deepEqual(timeline.apply(change), { kind: "unchanged" });
  assert.equal(timeline.entries().length, 1);
});

Deno.test("Timeline drops the oldest records beyond its limit", () => {
  const records = [0n, 1n, 2n].map((offset) => record(offset, post("alice", `${offset}`)));
  assert.deepEqual(
    lines([...records, record(3n, edit("alice", "late", 0n))], { maxRecords: 2 }),
    ["0/2 alice: 2", "0/3 alice edits 0/0: late"],
  );
});

Deno.test("Timeline folds a long chain of edits in linear time", () => {
  const records = [record(0n, post("alice", "0"))];
  for (let offset = 1n; offset <= 20_000n; offset++) {
    records.push(record(offset, edit("alice", `${offset}`, offset - 1n)));
  }
  assert.deepEqual(lines(records), ["0/0 alice: 20000 [edited alice]"]);
});

Deno.test("Timeline shows each message once, for any records", () => {
  const offset = fc.bigInt({ min: 0n, max: 9n });
  const position = fc.record({ partition: fc.nat({ max: 2 }), offset });
  const content = fc.oneof(
    fc.constant(post("alice", "said")),
    position.map((target) => edit("alice", "edited", target)),
    position.map((target) => edit("bob", "edited", target)),
    position.map((target) => deletion("alice", target)),
    position.map((target) => deletion("carol", target)),
  );
  const records = fc.array(
    fc.record({ position, content, timestamp: offset })
      .map(({ position, content, timestamp }) => record(position, content, timestamp)),
    { maxLength: 30 },
  );
  fc.assert(fc.property(records, (records) => {
    const entries = fold(records);
    const first = new Map<string, ChatRecord>();
    for (const next of records) {
      if (!first.has(positionKey(next))) first.set(positionKey(next), next);
    }
    const messages = [...first.values()].filter(({ content }) => content.kind === "message");
    assert.deepEqual(
      entries.filter(({ kind }) => kind === "message").map(positionKey),
      messages.map(positionKey),
    );
    assert.equal(new Set(entries.map(positionKey)).size, entries.length);
    for (const entry of entries) {
      if (entry.kind !== "message") continue;
      assert.ok([entry.edited, entry.deleted].every((mark) => (mark?.by ?? "alice") === "alice"));
    }
  }));
});
