import assert from "node:assert/strict";
import { importProblems } from "./imports.ts";

function count(text: string, path: string): number {
  return importProblems({ path, text }).length;
}

Deno.test("importProblems() sees static, type, side-effect and dynamic imports", () => {
  assert.equal(count('import { a } from "../kafka/a.ts";', "lib/wire/x.ts"), 1);
  assert.equal(count('import type {\n  A,\n} from "../kafka/a.ts";', "lib/wire/x.ts"), 1);
  assert.equal(count('export * from "../kafka/a.ts";', "lib/wire/x.ts"), 1);
  assert.equal(count('import "../kafka/a.ts";', "lib/wire/x.ts"), 1);
  assert.equal(count('await import("../kafka/a.ts");', "lib/wire/x.ts"), 1);
  assert.equal(count('import { a } from "../../kafka/a.ts";', "lib/wire/log/x.ts"), 1);
  assert.equal(count('import { a } from "../../kafka/a.ts";', "lib/chat/log/x.ts"), 0);
});

Deno.test("importProblems() accepts kafkajs in lib/kafka, by its name in deno.json", () => {
  assert.equal(count('import { a } from "kafkajs";', "lib/chat/log/x.ts"), 1);
  assert.equal(count('import { a } from "npm:kafkajs@2.2.4";', "lib/kafka/x.ts"), 1);
  assert.equal(count('import { a } from "kafkajs/src/a.js";', "lib/kafka/x.ts"), 0);
});

Deno.test("importProblems() keeps a file that begins with _ inside its folder", () => {
  assert.equal(count('import { a } from "../../kafka/_a.ts";', "lib/chat/log/x.ts"), 1);
  assert.equal(count('import { a } from "./_a.ts";', "lib/chat/log/x.ts"), 0);
  assert.equal(count('import { a } from "./chat/_a.ts";', "commands/chat.ts"), 0);
});

Deno.test("importProblems() keeps the order of the folders of lib/chat", () => {
  assert.equal(count('import { a } from "../message/a.ts";', "lib/chat/log/x.ts"), 0);
  assert.equal(count('import { a } from "../log/a.ts";', "lib/chat/message/x.ts"), 1);
  assert.equal(count('import type { A } from "../session/a.ts";', "lib/chat/presence/x.ts"), 0);
  assert.equal(count('import { a } from "../presence/a.ts";', "lib/chat/session/x.ts"), 0);
  assert.equal(count('import { a } from "../show/a.ts";', "lib/chat/session/x.ts"), 1);
  assert.equal(count('import { a } from "../session/a.ts";', "lib/chat/show/x.ts"), 0);
  assert.equal(count('import { a } from "../terminal/a.ts";', "lib/chat/pipe/x.ts"), 1);
  assert.equal(count('import { a } from "../pipe/a.ts";', "lib/chat/terminal/x.ts"), 1);
});
