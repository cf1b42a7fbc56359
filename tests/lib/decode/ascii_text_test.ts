import assert from "node:assert/strict";
import fc from "fast-check";
import { asciiText } from "../../../lib/decode/ascii_text.ts";

Deno.test("asciiText() returns ASCII of every length as text, and null for all else", () => {
  const anyBytes = fc.uint8Array({ max: 0x85, maxLength: 40 });
  fc.assert(fc.property(fc.oneof(anyBytes, fc.uint8Array({ max: 0x7f })), (bytes) => {
    const isAscii = bytes.every((byte) => byte < 0x80);
    const padded = new Uint8Array([0xff, ...bytes, 0xff]);
    const text = asciiText(padded, 1, 1 + bytes.byteLength);
    assert.equal(text, isAscii ? new TextDecoder().decode(bytes) : null);
  }));
});
