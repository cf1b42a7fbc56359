import assert from "node:assert/strict";
import fc from "fast-check";
import { layOutInput } from "../../../../lib/chat/terminal/input_layout.ts";

const options = { prompt: "a> ", columns: 10, maxRows: 5 };

function rows(text: string, cursor = text.length): string[] {
  return layOutInput({ ...options, text, cursor }).rows.map((row) => row.text);
}

Deno.test("layOutInput() breaks rows at the terminal's edge, not in wide characters", () => {
  assert.deepEqual(rows("one"), ["a> one"]);
  assert.deepEqual(rows("one two three"), ["a> one two", " three"]);
  assert.deepEqual(rows("世世世世世"), ["a> 世世世", "世世"]);
  assert.deepEqual(rows("123456世"), ["a> 123456", "世"]);
});

Deno.test("layOutInput() adds a row for the cursor after a full row", () => {
  const layout = layOutInput({ ...options, text: "1234567", cursor: 7 });
  assert.deepEqual(layout.rows.map((row) => row.text), ["a> 1234567", ""]);
  assert.equal(layout.cursorRow, 1);
  assert.deepEqual(layout.beforeCursor, { text: "", width: 0 });
});

Deno.test("layOutInput() returns the cursor's row and the text before it", () => {
  const layout = layOutInput({ ...options, text: "one 世界 three", cursor: 6 });
  assert.equal(layout.cursorRow, 1);
  assert.deepEqual(layout.beforeCursor, { text: "界", width: 2 });
  assert.deepEqual(layout.rows.map((row) => row.text), ["a> one 世", "界 three"]);
});

Deno.test("layOutInput() starts a row with a bar for each further line", () => {
  assert.deepEqual(rows("one\n\ntwo"), ["a> one", "  | ", "  | two"]);
});

Deno.test("layOutInput() escapes control characters", () => {
  assert.deepEqual(rows("\x1b[2J\t\u202e"), ["a> \\x1b[2J", "    \\u202e", ""]);
});

Deno.test("layOutInput() returns the rows around the cursor if there are too many", () => {
  const text = "0\n1\n2\n3\n4\n5\n6\n7";
  const at = (cursor: number): string => {
    const { rows, cursorRow } = layOutInput({ ...options, text, cursor, maxRows: 3 });
    return rows.map((row, index) => row.text.at(-1)! + (index === cursorRow ? "<" : "")).join(" ");
  };
  assert.equal(at(0), "0< 1 2");
  assert.equal(at(6), "2 3< 4");
  assert.equal(at(15), "5 6 7<");
});

Deno.test("layOutInput() returns only rows that fit, and loses no text", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "世", "é", "👨‍👩‍👧", "\n", "\x1b", " ") });
  fc.assert(fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, columns) => {
    const maxRows = 10_000;
    const layout = layOutInput({ prompt: "p> ", text, cursor: 0, columns, maxRows });
    for (const { width } of layout.rows) assert.ok(width <= columns);
    const all = layout.rows.map((row) => row.text).join("").replaceAll("  | ", "");
    if (columns >= 4) {
      assert.equal(all, `p> ${text.replaceAll("\n", "").replaceAll("\x1b", "\\x1b")}`);
    }
  }));
});
