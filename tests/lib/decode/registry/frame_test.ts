import assert from "node:assert/strict";
import {
  isFramed,
  readMessageIndexes,
  schemaIdOf,
  skipFrame,
} from "../../../../lib/decode/registry/frame.ts";
import { failureOf, hex } from "../_decode.ts";

Deno.test("schemaIdOf() reads four bytes, the highest first", () => {
  assert.equal(schemaIdOf(hex("aa 00 ff 00 00 07"), 1), 0xff000007);
});

Deno.test("isFramed() needs a zero byte and space for an id", () => {
  assert.equal(isFramed(hex("00 00000007"), 0, 5), true);
  assert.equal(isFramed(hex("00 000000"), 0, 4), false);
  assert.equal(isFramed(hex("01 00000007"), 0, 5), false);
});

for (
  const [bytes, indexes, end] of [
    ["00", [0], 1],
    ["02 00", [0], 2],
    ["02 02", [1], 2],
    ["04 02 00", [1, 0], 3],
    ["02 80 02", [128], 3],
  ] as const
) {
  Deno.test(`readMessageIndexes() reads ${bytes}`, () => {
    assert.deepEqual(readMessageIndexes(hex(bytes), 0), { indexes, end });
  });
}

for (const bytes of ["", "02", "01", "fe ff ff ff 0f", "ff ff ff ff ff ff"]) {
  Deno.test(`readMessageIndexes() rejects "${bytes}"`, () => {
    assert.match(failureOf(() => readMessageIndexes(hex(bytes), 0)), /malformed/);
  });
}

Deno.test("skipFrame() removes a schema id, and the message indexes if there are some", () => {
  assert.deepEqual(skipFrame(hex("00 00000007 00 0a"), { hasIndexes: true }), hex("0a"));
  assert.deepEqual(skipFrame(hex("00 00000007 0a"), { hasIndexes: false }), hex("0a"));
  assert.deepEqual(skipFrame(hex("0a 00"), { hasIndexes: true }), hex("0a 00"));
});
