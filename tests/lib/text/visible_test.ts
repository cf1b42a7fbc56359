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

Deno.test("visible() leaves nothing behind that steers a terminal", () => {
  // deno-lint-ignore no-control-regex -- these characters are what it looks for
  const steering = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u;
  fc.assert(fc.property(anyText, (text) => {
    assert.doesNotMatch(visible(text), steering);
  }));
});

Deno.test("visibleJson() keeps the value and the layout, and steers no terminal", () => {
  // deno-lint-ignore no-control-regex -- these characters are what it looks for
  const steering = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u;
  assert.equal(visibleJson('{\n  "a": "\u202eb"\n}'), '{\n  "a": "\\u202eb"\n}');
  fc.assert(fc.property(anyText, (text) => {
    const json = visibleJson(JSON.stringify({ text }, undefined, 2));
    assert.doesNotMatch(json, steering);
    assert.deepEqual(JSON.parse(json), { text });
  }));
});
