import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { docProblems } from "./support/tidy/exports.ts";
import { importProblems } from "./support/tidy/imports.ts";
import { sizeProblems } from "./support/tidy/size.ts";
import { type SourceFile, sourceFiles } from "./support/tidy/source.ts";
import { wordProblems } from "./support/tidy/words.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const sources = sourceFiles(root, [".ts"]);
const paths = new Set(sources.map((file) => file.path));

function problemsIn(check: (file: SourceFile) => string[], within = /^/): string {
  return sources.filter((file) => within.test(file.path)).flatMap(check).join("\n");
}

function file(text: string, path = "lib/wire/example.ts"): SourceFile {
  return { path, text };
}

Deno.test("no file, function or line is longer than the house allows", () => {
  assert.equal(problemsIn(sizeProblems), "");
});

Deno.test("imports point down, and only lib/kafka imports kafkajs", () => {
  assert.equal(problemsIn(importProblems), "");
});

Deno.test("no file holds a word or a call that the house has banned", () => {
  const prose = sourceFiles(root, [".md", ".proto", ".yaml", ".xml"]);
  assert.equal(problemsIn(wordProblems), "");
  assert.equal(prose.flatMap(wordProblems).join("\n"), "");
});

Deno.test("every export of lib/ has a docblock", () => {
  assert.equal(problemsIn(docProblems, /^lib\//), "");
});

Deno.test("every test file stands where its source stands", () => {
  const mirrored = [...paths].filter((path) => /^tests\/(lib|commands)\/.*_test\.ts$/.test(path));
  const lost = mirrored.filter((path) => {
    const source = path.slice("tests/".length, -"_test.ts".length);
    return !paths.has(`${source}.ts`) &&
      ![...paths].some((other) => other.startsWith(`${source}/`));
  });
  assert.deepEqual(lost, []);
});

Deno.test("file names are snake_case, and none says helper, util or index", () => {
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
  const exact = /^npm:\/?(@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+(\/[\w./-]*)?$/;
  assert.deepEqual(Object.values(settings.imports).filter((target) => !exact.test(target)), []);
});

Deno.test("sizeProblems() measures functions, methods and headers of several lines", () => {
  const body = "  x();\n".repeat(70);
  const found = (text: string): string[] => sizeProblems(file(text));
  assert.deepEqual(found(`function f(): void {\n${body}}\n`), [
    "lib/wire/example.ts:1: a function of 72 lines",
  ]);
  assert.deepEqual(found(`function f(\n  a: string,\n): void {\n${body}}\n`), [
    "lib/wire/example.ts:3: a function of 74 lines",
  ]);
  assert.deepEqual(found(`  async #load<T>(a: T): Promise<T> {\n${body}  }\n`), [
    "lib/wire/example.ts:1: a function of 72 lines",
  ]);
  assert.deepEqual(found(`test("x", async () => {\n${body}});\n`), [
    "lib/wire/example.ts:1: a function of 72 lines",
  ]);
  assert.deepEqual(found(`const table = {\n${body}};\n`), []);
  assert.deepEqual(found("x\n".repeat(301)), ["lib/wire/example.ts: 301 lines"]);
  assert.deepEqual(found(`// ${"é".repeat(98)}\n`), ["lib/wire/example.ts:1: 101 columns"]);
});

Deno.test("importProblems() sees static, type, side-effect and dynamic imports", () => {
  const found = (text: string, path: string): number => importProblems(file(text, path)).length;
  assert.equal(found('import { a } from "../kafka/a.ts";', "lib/wire/x.ts"), 1);
  assert.equal(found('import type {\n  A,\n} from "../kafka/a.ts";', "lib/wire/x.ts"), 1);
  assert.equal(found('export * from "../kafka/a.ts";', "lib/wire/x.ts"), 1);
  assert.equal(found('import "../kafka/a.ts";', "lib/wire/x.ts"), 1);
  assert.equal(found('await import("../kafka/a.ts");', "lib/wire/x.ts"), 1);
  assert.equal(found('import { a } from "kafkajs";', "lib/chat/x.ts"), 1);
  assert.equal(found('import { a } from "npm:kafkajs@2.2.4";', "lib/kafka/x.ts"), 1);
  assert.equal(found('import { a } from "../kafka/_a.ts";', "lib/chat/x.ts"), 1);
  assert.equal(found('import { a } from "../kafka/a.ts";', "lib/chat/x.ts"), 0);
  assert.equal(found('import { a } from "kafkajs/src/a.js";', "lib/kafka/x.ts"), 0);
});

Deno.test("wordProblems() wants a rule and a reason of every lint ignore", () => {
  const mark = "// deno-lint" + "-ignore";
  assert.equal(wordProblems(file(`${mark} no-console -- a tool prints`)).length, 0);
  assert.equal(wordProblems(file(`${mark} no-console`)).length, 1);
  assert.equal(wordProblems(file(mark)).length, 1);
});

Deno.test("docProblems() asks for one docblock among overloads", () => {
  const documented = "/** Adds. */\nexport function f(a: 1): 1;\nexport function f(a: 2): 2;\n";
  assert.deepEqual(docProblems(file(documented)), []);
  assert.deepEqual(docProblems(file("export const a = 1;\n")), [
    "lib/wire/example.ts:1: a has no docblock",
  ]);
});
