import assert from "node:assert/strict";
import fc from "fast-check";
import { ChannelLog } from "../../../../../lib/chat/terminal/full/channel_log.ts";
import type { ChatRecord } from "../../../../../lib/chat/message/message.ts";
import { deletion, edit, post, record } from "../../_records.ts";

function textsOf(log: ChannelLog): string[] {
  return log.items.map((item) => {
    if (item.kind === "notice") return `-- ${item.text}`;
    const { entry } = item;
    if (entry.kind === "foreign") return entry.reason;
    const mark = entry.kind !== "message" ? ` ${entry.kind}` : entry.deleted ? " deleted" : "";
    return entry.text + mark;
  });
}

function said(offset: bigint, text: string, partition = 0): ChatRecord {
  return record({ partition, offset }, post("bob", text));
}

Deno.test("ChannelLog changes messages in place", () => {
  const log = new ChannelLog();
  log.begin([said(0n, "one"), said(1n, "two")]);
  const changes = log.add([
    record(2n, edit("bob", "first", 0n)),
    record(3n, deletion("bob", 1n)),
    record(4n, edit("eve", "mine", 0n)),
    said(5n, "three"),
  ]);
  assert.deepEqual(changes.map(({ kind }) => kind), ["edited", "deleted", "added", "added"]);
  assert.deepEqual(textsOf(log), ["first", "two deleted", "mine refused", "three"]);
  assert.equal(log.indexOf("0/5"), 3);
});

Deno.test("ChannelLog applies each record once, whether it was read or is new", () => {
  const log = new ChannelLog();
  log.add([said(3n, "three")]);
  log.begin([said(2n, "two"), said(3n, "three")]);
  log.add([said(3n, "three"), said(4n, "four")]);
  assert.deepEqual(textsOf(log), ["two", "three", "four"]);
});

Deno.test("ChannelLog hides a change of a message that is not loaded, until it is", () => {
  const log = new ChannelLog();
  log.begin([said(10n, "ten")]);
  log.add([record(11n, edit("bob", "better", 2n)), record(12n, edit("eve", "forged", 3n))]);
  assert.deepEqual(textsOf(log), ["ten"]);
  log.prepend({
    records: [said(2n, "two"), said(3n, "three"), said(10n, "ten")],
    from: new Map([[0, 2n]]),
    more: new Set([0]),
    skipped: [],
  });
  assert.deepEqual(textsOf(log), ["better", "three", "ten", "forged refused"]);
});

Deno.test("ChannelLog reads back from its first new record, then from the page before", () => {
  const log = new ChannelLog();
  log.begin([said(8n, "eight")]);
  assert.deepEqual([log.hasMore, log.from.size], [true, 0]);
  log.add([said(9n, "nine")]);
  assert.deepEqual(log.from, new Map([[0, 9n]]));
  const page = { records: [said(7n, "seven"), said(8n, "eight")], skipped: [] };
  log.prepend({ ...page, from: new Map([[0, 7n]]), more: new Set() });
  assert.deepEqual([log.hasMore, log.from.get(0)], [false, 7n]);
  assert.deepEqual(textsOf(log), ["seven", "eight", "nine"]);
});

Deno.test("ChannelLog shows a change whose target does not exist, once all is loaded", () => {
  const log = new ChannelLog();
  log.prepend({ records: [], from: new Map([[0, 5n]]), more: new Set(), skipped: [] });
  log.add([record(5n, edit("bob", "lost", 1n))]);
  assert.deepEqual(textsOf(log), ["lost unplaced"]);
});

Deno.test("ChannelLog hides what is older than the loaded part of another partition", () => {
  const log = new ChannelLog();
  const old = record({ partition: 1, offset: 0n }, post("bob", "old"), 1_000n);
  const busy = record({ partition: 0, offset: 90n }, post("bob", "busy"), 50_000n);
  const late = record({ partition: 1, offset: 1n }, post("bob", "late"), 60_000n);
  log.prepend({
    records: [old, busy, late],
    from: new Map([[0, 90n], [1, 0n]]),
    more: new Set([0]),
    skipped: [],
  });
  assert.deepEqual(textsOf(log), ["busy", "late"]);
  const first = record({ partition: 0, offset: 0n }, post("bob", "first"), 500n);
  const all = new Map([[0, 0n], [1, 0n]]);
  log.prepend({ records: [first], from: all, more: new Set(), skipped: [] });
  assert.deepEqual(textsOf(log), ["first", "old", "busy", "late"]);
});

Deno.test("ChannelLog keeps notices after the item that they followed", () => {
  const log = new ChannelLog();
  log.begin([said(5n, "five")]);
  log.notice("a");
  log.notice("b");
  log.add([said(6n, "six")]);
  const page = { records: [said(4n, "four")], skipped: [] };
  log.prepend({ ...page, from: new Map([[0, 4n]]), more: new Set() });
  assert.deepEqual(textsOf(log), ["four", "five", "-- a", "-- b", "six"]);
});

Deno.test("ChannelLog applies a change that arrived before its message", () => {
  const log = new ChannelLog();
  log.prepend({ records: [], from: new Map([[0, 0n], [1, 0n]]), more: new Set(), skipped: [] });
  log.add([record({ partition: 1, offset: 0n }, edit("bob", "better", 0n))]);
  assert.deepEqual(textsOf(log), ["better unplaced"]);
  log.add([said(0n, "good")]);
  assert.deepEqual(textsOf(log), ["better"]);
});

Deno.test("ChannelLog trims the oldest records, and can load them again", () => {
  const log = new ChannelLog({ maxRecords: 10 });
  log.add(Array.from({ length: 15 }, (_, n) => said(BigInt(n), `n${n}`)));
  log.trim();
  assert.equal(log.size, 15);
  log.add([said(15n, "n15")]);
  log.trim();
  assert.deepEqual([log.size, log.hasMore, log.from.get(0)], [10, true, 6n]);
  assert.equal(textsOf(log)[0], "n6");
});

Deno.test("ChannelLog forgets everything if the room was created again", () => {
  const log = new ChannelLog();
  log.begin([said(5n, "five")]);
  log.notice("a");
  log.forget();
  log.add([said(0n, "new")]);
  assert.deepEqual([textsOf(log), log.hasMore], [["new"], false]);
});

Deno.test("ChannelLog is the same whether it is loaded at once or in pages", () => {
  const offset = fc.integer({ min: 0, max: 30 });
  const author = fc.constantFrom("bob", "eve");
  const content = fc.oneof(
    fc.record({ kind: fc.constant("message" as const), author, text: fc.string() }),
    fc.tuple(author, offset).map(([by, target]) => edit(by, "new", BigInt(target))),
    fc.tuple(author, offset).map(([by, target]) => deletion(by, BigInt(target))),
  );
  const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
  fc.assert(fc.property(fc.array(content, { maxLength: 30 }), sizes, (contents, pages) => {
    const records = contents.map((content, n) => record(BigInt(n), content));
    const whole = new ChannelLog();
    whole.prepend({ records, from: new Map([[0, 0n]]), more: new Set(), skipped: [] });
    const paged = new ChannelLog();
    let to = records.length;
    for (let page = 0; to > 0 || page === 0; page++) {
      const from = Math.max(0, to - pages[page % pages.length]!);
      paged.prepend({
        records: records.slice(from, to),
        from: new Map([[0, BigInt(from)]]),
        more: new Set(from > 0 ? [0] : []),
        skipped: [],
      });
      to = from;
    }
    assert.deepEqual(paged.items, whole.items);
    for (const [index, { key }] of paged.items.entries()) assert.equal(paged.indexOf(key), index);
  }));
});
