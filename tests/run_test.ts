import assert from "node:assert/strict";
import { testsThatUse } from "./support/callers.ts";
import { namesFiles } from "./support/cli/deno_test.ts";

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

for (
  const [words, expected] of [
    [[], false],
    [["--filter", "/chat/"], false],
    [["tests/lib"], true],
    [["--no-check", "tests/main_test.ts"], true],
  ] as const
) {
  Deno.test(`namesFiles() is ${expected} for "${words.join(" ")}"`, () => {
    assert.equal(namesFiles(words), expected);
  });
}
