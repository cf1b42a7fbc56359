import assert from "node:assert/strict";
import fc from "fast-check";
import { textWidth } from "../../../../../../lib/text/grapheme.ts";
import { CellBuffer } from "../../../../../../lib/chat/terminal/full/cells/cell_buffer.ts";
import {
  wrap,
  type WrappedRow,
  writeRow,
} from "../../../../../../lib/chat/terminal/full/cells/wrap.ts";

function textOf({ indent, parts }: WrappedRow): string {
  return " ".repeat(indent) + parts.map(({ text }) => text).join("");
}

function wrapped(text: string, columns: number, indent = 0): string[] {
  return wrap([{ text, style: "" }], { columns, indent }).map((row) => textOf(row).trimEnd());
}

Deno.test("wrap() breaks between words, and indents the rows after the first", () => {
  assert.deepEqual(wrapped("the quick brown fox", 10), ["the quick", "brown fox"]);
  assert.deepEqual(wrapped("the quick brown fox", 10, 4), ["the quick", "    brown", "    fox"]);
  assert.deepEqual(wrapped("", 10), [""]);
});

Deno.test("wrap() breaks a word that is longer than a row, and at every line feed", () => {
  assert.deepEqual(wrapped("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
  assert.deepEqual(wrapped("one\n\ntwo\tx", 20, 2), ["one", "", "  two    x"]);
});

Deno.test("wrap() breaks between wide characters, and never inside of one", () => {
  assert.deepEqual(wrapped("日本語日本語", 5), ["日本", "語日", "本語"]);
  assert.deepEqual(wrapped("ab 👍🏽👍🏽", 6), ["ab 👍🏽", "👍🏽"]);
});

Deno.test("wrap() breaks Thai between words", () => {
  const rows = wrapped("สวัสดีครับยินดีต้อนรับ", 12);
  assert.equal(rows.join(""), "สวัสดีครับยินดีต้อนรับ");
  assert.equal(rows[0], "สวัสดีครับยินดี");
  for (const row of rows) assert.ok(textWidth(row) <= 12, row);
});

Deno.test("wrap() keeps the styles of its texts", () => {
  const rows = wrap([{ text: "ab ", style: "1" }, { text: "cd ef", style: "" }], {
    columns: 5,
    indent: 0,
  });
  assert.deepEqual(
    rows.map(({ parts }) => parts.map(({ text, style }) => [text.trimEnd(), style])),
    [[["ab", "1"], ["cd", ""]], [["ef", ""]]],
  );
});

Deno.test("wrap() drops the indent of rows that are too narrow for it", () => {
  assert.deepEqual(wrapped("abcdef", 3, 6), ["abc", "def"]);
});

Deno.test("writeRow() writes a row into a buffer and cuts it at its end", () => {
  const buffer = new CellBuffer({ columns: 8, rows: 1 });
  const [row] = wrap([{ text: "日本 x", style: "1" }], { columns: 8, indent: 0 });
  assert.equal(writeRow(buffer, { row: 0, column: 1, end: 6 }, row!), 6);
  assert.equal(buffer.textAt(0, 1), "日");
  assert.equal(buffer.textAt(0, 6), " ");
});

Deno.test("wrap() breaks ASCII as it breaks other letters of one column", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 60 });
  const number = fc.integer({ min: 1, max: 12 });
  fc.assert(fc.property(text, number, fc.integer({ min: 0, max: 4 }), (ascii, columns, indent) => {
    const other = wrapped(ascii.replaceAll("a", "é").replaceAll("b", "ü"), columns, indent);
    assert.deepEqual(
      wrapped(ascii, columns, indent),
      other.map((row) => row.replaceAll("é", "a").replaceAll("ü", "b")),
    );
  }));
});
