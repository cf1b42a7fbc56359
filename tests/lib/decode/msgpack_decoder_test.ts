import assert from "node:assert/strict";
import { loadMsgpackDecoder } from "../../../lib/decode/msgpack_decoder.ts";
import { decoded, failureOf, hex } from "./_decode.ts";

const decoder = await loadMsgpackDecoder();

for (
  const [what, bytes, expected] of [
    ["a map", "82 a1 61 01 a1 62 c0", { a: 1, b: null }],
    ["an exact integer", "cf ff ff ff ff ff ff ff ff", 18446744073709551615n],
    ["a small integer of 64 bits", "d3 ff ff ff ff ff ff ff fe", -2],
    ["bytes", "c4 02 00 ff", new Uint8Array([0, 255])],
    ["a time", "d6 ff 00 00 00 01", "1970-01-01T00:00:01Z"],
    ["a time with nanoseconds", "d7 ff 00 00 00 04 00 00 00 01", "1970-01-01T00:00:01.000000001Z"],
    ["an extension", "d4 05 07", { extension: 5, data: new Uint8Array([7]) }],
    ["a map with a number as key", "81 07 a1 61", { 7: "a" }],
  ] as const
) {
  Deno.test(`loadMsgpackDecoder() decodes ${what}`, () => {
    assert.deepEqual(decoded(decoder, hex(bytes)), expected);
  });
}

Deno.test("loadMsgpackDecoder() reports why bytes are not MessagePack", () => {
  for (const bytes of ["c1", "82 a1 61", "dd ff ff ff ff"]) {
    assert.match(failureOf(() => decoded(decoder, hex(bytes))), /^not MessagePack: /, bytes);
  }
});
