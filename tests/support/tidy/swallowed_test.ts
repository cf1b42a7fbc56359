import assert from "node:assert/strict";
import { swallowedProblems } from "./swallowed.ts";

function lines(...text: readonly string[]): number[] {
  return swallowedProblems({ path: "lib/a.ts", text: text.join("\n") })
    .map((problem) => Number(problem.split(":")[1]));
}

Deno.test("swallowedProblems() requires a reason in a catch block without an error", () => {
  assert.deepEqual(lines("try {", "  a();", "} catch {", "  return;", "}", "// b"), [3]);
  assert.deepEqual(lines("try {", "  a();", "} catch {", "  // Windows has none.", "}"), []);
  assert.deepEqual(lines("try {", "  a();", "} catch (error) {", "  b(error);", "}"), []);
});

Deno.test("swallowedProblems() requires a reason above a handler that does nothing", () => {
  assert.deepEqual(lines("a();", "b.catch(() => {});"), [2]);
  assert.deepEqual(lines("// The caller handles it.", "b.catch(() => {});"), []);
  assert.deepEqual(lines("// Runs on its own.", "c = c", "  .then(d)", "  .catch(() => {});"), []);
  assert.deepEqual(lines("/** Adds; ignores e. */", "add() {", "  b.catch(() => {});", "}"), []);
  assert.deepEqual(lines("b.catch((error) => this.fail(error));"), []);
});
