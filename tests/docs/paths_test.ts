import assert from "node:assert/strict";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { fileExists } from "../support/file_exists.ts";
import { sourceFiles } from "../support/tidy/source.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folders = /^(lib|commands|tests|bench|tools|packaging|docs|proto)\//;
const rootFile = /^[a-z_]+\.(ts|json|yaml)$|^\.ci\/run$/;

function read(path: string): string {
  return Deno.readTextFileSync(root + path);
}

/** Returns the paths of this repository in backticks; `NN` and `NAME` are placeholders. */
function pathsIn(markdown: string): string[] {
  const quoted = [...markdown.matchAll(/`([^`\s]+)`/g)].map((match) => match[1]!);
  return quoted.filter((text) => folders.test(text) || rootFile.test(text))
    .filter((path) => !/NN|NAME/.test(path));
}

for (const page of ["CONTRIBUTING.md", "docs/architecture.md"]) {
  Deno.test(`every path that ${page} names exists`, () => {
    const paths = pathsIn(read(page));
    assert.ok(paths.length > 20, `only ${paths.length} paths`);
    assert.deepEqual(paths.filter((path) => !fileExists(root + path)), []);
  });
}

Deno.test("docs/architecture.md names every folder of lib/ with its promise", () => {
  const named = pathsIn(read("docs/architecture.md"));
  const inLib = sourceFiles(root, [".ts"]).filter(({ path }) => path.startsWith("lib/"));
  const missing = new Set(inLib.map(({ path }) => `${posix.dirname(path)}/`));
  for (const path of ["lib/", ...named]) missing.delete(path);
  assert.deepEqual([...missing], []);
});

Deno.test("docs/architecture.md names a test for each invariant", () => {
  const section = read("docs/architecture.md").split("## Invariants")[1]!.split("\n## ")[0]!;
  const rows = section.split("\n").filter((line) => line.startsWith("| ")).slice(2);
  assert.ok(rows.length > 15, `only ${rows.length} invariants`);
  assert.deepEqual(rows.filter((row) => !/`tests\/[\w/]+_test\.ts`/.test(row)), []);
});

Deno.test("pathsIn() returns paths of the repository, without placeholders and other code", () => {
  const text = "`lib/a.ts` `lib/NN_api.ts` `main.ts` `wah topic` `a.b` `tests/x/`";
  assert.deepEqual(pathsIn(text), ["lib/a.ts", "main.ts", "tests/x/"]);
});
