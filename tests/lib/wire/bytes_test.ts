import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteWriter } from "../../../lib/wire/byte_writer.ts";
import { ByteReader, textOf, utf8 } from "../../../lib/wire/bytes.ts";

Deno.test("ByteReader reads varints as Kafka writes them", () => {
  const read = (hex: string): ByteReader => new ByteReader(Uint8Array.fromHex(hex));
  assert.equal(read("00").uvarint(), 0);
  assert.equal(read("ac02").uvarint(), 300);
  assert.equal(read("ffffffff0f").uvarint(), 2 ** 32 - 1);
  assert.equal(read("01").varint(), -1);
  assert.equal(read("feffffff0f").varint(), 2 ** 31 - 1);
  assert.equal(read("ffffffff0f").varint(), -(2 ** 31));
  assert.equal(read("feffffffffffffffff01").varlong(), 2n ** 63n - 1n);
  assert.equal(read("ffffffffffffffffff01").varlong(), -(2n ** 63n));
});

Deno.test("ByteReader rejects varints with more bits than their type", () => {
  const reader = (): ByteReader => new ByteReader(new Uint8Array(11).fill(0xff));
  assert.throws(() => reader().uvarint(), {
    name: "WireError",
    message: "Cannot read a varint before 5: more than 32 bits",
  });
  assert.throws(() => reader().varlong(), {
    name: "WireError",
    message: "Cannot read a varlong before 10: more than 64 bits",
  });
});

Deno.test("ByteReader reads the varints that ByteWriter wrote", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      (small, large) => {
        const reader = new ByteReader(
          new ByteWriter(0).varint(small).varlong(large).uvarint(small >>> 0).finish(),
        );
        assert.deepEqual([reader.varint(), reader.varlong(), reader.uvarint()], [
          small,
          large,
          small >>> 0,
        ]);
        assert.equal(reader.remaining, 0);
      },
    ),
  );
});

Deno.test("ByteReader throws at the end without moving", () => {
  const reader = new ByteReader(new Uint8Array([1, 2, 3]), 1);
  assert.throws(() => reader.int32(), {
    name: "WireError",
    message: "Cannot read 4 bytes at 1: 2 left",
  });
  assert.throws(() => reader.view(-1), { name: "WireError" });
  assert.equal(reader.position, 1);
  assert.equal(reader.int16(), 0x0203);
});

Deno.test("ByteReader.view() is no copy", () => {
  const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1);
  const view = new ByteReader(bytes).view(2);
  bytes[0] = 9;
  assert.deepEqual(view, new Uint8Array([9, 3]));
});

Deno.test("textOf() keeps a byte order mark and marks what is not UTF-8", () => {
  assert.equal(textOf(Uint8Array.fromHex("efbbbf61")), "\ufeffa");
  assert.equal(textOf(Uint8Array.fromHex("61ff62")), "a\ufffdb");
  assert.equal(utf8("é").toHex(), "c3a9");
});
