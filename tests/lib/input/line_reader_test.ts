import assert from "node:assert/strict";
import fc from "fast-check";
import { LineReader } from "../../../lib/input/line_reader.ts";
import { textOf, utf8 } from "../../../lib/wire/bytes.ts";

/** The lines of `bytes`, which arrive in pieces of these sizes, with their numbers. */
async function readLines(bytes: Uint8Array, sizes: readonly number[] = []): Promise<string[]> {
  let [at, turn] = [0, 0];
  const reader = new LineReader((target) => {
    if (at === bytes.byteLength) return Promise.resolve(null);
    const size = sizes.length === 0 ? target.byteLength : sizes[turn++ % sizes.length]!;
    const piece = bytes.subarray(at, at + Math.min(size, target.byteLength));
    target.set(piece);
    at += piece.byteLength;
    return Promise.resolve(piece.byteLength);
  });
  const lines: string[] = [];
  for (let block = await reader.next(); block !== null; block = await reader.next()) {
    const { bytes, spans, line } = block;
    assert.equal(line, lines.length + 1);
    for (let span = 0; span < spans.length; span += 2) {
      lines.push(textOf(bytes.subarray(spans[span]!, spans[span + 1]!)));
    }
  }
  return lines;
}

Deno.test("LineReader reads the same lines however the input is cut", async () => {
  const text = fc.array(fc.constantFrom("", "a", "bc", "\r", "é", "x".repeat(70_000)));
  const sizes = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(text, fc.boolean(), sizes, async (lines, hasEnd, sizes) => {
      const input = lines.join("\n") + (hasEnd && lines.length > 0 ? "\n" : "");
      const expected = input.replace(/\n$/, "").split("\n");
      const found = await readLines(utf8(input), input.length > 200_000 ? [60_000] : sizes);
      assert.deepEqual(found, input === "" ? [] : expected);
    }),
    { numRuns: 100 },
  );
});

Deno.test("LineReader reads a line that is longer than its buffer", async () => {
  const long = "y".repeat(1_000_000);
  assert.deepEqual(await readLines(utf8(`a\n${long}\nb`)), ["a", long, "b"]);
});

Deno.test("LineReader reads many empty lines", async () => {
  assert.equal((await readLines(utf8("\n".repeat(100_000)))).length, 100_000);
});
