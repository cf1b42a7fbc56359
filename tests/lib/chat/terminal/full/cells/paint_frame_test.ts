import assert from "node:assert/strict";
import fc from "fast-check";
import { CellBuffer } from "../../../../../../lib/chat/terminal/full/cells/cell_buffer.ts";
import { paintFrame } from "../../../../../../lib/chat/terminal/full/cells/paint_frame.ts";
import { Emulator } from "../_emulator.ts";

const size = { columns: 20, rows: 4 };

function bufferOf(...rows: readonly string[]): CellBuffer {
  const buffer = new CellBuffer(size);
  for (const [row, text] of rows.entries()) buffer.write({ row, column: 0 }, text);
  return buffer;
}

function rowsOf(buffer: CellBuffer): string[] {
  return Array.from({ length: buffer.rows }, (_, row) => (
    Array.from({ length: buffer.columns }, (_, column) => buffer.textAt(row, column)).join("")
      .trimEnd()
  ));
}

Deno.test("paintFrame() shows the buffer in one synchronized update, and the cursor", async () => {
  using emulator = new Emulator(size);
  const buffer = bufferOf("hello", "日本語 x");
  const painted = paintFrame(buffer, undefined, { row: 1, column: 2 });
  assert.ok(painted.startsWith("\x1b[?2026h") && painted.endsWith("\x1b[?2026l"));
  await emulator.write(painted);
  assert.deepEqual(emulator.rows(), ["hello", "日本語 x", "", ""]);
  assert.deepEqual(emulator.cursor, { row: 1, column: 2 });
});

Deno.test("paintFrame() writes only the cells that changed", () => {
  const painted = paintFrame(bufferOf("hello bob"), bufferOf("hello tob"), undefined);
  assert.equal(painted, "\x1b[?2026h\x1b[?25l\x1b[1;7H\x1b[0mb\x1b[0m\x1b[?2026l");
  const same = paintFrame(bufferOf("hello"), bufferOf("hello"), undefined);
  assert.equal(same, "\x1b[?2026h\x1b[?25l\x1b[0m\x1b[?2026l");
});

Deno.test("paintFrame() changes wide characters as a whole", async () => {
  using emulator = new Emulator(size);
  const [one, other] = [bufferOf("a日本b"), bufferOf("ab日cd")];
  await emulator.write(paintFrame(one, undefined, undefined));
  await emulator.write(paintFrame(other, one, undefined));
  assert.equal(emulator.rows()[0], "ab日cd");
  await emulator.write(paintFrame(one, other, undefined));
  assert.equal(emulator.rows()[0], "a日本b");
});

Deno.test("paintFrame() keeps columns after emoji that terminals show differently", async () => {
  using emulator = new Emulator(size);
  const one = bufferOf("👩‍👩‍👧‍👦|👍🏽|❤️|🇫🇷|", "น้ำ|مَ|");
  await emulator.write(paintFrame(one, undefined, undefined));
  for (const column of [2, 5, 8, 11]) assert.equal(emulator.textAt(0, column), "|");
  for (const column of [2, 4]) assert.equal(emulator.textAt(1, column), "|");
  const other = bufferOf("👩‍👩‍👧‍👦|ab|❤️|🇫🇷|");
  await emulator.write(paintFrame(other, one, undefined));
  assert.equal(emulator.textAt(0, 3), "a");
  for (const column of [2, 5, 8, 11]) assert.equal(emulator.textAt(0, column), "|");
});

Deno.test("paintFrame() writes everything if the size changed", async () => {
  using emulator = new Emulator(size);
  await emulator.write(paintFrame(bufferOf("hello", "there"), undefined, undefined));
  const smaller = { columns: 5, rows: 2 };
  emulator.resize(smaller);
  const buffer = new CellBuffer(smaller);
  buffer.write({ row: 1, column: 0 }, "small");
  await emulator.write(paintFrame(buffer, bufferOf("hello", "there"), undefined));
  assert.deepEqual(emulator.rows(), ["", "small"]);
});

Deno.test("paintFrame() turns any screen into any other", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "日", "本", "é"), maxLength: 24 });
  const screen = fc.array(text, { minLength: size.rows, maxLength: size.rows });
  await fc.assert(
    fc.asyncProperty(screen, screen, async (from, to) => {
      using emulator = new Emulator(size);
      const [one, other] = [bufferOf(...from), bufferOf(...to)];
      await emulator.write(paintFrame(one, undefined, undefined));
      await emulator.write(paintFrame(other, one, undefined));
      assert.deepEqual(emulator.rows(), rowsOf(other));
    }),
    { numRuns: 60 },
  );
});
