import assert from "node:assert/strict";
import type { SourceFile } from "./source.ts";
import { type TestedElsewhere, untestedProblems, updatedList } from "./untested.ts";

const code = "export function f(): void {}\n";

/** Source files with some code, and tests. */
function tree(...paths: readonly string[]): SourceFile[] {
  return paths.map((path) => ({ path, text: code }));
}

function problems(files: readonly SourceFile[], list: TestedElsewhere): string[] {
  return untestedProblems(files, list).map((problem) => problem.replace(/:[^:]*$/, ""));
}

Deno.test("untestedProblems() reports a file that has neither a test nor an entry", () => {
  const files = tree("lib/a.ts", "lib/b.ts", "tests/lib/b_test.ts", "bench/c.ts");
  assert.deepEqual(problems(files, {}), ["lib/a.ts has no test"]);
  assert.deepEqual(problems(files, { "lib/a.ts": "tests/lib/b_test.ts" }), []);
});

Deno.test("untestedProblems() reports an entry whose file is gone or has a test", () => {
  const files = tree("lib/b.ts", "tests/lib/b_test.ts");
  const list = { "lib/a.ts": "tests/lib/b_test.ts", "lib/b.ts": "tests/lib/b_test.ts" };
  assert.deepEqual(problems(files, list), [
    "lib/a.ts is gone, or has a test",
    "lib/b.ts is gone, or has a test",
  ]);
});

Deno.test("untestedProblems() reports an entry whose test does not exist", () => {
  const list = { "lib/a.ts": "tests/lib/b_test.ts" };
  assert.deepEqual(problems(tree("lib/a.ts"), list), [
    "lib/a.ts: tests/lib/b_test.ts does not exist",
  ]);
});

Deno.test("untestedProblems() requires no test of a file that holds only types", () => {
  const files = [{ path: "lib/a.ts", text: "export interface A {}\n" }];
  assert.deepEqual(problems(files, {}), []);
});

Deno.test("untestedProblems() accepts a folder as an entry", () => {
  const files = tree("lib/a/b.ts", "lib/a/c.ts", "tests/d_test.ts");
  assert.deepEqual(problems(files, { "lib/a/": "tests/d_test.ts" }), []);
  assert.deepEqual(problems(files, { "lib/e/": "tests/d_test.ts" }).length, 3);
});

Deno.test("updatedList() drops entries that no longer apply, and suggests tests for others", () => {
  const files = [
    ...tree("lib/a.ts", "lib/d.ts", "lib/kept.ts", "tests/lib/c_test.ts"),
    { path: "lib/b.ts", text: `import { f } from "./a.ts";\n${code}` },
    { path: "lib/c.ts", text: `import { f } from "./b.ts";\n${code}` },
  ];
  const list = { "lib/kept.ts": "tests/lib/c_test.ts", "lib/gone.ts": "tests/lib/c_test.ts" };
  assert.deepEqual(updatedList(files, list), {
    "lib/a.ts": "tests/lib/c_test.ts",
    "lib/b.ts": "tests/lib/c_test.ts",
    "lib/d.ts": "",
    "lib/kept.ts": "tests/lib/c_test.ts",
  });
});
