import assert from "node:assert/strict";
import { wordProblems } from "./words.ts";

Deno.test("wordProblems() requires a rule and a reason of every lint ignore", () => {
  const count = (text: string): number => wordProblems({ path: "lib/a.ts", text }).length;
  const mark = "// deno-lint" + "-ignore";
  assert.equal(count(`${mark} no-console -- a tool prints`), 0);
  assert.equal(count(`${mark} no-console`), 1);
  assert.equal(count(mark), 1);
});

Deno.test("wordProblems() bans a call only in the folders that the ban is for", () => {
  const count = (path: string): number => wordProblems({ path, text: "Deno.args" }).length;
  assert.equal(count("lib/a.ts"), 1);
  assert.equal(count("commands/a.ts"), 1);
  assert.equal(count("tests/a.ts"), 0);
});
