import assert from "node:assert/strict";
import { sizeProblems } from "./size.ts";

function problems(text: string): string[] {
  return sizeProblems({ path: "lib/a.ts", text });
}

const body = "  x();\n".repeat(70);

Deno.test("sizeProblems() measures functions, methods and headers of several lines", () => {
  assert.deepEqual(problems(`function f(): void {\n${body}}\n`), [
    "lib/a.ts:1: a function of 72 lines",
  ]);
  assert.deepEqual(problems(`function f(\n  a: string,\n): void {\n${body}}\n`), [
    "lib/a.ts:3: a function of 74 lines",
  ]);
  assert.deepEqual(problems(`  async #load<T>(a: T): Promise<T> {\n${body}  }\n`), [
    "lib/a.ts:1: a function of 72 lines",
  ]);
  assert.deepEqual(problems(`test("x", async () => {\n${body}});\n`), [
    "lib/a.ts:1: a function of 72 lines",
  ]);
  assert.deepEqual(problems(`const table = {\n${body}};\n`), []);
});

Deno.test("sizeProblems() counts the lines of a file and the characters of a line", () => {
  assert.deepEqual(problems("x\n".repeat(300)), []);
  assert.deepEqual(problems("x\n".repeat(301)), ["lib/a.ts: 301 lines"]);
  assert.deepEqual(problems(`// ${"é".repeat(97)}\n`), []);
  assert.deepEqual(problems(`// ${"é".repeat(98)}\n`), ["lib/a.ts:1: 101 columns"]);
});
