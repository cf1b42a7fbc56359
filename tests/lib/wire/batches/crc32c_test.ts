import assert from "node:assert/strict";
import fc from "fast-check";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { crc32c } from "../../../../lib/wire/batches/crc32c.ts";

Deno.test("crc32c() returns the values of RFC 3720, appendix B.4", () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, index) => index);
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(ascending), 0x46dd794e);
  assert.equal(crc32c(ascending.toReversed()), 0x113fdb5c);
  assert.equal(crc32c(utf8("123456789")), 0xe3069283);
  assert.equal(crc32c(new Uint8Array(0)), 0);
});

Deno.test("crc32c() depends on neither the alignment nor the length", () => {
  const bytewise = (bytes: Uint8Array): number => {
    let crc = -1;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    }
    return ~crc >>> 0;
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(8), fc.nat(8), (bytes, lead, trail) => {
      const start = Math.min(lead, bytes.length);
      const end = Math.max(start, bytes.length - trail);
      assert.equal(crc32c(bytes, start, end), bytewise(bytes.subarray(start, end)));
      assert.equal(crc32c(bytes.subarray(start, end)), bytewise(bytes.subarray(start, end)));
    }),
  );
});
