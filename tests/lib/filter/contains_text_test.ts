import assert from "node:assert/strict";
import fc from "fast-check";
import { containsAny, containsText } from "../../../lib/filter/contains_text.ts";
import { readBatches } from "../../../lib/wire/batches/read_batches.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { batchOf, matchesOf, source, type TestRecord } from "./_records.ts";

const text = fc.option(fc.string({ unit: fc.constantFrom("a", "b", "é"), maxLength: 6 }));
const records = fc.array(
  fc.record({ key: text, value: text, headers: fc.constant([["ab", "ab"]] as const) }),
  { minLength: 1, maxLength: 12 },
);

function includes({ key, value }: TestRecord, wanted: string): boolean {
  return String(key ?? "").includes(wanted) || String(value ?? "").includes(wanted);
}

Deno.test("containsText() matches the records whose key or value has the text", () => {
  fc.assert(fc.property(records, fc.constantFrom("a", "ab", "éa", "aba", ""), (list, wanted) => {
    const expected = list.map((record) => includes(record, wanted));
    assert.deepEqual(matchesOf(containsText(utf8(wanted)), list), expected);
  }));
});

Deno.test("containsText() ignores a text that begins in the key and ends in the value", () => {
  // The length of the value stands between the two: 0x02 means one byte.
  const list = [{ key: "a", value: "b" }];
  assert.deepEqual(matchesOf(containsText(Uint8Array.of(0x61, 0x02, 0x62)), list), [false]);
});

Deno.test("containsText() keeps its place in each of two batches that are read in turns", () => {
  const filter = containsText(utf8("x"));
  const cursors = [["x", "a", "x"], ["a", "x", "a"]].map((values) =>
    [...readBatches(batchOf(values.map((value) => ({ value }))))][0]!.records()
  );
  const found: boolean[] = [];
  while (cursors.every((cursor) => cursor.next())) {
    found.push(...cursors.map((cursor) => filter.matches(cursor, source)));
  }
  assert.deepEqual(found, [true, false, false, true, true, false]);
});

Deno.test("containsAny().excludes() is true only for bytes that have none of the texts", () => {
  const filter = containsAny([utf8("lost"), utf8("failed")]);
  assert.equal(filter.excludes?.(utf8("an order arrived")), true);
  assert.equal(filter.excludes?.(utf8("an order was lost")), false);
  assert.deepEqual(
    matchesOf(filter, [{ value: "it failed" }, { value: "ok" }, { key: "lost" }]),
    [true, false, true],
  );
});
