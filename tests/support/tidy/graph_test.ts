import assert from "node:assert/strict";
import { circleProblems, importGraph, testsThatUse } from "./graph.ts";

/** Files of lib/, by name, with what they import. */
function files(imports: Readonly<Record<string, string>>): { path: string; text: string }[] {
  return Object.entries(imports).map(([name, text]) => ({ path: `lib/${name}.ts`, text }));
}

Deno.test("importGraph() resolves imports to files, and leaves packages out", () => {
  const text = 'import { b } from "./b.ts";\nimport fc from "fast-check";\nimport("./b.ts");\n';
  assert.deepEqual([...importGraph(files({ a: text, b: "" }))], [
    ["lib/a.ts", ["lib/b.ts"]],
    ["lib/b.ts", []],
  ]);
});

Deno.test("circleProblems() reports each circle, also of types and dynamic imports", () => {
  const found = circleProblems(files({
    a: 'import type { B } from "./b.ts";',
    b: 'await import("./a.ts" as string);',
    c: 'import { d } from "./d.ts";',
    d: 'import { e } from "./e.ts";',
    e: 'import { c } from "./c.ts";\nimport { a } from "./a.ts";',
  }));
  assert.deepEqual(found, [
    "lib/a.ts imports lib/b.ts imports lib/a.ts",
    "lib/c.ts imports lib/d.ts imports lib/e.ts imports lib/c.ts",
  ]);
});

Deno.test("circleProblems() accepts two ways to the same file", () => {
  const found = circleProblems(files({
    a: 'import { b } from "./b.ts";\nimport { c } from "./c.ts";',
    b: 'import { d } from "./d.ts";',
    c: 'import { d } from "./d.ts";',
    d: "",
  }));
  assert.deepEqual(found, []);
});

Deno.test("testsThatUse() follows imports, also if they form a circle", () => {
  const sources = [
    { path: "tests/support/kcat.ts", text: 'import "./process.ts";' },
    { path: "tests/support/a.ts", text: 'import { b } from "./b.ts";' },
    { path: "tests/support/b.ts", text: 'import "./a.ts";\nimport { kcat } from "./kcat.ts";' },
    { path: "tests/x/direct_test.ts", text: 'import { kcat } from "../support/kcat.ts";' },
    { path: "tests/x/far_test.ts", text: 'import { a } from "../support/a.ts";' },
    { path: "tests/x/free_test.ts", text: 'import assert from "node:assert/strict";' },
  ];
  assert.deepEqual(testsThatUse("tests/support/kcat.ts", sources), [
    "tests/x/direct_test.ts",
    "tests/x/far_test.ts",
  ]);
});
