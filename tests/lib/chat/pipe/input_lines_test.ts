import assert from "node:assert/strict";
import fc from "fast-check";
import { type InputLine, inputLines } from "../../../../lib/chat/pipe/input_lines.ts";

function lines(chunks: readonly Uint8Array[], maxLineBytes = 1_000): Promise<InputLine[]> {
  return Array.fromAsync(inputLines(ReadableStream.from(chunks), maxLineBytes));
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("inputLines() joins pieces of a line, and counts blank lines", async () => {
  assert.deepEqual(
    await lines([bytes("a"), bytes("b\n\nc"), bytes("\r"), bytes("\nd")]),
    [
      { number: 1, text: "ab", sizeBytes: 2, isMangled: false },
      { number: 2, text: "", sizeBytes: 0, isMangled: false },
      { number: 3, text: "c", sizeBytes: 2, isMangled: false },
      { number: 4, text: "d", sizeBytes: 1, isMangled: false },
    ],
  );
});

Deno.test("inputLines() yields a line over the limit without its text", async () => {
  assert.deepEqual(
    await lines([bytes("long"), bytes("er\nok\n")], 5),
    [
      { number: 1, text: undefined, sizeBytes: 6, isMangled: false },
      { number: 2, text: "ok", sizeBytes: 2, isMangled: false },
    ],
  );
});

Deno.test("inputLines() marks lines with invalid UTF-8", async () => {
  assert.deepEqual(await lines([Uint8Array.of(0xc3, 0x28)]), [
    { number: 1, text: "\ufffd(", sizeBytes: 2, isMangled: true },
  ]);
});

Deno.test("inputLines() yields the same lines for any chunks", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "é", "\n", "\r", " ") });
  await fc.assert(fc.asyncProperty(text, fc.array(fc.nat({ max: 3 })), async (text, cuts) => {
    const whole = bytes(text);
    const chunks: Uint8Array[] = [];
    let position = 0;
    for (const cut of cuts) chunks.push(whole.subarray(position, position += cut));
    chunks.push(whole.subarray(position));
    const expected = text.split("\n");
    if (expected.at(-1) === "") expected.pop();
    const found = await lines(chunks);
    assert.deepEqual(
      found.map(({ text }) => text),
      expected.map((line) => line.replace(/\r$/, "")),
    );
  }));
});
