import assert from "node:assert/strict";
import fc from "fast-check";
import { appendJsonValue, valueBytes } from "../../../lib/decode/value_text.ts";
import { OutputBuffer } from "../../../lib/format/output_buffer.ts";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function json(value: unknown, indent: number | null = null): string {
  const out = new OutputBuffer(16);
  appendJsonValue(value, out, indent);
  return text(out.pending());
}

Deno.test("appendJsonValue() writes any JSON so that it can be parsed back", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    assert.deepEqual(JSON.parse(json(value)), JSON.parse(JSON.stringify(value)));
  }));
});

Deno.test("appendJsonValue() indents as JSON.stringify() does", () => {
  const value = { a: [1, { b: null }], c: {}, d: [], e: "x" };
  assert.equal(json(value, 0), JSON.stringify(value, null, 2));
});

Deno.test("appendJsonValue() writes what JSON does not have", () => {
  assert.equal(json(18446744073709551615n), "18446744073709551615");
  assert.equal(json([NaN, -Infinity]), '["NaN","-Infinity"]');
  assert.equal(json({ a: new Uint8Array([0, 255]) }), '{"a":{"base64":"AP8="}}');
});

Deno.test("appendJsonValue() escapes what a terminal would obey", () => {
  assert.equal(json({ "\u202e": "\u009b2J" }), '{"\\u202e":"\\u009b2J"}');
});

Deno.test("valueBytes() returns texts and bytes as they are, all else as JSON", () => {
  assert.equal(text(valueBytes("a\nb")), "a\nb");
  assert.deepEqual(valueBytes(new Uint8Array([255])), new Uint8Array([255]));
  assert.equal(text(valueBytes({ a: 1n })), '{"a":1}');
});
