import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { englishProblems } from "./support/tidy/english.ts";
import { exportedForTests } from "./support/tidy/exported_for_tests.ts";
import { docProblems } from "./support/tidy/exports.ts";
import { folderProblems } from "./support/tidy/folders.ts";
import { circleProblems } from "./support/tidy/graph.ts";
import { importProblems } from "./support/tidy/imports.ts";
import { sizeProblems } from "./support/tidy/size.ts";
import { type SourceFile, sourceFiles } from "./support/tidy/source.ts";
import { swallowedProblems } from "./support/tidy/swallowed.ts";
import { testedElsewhere, untestedProblems } from "./support/tidy/untested.ts";
import { unusedExports } from "./support/tidy/unused.ts";
import { wordProblems } from "./support/tidy/words.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const sources = sourceFiles(root, [".ts"]);
const pages = sourceFiles(root, [".md"]);
const program = sources.filter(({ path }) =>
  /^(lib|commands|packaging|tools)\/|^[a-z_]+\.ts$/.test(path)
);
const paths = new Set(sources.map((file) => file.path));

function problemsIn(check: (file: SourceFile) => string[], within = /^/): string {
  return sources.filter((file) => within.test(file.path)).flatMap(check).join("\n");
}

Deno.test("no file, function or line is longer than the house allows", () => {
  assert.equal(problemsIn(sizeProblems), "");
});

Deno.test("imports point down, and only lib/kafka imports kafkajs", () => {
  assert.deepEqual(sources.flatMap(importProblems), []);
});

Deno.test("no files import each other in a circle", () => {
  assert.deepEqual(circleProblems(sources), []);
});

Deno.test("no folder has more files than the house allows", () => {
  assert.deepEqual(folderProblems(paths), []);
});

Deno.test("no file contains words that readers had to read twice", () => {
  const files = [...sources, ...pages];
  assert.deepEqual(files.flatMap((file) => englishProblems(file)), []);
});

Deno.test("no error is dropped without a reason", () => {
  assert.deepEqual(program.flatMap(swallowedProblems), []);
});

Deno.test("every export of lib/ and commands/ is used by another file, or by a test", () => {
  const unused = unusedExports(program).map(({ path, name }) => `${path} ${name}`)
    .filter((name) => /^(lib|commands)\//.test(name));
  assert.deepEqual(unused.sort(), Object.keys(exportedForTests).sort());
});

Deno.test("every source file has a test, or an entry with the test that runs it", () => {
  assert.deepEqual(untestedProblems(sources, testedElsewhere), []);
});

Deno.test("no file contains a word or a call that the house has banned", () => {
  const prose = sourceFiles(root, [".md", ".proto", ".yaml", ".xml"]);
  assert.equal(problemsIn(wordProblems), "");
  assert.equal(prose.flatMap(wordProblems).join("\n"), "");
});

Deno.test("every export of lib/ has a docblock", () => {
  assert.equal(problemsIn(docProblems, /^lib\//), "");
});

Deno.test("every test file has the path of its source", () => {
  const mirrored = [...paths].filter((path) => /^tests\/(lib|commands)\/.*_test\.ts$/.test(path));
  const lost = mirrored.filter((path) => {
    const source = path.slice("tests/".length, -"_test.ts".length);
    return !paths.has(`${source}.ts`) &&
      ![...paths].some((other) => other.startsWith(`${source}/`));
  });
  assert.deepEqual(lost, []);
});

Deno.test("file names are snake_case, and none is helper, util or index", () => {
  const odd = [...paths].filter((path) => {
    const name = path.split("/").at(-1)!;
    return !/^_?[a-z0-9]+(_[a-z0-9]+)*\.ts$/.test(name) ||
      /^(index|utils?|helpers?)\.ts$/.test(name);
  });
  assert.deepEqual(odd, []);
});

Deno.test("deno.json names every dependency at one exact npm version", () => {
  const settings: { imports: Record<string, string> } = JSON.parse(
    Deno.readTextFileSync(`${root}deno.json`),
  );
  const exact = /^npm:\/?(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+(\/[\w./-]*)?$/;
  assert.deepEqual(Object.values(settings.imports).filter((target) => !exact.test(target)), []);
});
