import assert from "node:assert/strict";
import { ByteWriter } from "../../../lib/wire/byte_writer.ts";

const large = new Uint8Array(70_000).fill(7);

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

Deno.test("ByteWriter patches a length in front that is known only afterwards", () => {
  const writer = new ByteWriter(1).int32(0).int8(7).raw(large);
  const bytes = writer.patchStart(writer.length).finish();
  assert.equal(bytes.subarray(0, 6).toHex(), "00011175" + "07" + "07");
  assert.equal(bytes.byteLength, 70_005);
});

Deno.test("ByteWriter.parts() returns large byte arrays uncopied and joins the others", () => {
  const writer = new ByteWriter().int8(1).raw(Uint8Array.of(2, 3)).raw(large).raw(large).int8(4);
  const [first, second, third, last, ...rest] = writer.parts();
  assert.deepEqual(first, Uint8Array.of(1, 2, 3));
  assert.equal(second, large);
  assert.equal(third, large);
  assert.deepEqual(last, Uint8Array.of(4));
  assert.deepEqual(rest, []);
  assert.equal(writer.length, 140_004);
});

Deno.test("ByteWriter.finish() returns the same bytes as parts()", () => {
  const writer = new ByteWriter().raw(large).int8(1).raw(large);
  assert.deepEqual(writer.finish(), new Uint8Array([...large, 1, ...large]));
  assert.equal(writer.parts().length, 3);
  assert.deepEqual(new ByteWriter().parts(), []);
});
