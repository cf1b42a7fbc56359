import assert from "node:assert/strict";
import fc from "fast-check";
import { OutputBuffer } from "../../../lib/format/output_buffer.ts";
import { anyText } from "../../support/any_text.ts";

function text(out: OutputBuffer): string {
  return new TextDecoder().decode(out.pending());
}

Deno.test("OutputBuffer appends bytes, ranges and text in order", () => {
  const out = new OutputBuffer(4);
  out.byte(0x61);
  out.copy(Uint8Array.of(1, 0x62, 0x63, 2), 1, 2);
  out.bytes(Uint8Array.of(0x64));
  out.text("é€👩");
  assert.equal(text(out), "abcdé€👩");
});

Deno.test("OutputBuffer grows to hold a range larger than itself", () => {
  const out = new OutputBuffer(4);
  const large = new Uint8Array(100_000).fill(0x78);
  out.byte(0x61);
  out.bytes(large);
  assert.equal(out.length, 100_001);
  assert.deepEqual(out.pending().subarray(1), large);
});

Deno.test("OutputBuffer.copy() appends any range of any sources", () => {
  const source = fc.uint8Array({ minLength: 300, maxLength: 600 });
  const range = fc.tuple(fc.nat(99), fc.nat(200), fc.boolean());
  fc.assert(fc.property(source, source, fc.array(range), (first, second, ranges) => {
    const out = new OutputBuffer(16);
    const wanted: number[] = [];
    for (const [start, length, isFirst] of ranges) {
      // A view into a larger buffer, as the records of a batch are.
      const bytes = (isFirst ? first : second).subarray(1);
      out.copy(bytes, start, length);
      wanted.push(...bytes.subarray(start, start + length));
    }
    assert.deepEqual([...out.pending()], wanted);
  }));
});

Deno.test("OutputBuffer.clear() keeps the given number of bytes", () => {
  const out = new OutputBuffer(4);
  out.text("abcdef");
  out.clear(2);
  out.text("x");
  assert.equal(text(out), "abx");
  out.clear();
  assert.equal(out.length, 0);
});

for (
  const value of [
    0n,
    9n,
    10n,
    999_999_999n,
    1_000_000_000n,
    1_000_000_001n,
    1_700_000_000_123n,
    9_007_199_254_740_991n,
    9_007_199_254_740_993n,
    9_223_372_036_854_775_807n,
    18_446_744_073_709_551_615n,
    -1n,
    -9_223_372_036_854_775_808n,
  ]
) {
  Deno.test(`OutputBuffer.integer() writes ${value} exactly`, () => {
    const out = new OutputBuffer(1);
    out.integer(value);
    assert.equal(text(out), value.toString());
  });
}

Deno.test("OutputBuffer.integer() writes whatever String() writes", () => {
  fc.assert(fc.property(fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.bigInt()), (value) => {
    const out = new OutputBuffer(1);
    out.integer(value);
    assert.equal(text(out), String(value));
  }));
});

Deno.test("OutputBuffer.text() writes what TextEncoder writes", () => {
  fc.assert(fc.property(anyText, (value) => {
    const out = new OutputBuffer(1);
    out.text(value);
    assert.deepEqual(out.pending(), new TextEncoder().encode(value));
  }));
});

Deno.test("OutputBuffer.plainText() appends text that JSON does not escape, or nothing", () => {
  const out = new OutputBuffer(1);
  assert.equal(out.plainText("a long text ~"), true);
  for (const text of ['a"', "a\\", "a\n", "é", "\x7f"]) assert.equal(out.plainText(text), false);
  assert.equal(new TextDecoder().decode(out.pending()), "a long text ~");
});
