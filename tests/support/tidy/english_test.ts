import assert from "node:assert/strict";
import { englishProblems } from "./english.ts";

function problems(text: string, path = "tests/tidy_test.ts"): string[] {
  return englishProblems({ path, text }).map((problem) => problem.split("; instead: ")[0]!);
}

Deno.test("englishProblems() finds unclear words in comments, strings and pages", () => {
  assert.deepEqual(problems("// Ask nobody.\n"), ["tests/tidy_test.ts:1: nobody"]);
  assert.deepEqual(problems('Deno.test("it goes on", run);'), ["tests/tidy_test.ts:1: goes on"]);
  assert.deepEqual(problems("Whoever outgrows it.\n", "README.md"), ["README.md:1: Whoever"]);
  assert.deepEqual(problems("const goesOn = 1;\n"), []);
});

Deno.test("englishProblems() finds words on both sides of a line break", () => {
  assert.deepEqual(problems("/**\n * It goes\n * on.\n */"), ["tests/tidy_test.ts:2: goes * on"]);
  assert.deepEqual(problems('a("it goes " +\n  "on");'), ['tests/tidy_test.ts:1: goes " + "on']);
});

Deno.test("englishProblems() accepts nor after neither", () => {
  assert.deepEqual(problems("// It has neither a name nor a key.\n"), []);
  assert.deepEqual(problems("// It has no name, nor a key.\n"), ["tests/tidy_test.ts:1: nor"]);
});

Deno.test("englishProblems() finds vague verbs in the names of tests and cases", () => {
  assert.equal(problems('Deno.test("a() says no", run);').length, 1);
  assert.equal(problems('  brokerCase(\n    "a() takes b", run);').length, 1);
  assert.equal(problems("Deno.test(`${a} gives b`, run);").length, 1);
  assert.equal(problems('Deno.test("a() returns b", run);\n// It says no.').length, 0);
  assert.equal(problems('Deno.test("A.take() waits", run);').length, 0);
});
