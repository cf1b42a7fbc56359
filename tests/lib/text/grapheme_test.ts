import assert from "node:assert/strict";
import fc from "fast-check";
import stringWidth from "string-width";
import { graphemeAt, graphemes } from "../../../lib/text/grapheme.ts";

Deno.test("graphemes() splits a text into characters as a reader sees them", () => {
  assert.deepEqual(graphemes("aé世👨‍👩‍👧e\u0301"), [
    { text: "a", width: 1 },
    { text: "é", width: 1 },
    { text: "世", width: 2 },
    { text: "👨‍👩‍👧", width: 2 },
    { text: "e\u0301", width: 1 },
  ]);
  assert.deepEqual(graphemes("\u200d"), [{ text: "\u200d", width: 0 }]);
  assert.deepEqual(graphemes(""), []);
});

Deno.test("graphemes() measures what is written as the library for tables does", () => {
  const texts = [
    ...["~", "ä", "ж", "ש", "あ", "ン", "한", "漢", "、", "Ａ", "￥", "〇", "𠀀", "€", "—", "│"],
    ...["☺", "☺️", "❤️", "👍🏽", "🇫🇷", "1️⃣", "🏴‍☠️", "🦊", "⌚", "✅", "⚡", "☔"],
    ...["नि", "กำ", "각", "မြ", "மொ"],
  ];
  for (const text of texts) {
    assert.deepEqual(graphemes(text), [{ text, width: stringWidth(text) }]);
  }
});

Deno.test("graphemeAt() finds the whole character at a place, and the end of the text", () => {
  const text = "a👨‍👩‍👧b";
  assert.deepEqual(graphemeAt(text, 0), { start: 0, end: 1 });
  for (const index of [1, 4, 8]) assert.deepEqual(graphemeAt(text, index), { start: 1, end: 9 });
  assert.deepEqual(graphemeAt(text, 9), { start: 9, end: 10 });
  assert.deepEqual(graphemeAt(text, 10), { start: 10, end: 10 });
  assert.deepEqual(graphemeAt("", 0), { start: 0, end: 0 });
});

Deno.test("graphemes() splits as Intl.Segmenter does, also between ASCII and other text", () => {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const unit = fc.constantFrom(
    "a",
    "1",
    " ",
    "é",
    "e\u0301",
    "\u0301",
    "日",
    "👩‍👧",
    "\u0600",
    "น้ำ",
    "\r",
  );
  fc.assert(fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
    const expected = Array.from(segmenter.segment(text), ({ segment }) => segment);
    assert.deepEqual(graphemes(text).map((one) => one.text), expected);
  }));
});
