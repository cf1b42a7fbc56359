import assert from "node:assert/strict";
import fc from "fast-check";
import { seatKey, seatValue, toSeatRecord } from "../../../../lib/chat/presence/presence_record.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";

const timestamp = 5n;

Deno.test("toSeatRecord() reads what seatKey() and seatValue() write, slashes in names too", () => {
  for (const user of ["bob", "a/b", "/", "é 世界"]) {
    const seat = { room: "room", user, session: "1f-2" };
    const record = { key: seatKey(seat), value: seatValue(7), timestamp };
    assert.deepEqual(toSeatRecord(record), { ...seat, since: 7, timestamp: 5 });
  }
});

Deno.test("toSeatRecord() reads a tombstone as a seat that was left", () => {
  const seat = { room: "room", user: "bob", session: "1" };
  const record = { key: seatKey(seat), value: null, timestamp };
  assert.deepEqual(toSeatRecord(record), { ...seat, since: null, timestamp: 5 });
});

Deno.test("toSeatRecord() returns null for other keys, users and values", () => {
  const key = utf8("room/bob/1");
  for (
    const bad of [null, "", "room", "room/bob", "/bob/1", "room//1", "room/a:b/1", "room/bob/"]
  ) {
    const record = { key: bad === null ? null : utf8(bad), value: seatValue(7), timestamp };
    assert.equal(toSeatRecord(record), null, `${bad}`);
  }
  for (const value of ["", "{", "null", "1", "[]", '{"since":"7"}', '{"since":null}']) {
    assert.equal(toSeatRecord({ key, value: utf8(value), timestamp }), null, value);
  }
});

Deno.test("toSeatRecord() never throws, for any bytes", () => {
  const bytes = fc.option(fc.uint8Array({ maxLength: 40 }));
  fc.assert(fc.property(bytes, bytes, (key, value) => {
    toSeatRecord({ key, value, timestamp });
  }));
});
