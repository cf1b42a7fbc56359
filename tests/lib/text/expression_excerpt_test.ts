import assert from "node:assert/strict";
import { expressionExcerpt } from "../../../lib/text/expression_excerpt.ts";
import { textWidth } from "../../../lib/text/grapheme.ts";

for (
  const [name, text, index, end, lines] of [
    ["one character by default", "a && b", 2, undefined, ["    a && b", "      ^"]],
    ["a range", "a && b", 2, 4, ["    a && b", "      ^^"]],
    ["the end", "a ==", 4, 4, ["    a ==", "        ^"]],
    ["the end of the last line that is not empty", "a ==\n \n", 7, 7, ["    a ==", "        ^"]],
    ["a place after wide characters", "紅貓 == x", 6, 7, ["    紅貓 == x", "            ^"]],
    ["wide characters", "x 紅貓", 2, 4, ["    x 紅貓", "      ^^^^"]],
    ["a place after an emoji of several letters", "👩‍🚀q", 5, 6, ["    👩‍🚀q", "      ^"]],
    ["a place after a control character", "\x1bq", 1, 2, ["    \\x1bq", "        ^"]],
    ["the second line", "a &&\nb ||| c\n&& d", 9, 10, ["    b ||| c", "        ^"]],
    ["only the first line of a range", "a &&\nb", 0, 6, ["    a &&", "    ^^^^"]],
    ["nothing if there is no text", "  ", 0, 1, []],
  ] as const
) {
  Deno.test(`expressionExcerpt() marks ${name}`, () => {
    assert.deepEqual(expressionExcerpt({ text, index, end }, 80), lines);
  });
}

for (
  const [name, index, line] of [
    ["the start", 0, "    abcdefghijklmnopqrstuvwxyz0123456789…"],
    ["the end", 130, "    …klmnopqrstuvwxyz!"],
    ["the middle", 70, "    …qrstuvwxyz0123456789abcdefghijklmno…"],
  ] as const
) {
  Deno.test(`expressionExcerpt() cuts a long line around ${name}`, () => {
    const text = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(3) + "abcdefghijklmnopqrstuvwxyz!";
    const [shown, carets] = expressionExcerpt({ text, index, end: index + 1 }, 41);
    assert.equal(textWidth(shown!) <= 41, true, shown);
    assert.equal(shown![carets!.indexOf("^")], text[index]);
    if (name !== "the end") assert.equal(shown, line);
  });
}

Deno.test("expressionExcerpt() fits wide characters, and marks at most what is shown", () => {
  const text = "紅".repeat(100);
  const lines = expressionExcerpt({ text, index: 50, end: 100 }, 40);
  for (const line of lines) assert.ok(textWidth(line) <= 40, line);
});
