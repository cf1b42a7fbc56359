import assert from "node:assert/strict";
import { graphemes } from "../../../../lib/text/grapheme.ts";
import type { ScreenRow } from "../../../../lib/chat/terminal/input_layout.ts";
import { isDisputed, paintRow } from "../../../../lib/chat/terminal/row_paint.ts";

function row(text: string): ScreenRow {
  return { text, width: graphemes(text).reduce((sum, { width }) => sum + width, 0) };
}

Deno.test("paintRow() moves the cursor after an emoji of several code points", () => {
  assert.equal(paintRow(row("a👍🏽b"), 80), "a👍🏽\x1b[4G\x1b[Kb");
  assert.equal(paintRow(row("❤️👩‍👩‍👧c"), 80), "❤️\x1b[3G\x1b[K👩‍👩‍👧\x1b[5G\x1b[Kc");
  assert.equal(paintRow(row("🇫🇷"), 80), "🇫🇷\x1b[3G\x1b[K");
});

Deno.test("paintRow() writes other text unchanged, and nothing after the last column", () => {
  assert.equal(paintRow(row("日本 né नि 👍"), 80), "日本 né नि 👍");
  assert.equal(paintRow(row("ab👍🏽"), 4), "ab👍🏽");
});

Deno.test("paintRow() writes the rest of a row after a given part", () => {
  assert.equal(paintRow(row("日👍🏽👍🏽b"), 80, row("日👍🏽")), "👍🏽\x1b[7G\x1b[Kb");
});

Deno.test("isDisputed() finds emoji of several code points", () => {
  for (const text of ["👍🏽", "👩‍👧", "❤️", "1️⃣", "🇫🇷"]) assert.ok(isDisputed(`a${text}`), text);
  for (const text of ["", "abc", "日本", "é", "👍", "กำ"]) assert.ok(!isDisputed(text), text);
});
