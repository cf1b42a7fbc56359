import assert from "node:assert/strict";
import fc from "fast-check";
import { visible, visibleJson } from "../../../lib/text/visible.ts";
import { anyText } from "../../support/any_text.ts";

Deno.test("visible() shows escape sequences instead of obeying them", () => {
  assert.equal(visible("\x1b[31mred\x1b]0;title\x07"), "\\x1b[31mred\\x1b]0;title\\x07");
});

Deno.test("visible() shows newlines, returns and tabs by their short names", () => {
  assert.equal(visible("a\nb\rc\td"), "a\\nb\\rc\\td");
});

Deno.test("visible() keeps newlines and tabs of multiline text, but no carriage return", () => {
  assert.equal(visible("a\nb\rc\td\x0b", { multiline: true }), "a\nb\\rc\td\\x0b");
});

Deno.test("visible() shows DEL and the C1 controls", () => {
  assert.equal(visible("\x7f\x80\x9b31m\x9f"), "\\x7f\\x80\\x9b31m\\x9f");
});

Deno.test("visible() shows bidirectional overrides and isolates", () => {
  assert.equal(visible("a\u202eb\u202ac\u2066d\u2069"), "a\\u202eb\\u202ac\\u2066d\\u2069");
});

Deno.test("visible() shows line and paragraph separators and lone surrogates", () => {
  assert.equal(visible("\u2028\u2029\ud800x\udc00"), "\\u2028\\u2029\\ud800x\\udc00");
});

Deno.test("visible() keeps emoji, joiners, combining marks and right-to-left text", () => {
  const text = "👩‍👩‍👧 e\u0301 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 שלום\u200f مرحبا\u061c 日本 \\n \u00a0é";
  assert.equal(visible(text), text);
});

Deno.test("visible() keeps invisible characters that are part of the text", () => {
  const kept = [
    ...["👩‍👩‍👧", "👩🏽‍🚀", "❤️‍🔥", "🏳️‍🌈", "👁️‍🗨️", "1️⃣", "©︎", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
    ...["می‌خواهم", "ශ්‍රී", "क्‍ष", "葛\u{e0100}", "\u2229\ufe00", "ᠠ\u180b"],
    ...["ไทย\u200bไทย", "שלום\u200f!", "C++\u200e שלום"],
  ];
  for (const text of kept) assert.equal(visible(text), text);
});

Deno.test("visible() escapes invisible characters that belong to no writing", () => {
  const cases: [string, string][] = [
    ["bob\u3164", "bob\\u3164"],
    ["\u115f\u1160\uffa0", "\\u115f\\u1160\\uffa0"],
    ["a\u200bb\u200cc\u200dd", "a\\u200bb\\u200cc\\u200dd"],
    ["\ufeffa\u2060b\u00adc\u034fd", "\\ufeffa\\u2060b\\xadc\\u034fd"],
    ["a\u200eb\u061cc", "a\\u200eb\\u061cc"],
    ["\u{e0001}\u{e0068}\u{e0069}", "\\u{e0001}\\u{e0068}\\u{e0069}"],
    ["🏴\u{e0068}\u{e0069}\u{e007f}", "🏴\\u{e0068}\\u{e0069}\\u{e007f}"],
    ["a\ufe0f 1\ufe0f", "a\\ufe0f 1\\ufe0f"],
    ["❤️\ufe0f\ufe01", "❤️\\ufe0f\\ufe01"],
    ["😀\u{e0101}", "😀\\u{e0101}"],
    ["👩\u200d", "👩\\u200d"],
    ["👩‍\u200d👧", "👩\\u200d\\u200d👧"],
  ];
  for (const [text, shown] of cases) assert.equal(visible(text), shown);
});

Deno.test("visible() leaves no character that controls a terminal", () => {
  // deno-lint-ignore no-control-regex -- these characters are what it looks for
  const steering = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u;
  fc.assert(fc.property(anyText, (text) => {
    assert.doesNotMatch(visible(text), steering);
  }));
});

Deno.test("visibleJson() escapes invisible characters in UTF-16, and keeps emoji whole", () => {
  assert.equal(visibleJson('"a\u200b\u{e0041}👩‍👧"'), '"a\\u200b\\udb40\\udc41👩‍👧"');
});

Deno.test("visibleJson() keeps the value and the layout, and leaves no control character", () => {
  // deno-lint-ignore no-control-regex -- these characters are what it looks for
  const steering = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u;
  assert.equal(visibleJson('{\n  "a": "\u202eb"\n}'), '{\n  "a": "\\u202eb"\n}');
  fc.assert(fc.property(anyText, (text) => {
    const json = visibleJson(JSON.stringify({ text }, undefined, 2));
    assert.doesNotMatch(json, steering);
    assert.deepEqual(JSON.parse(json), { text });
  }));
});
