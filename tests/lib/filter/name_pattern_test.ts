import assert from "node:assert/strict";
import { parseNamePatterns } from "../../../lib/filter/name_pattern.ts";
import { ExpressionError } from "../../../lib/text/expression_error.ts";

Deno.test("parseNamePatterns() matches whole names, and drops repeated expressions", async () => {
  const patterns = await parseNamePatterns(["a|b", "a|b", "c.*"]);
  assert.deepEqual(patterns.map(({ text }) => text), ["a|b", "c.*"]);
  const [alternatives] = patterns;
  assert.deepEqual(["a", "ab", "b"].map((name) => alternatives!.matches(name)), [
    true,
    false,
    true,
  ]);
});

Deno.test("parseNamePatterns() matches in linear time for (a+)+$", async () => {
  const [pattern] = await parseNamePatterns(["(a+)+$"]);
  // Backtracking would need longer than the age of the universe.
  assert.equal(pattern!.matches(`${"a".repeat(248)}b`), false);
});

Deno.test("parseNamePatterns() rejects an invalid expression with its place", async () => {
  await assert.rejects(parseNamePatterns(["ok", "ab(c"]), (error) => {
    assert.ok(error instanceof ExpressionError);
    assert.equal(error.column, 3);
    return true;
  });
});
