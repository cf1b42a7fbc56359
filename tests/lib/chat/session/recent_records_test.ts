import assert from "node:assert/strict";
import { RecentRecords } from "../../../../lib/chat/session/recent_records.ts";
import { edit, post, record } from "../_records.ts";

Deno.test("RecentRecords finds records by position, and their authors", () => {
  const recent = new RecentRecords();
  const first = record(0n, post("bob", "one"));
  recent.add([first, record(1n, edit("carol", "two", 0n)), record(2n, post("bob", "three"))]);
  recent.add([record(3n, { kind: "foreign", reason: "no value", excerpt: "" })]);
  assert.equal(recent.at({ partition: 0, offset: 0n }), first);
  assert.equal(recent.at({ partition: 1, offset: 0n }), undefined);
  assert.deepEqual([...recent.names], ["carol", "bob"]);
});

Deno.test("RecentRecords.forgetRecords() keeps the names", () => {
  const recent = new RecentRecords();
  recent.add([record(0n, post("bob", "one"))]);
  recent.forgetRecords();
  assert.equal(recent.at({ partition: 0, offset: 0n }), undefined);
  assert.deepEqual([...recent.names], ["bob"]);
});

Deno.test("RecentRecords limits the number of records and names", () => {
  const recent = new RecentRecords();
  for (let offset = 0n; offset < 6_000n; offset++) {
    recent.add([record(offset, post(`user ${offset}`, "hello"))]);
  }
  assert.equal(recent.at({ partition: 0, offset: 999n }), undefined);
  assert.ok(recent.at({ partition: 0, offset: 1_000n }) !== undefined);
  assert.equal([...recent.names].length, 1_000);
});
