import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader, ByteWriter, textOf, utf8 } from "../../../lib/wire/bytes.ts";

Deno.test("ByteWriter grows at whatever value meets the end of its buffer", () => {
  const expected = "01" + "0203" + "fffe" + "04050607" + "fffffff8" + "0000000000000009" +
    "3ff0000000000000" + "01" + "8001" + "01" + "02" + "abcd" + "000102030405060708090a0b0c0d0e0f";
  for (let capacity = 0; capacity <= 64; capacity++) {
    const writer = new ByteWriter(capacity)
      .int8(1).int16(0x0203).uint16(0xfffe).int32(0x04050607).uint32(0xfffffff8).int64(9n)
      .float64(1).boolean(true).uvarint(128).varint(-1).varlong(1n).raw(Uint8Array.fromHex("abcd"))
      .uuid("00010203-0405-0607-0809-0a0b0c0d0e0f");
    assert.equal(writer.finish().toHex(), expected, `capacity ${capacity}`);
  }
});

Deno.test("ByteWriter patches lengths that are known only afterwards", () => {
  const writer = new ByteWriter(1).int32(0).uint32(0).int8(7);
  writer.patchInt32(0, -2).patchUint32(4, 0xfffffffe);
  assert.equal(writer.finish().toHex(), "fffffffe" + "fffffffe" + "07");
});

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

Deno.test("ByteReader refuses varints of more bits than their type", () => {
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

Deno.test("ByteReader gives back the varints that ByteWriter wrote", () => {
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

Deno.test("ByteReader refuses to read past the end, and stays where it was", () => {
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
