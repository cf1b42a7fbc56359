import assert from "node:assert/strict";
import { complete } from "../../../../lib/chat/terminal/completion.ts";

const known = {
  commands: ["help", "history", "join"],
  rooms: ["ops", "ops-2"],
  userNames: ["bob", "Bert", "Ann Lee"],
};

function options(typed: string): readonly string[] {
  return complete(typed, typed.length, known).options;
}

Deno.test("complete() completes users in any case, with a colon at the start", () => {
  assert.deepEqual(complete("B", 1, known), { start: 0, options: ["bob: ", "Bert: "] });
  assert.deepEqual(complete("ask be", 6, known), { start: 4, options: ["Bert "] });
  assert.deepEqual(complete("ask @b", 6, known), { start: 4, options: ["@bob ", "@Bert "] });
  assert.deepEqual(options(""), ["bob: ", "Bert: ", "Ann Lee: "]);
  assert.deepEqual(options("ask "), []);
  assert.deepEqual(options("carol"), []);
});

Deno.test("complete() completes commands after a slash", () => {
  assert.deepEqual(complete("/h", 2, known), { start: 0, options: ["/help ", "/history "] });
  assert.deepEqual(complete("  /h", 4, known), { start: 2, options: ["/help ", "/history "] });
  assert.deepEqual(options("//h"), []);
});

Deno.test("complete() completes the argument of a command", () => {
  assert.deepEqual(complete("/join o", 7, known), { start: 6, options: ["ops ", "ops-2 "] });
  assert.deepEqual(options("/leave @b"), ["@bob ", "@Bert "]);
  assert.deepEqual(complete("/msg a", 6, known), { start: 5, options: ['"Ann Lee" '] });
  assert.deepEqual(options("/msg b"), ["bob ", "Bert "]);
  assert.deepEqual(options(" /msg b"), ["bob ", "Bert "]);
  assert.deepEqual(options("/msg bob be"), ["Bert "]);
});

Deno.test("complete() uses only the text before the cursor", () => {
  assert.deepEqual(complete("bo what", 2, known), { start: 0, options: ["bob: "] });
});
