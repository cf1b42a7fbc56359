import fc from "fast-check";

const surrogates = { first: 0xd800, count: 0x800 };

function codePoint(index: number): string {
  return String.fromCodePoint(index < surrogates.first ? index : index + surrogates.count);
}

/**
 * Text of any code points. Many of them are control characters, or the first or last of a length in
 * UTF-8. fast-check's own `unit: "binary"` takes over a second to set up.
 */
export const anyText: fc.Arbitrary<string> = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xff }).map(codePoint),
    fc.constantFrom(
      ..."\u200d\ufe0f\u3164\u{e0062}👩1",
      ..."\u007f\u0080\u07ff\u0800\u200b\u202e\u2066\ufffe\uffff\u{10000}\u{10ffff}",
    ),
    fc.integer({ min: 0, max: 0x10ffff - surrogates.count }).map(codePoint),
  ),
});
