import assert from "node:assert/strict";
import { CellBuffer } from "../../../../../../lib/chat/terminal/full/cells/cell_buffer.ts";

function textOf(buffer: CellBuffer, row = 0): string {
  return Array.from({ length: buffer.columns }, (_, column) => buffer.textAt(row, column)).join("");
}

Deno.test("CellBuffer writes text with its style, and cuts it at an end", () => {
  const buffer = new CellBuffer({ columns: 8, rows: 2 });
  assert.equal(buffer.write({ row: 0, column: 1, end: 4 }, "abcdef", "1"), 4);
  assert.equal(textOf(buffer), " abc    ");
  assert.deepEqual([buffer.styleAt(0, 0), buffer.styleAt(0, 3), buffer.styleAt(0, 4)], [
    "",
    "1",
    "",
  ]);
  assert.equal(buffer.write({ row: 0, column: 6 }, "xyz"), 8);
  assert.equal(textOf(buffer), " abc  xy");
  assert.equal(textOf(buffer, 1), "        ");
});

Deno.test("CellBuffer ignores text outside of it", () => {
  const buffer = new CellBuffer({ columns: 3, rows: 1 });
  buffer.write({ row: 1, column: 0 }, "abc");
  buffer.write({ row: -1, column: 0 }, "日");
  buffer.write({ row: 0, column: 7 }, "abc");
  assert.equal(textOf(buffer), "   ");
});

Deno.test("CellBuffer covers a cell for each further column of a wide character", () => {
  const buffer = new CellBuffer({ columns: 5, rows: 1 });
  assert.equal(buffer.write({ row: 0, column: 0 }, "日本語"), 4);
  assert.deepEqual([buffer.textAt(0, 0), buffer.textAt(0, 1), buffer.textAt(0, 4)], [
    "日",
    "",
    " ",
  ]);
});

Deno.test("CellBuffer blanks the rest of a wide character that is partly overwritten", () => {
  const buffer = new CellBuffer({ columns: 6, rows: 1 });
  buffer.write({ row: 0, column: 0 }, "日本語");
  buffer.write({ row: 0, column: 1 }, "ab");
  assert.equal(textOf(buffer), " ab 語");
});

Deno.test("CellBuffer keeps marks in the cell of their letter, up to a limit", () => {
  const buffer = new CellBuffer({ columns: 6, rows: 1 });
  buffer.write({ row: 0, column: 0 }, "éน้ำx");
  assert.equal(buffer.textAt(0, 0), "é");
  assert.equal(textOf(buffer).trimEnd(), "éน้ำx");
  buffer.write({ row: 0, column: 0 }, `a${"\u0301".repeat(100)}b`);
  assert.deepEqual([buffer.textAt(0, 0), buffer.textAt(0, 1)], ["a", "b"]);
});
