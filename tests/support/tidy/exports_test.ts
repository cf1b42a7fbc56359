import assert from "node:assert/strict";
import { docProblems } from "./exports.ts";

Deno.test("docProblems() requires a docblock of each export, and one among overloads", () => {
  const problems = (text: string): string[] => docProblems({ path: "lib/a.ts", text });
  const documented = "/** Adds. */\nexport function f(a: 1): 1;\nexport function f(a: 2): 2;\n";
  assert.deepEqual(problems(documented), []);
  assert.deepEqual(problems("export const a = 1;\n"), ["lib/a.ts:1: a has no docblock"]);
});
