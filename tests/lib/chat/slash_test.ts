import assert from "node:assert/strict";
import { parseTyped } from "../../../lib/chat/slash.ts";

Deno.test("parseTyped() says what is no command, spaces included", () => {
  assert.deepEqual(parseTyped("hello"), { kind: "say", text: "hello" });
  assert.deepEqual(parseTyped("  hello "), { kind: "say", text: "  hello " });
  assert.deepEqual(parseTyped("1/2"), { kind: "say", text: "1/2" });
});

Deno.test("parseTyped() takes two slashes for one that is meant", () => {
  assert.deepEqual(parseTyped("//quit"), { kind: "say", text: "/quit" });
  assert.deepEqual(parseTyped("//"), { kind: "say", text: "/" });
});

Deno.test("parseTyped() splits a command from its argument", () => {
  assert.deepEqual(parseTyped("/quit"), { kind: "command", name: "quit", argument: "" });
  assert.deepEqual(parseTyped("/edit  12 new  text "), {
    kind: "command",
    name: "edit",
    argument: "12 new  text",
  });
  assert.deepEqual(parseTyped("/"), { kind: "command", name: "", argument: "" });
});

Deno.test("parseTyped() takes a blank line for nothing", () => {
  assert.deepEqual(parseTyped(""), { kind: "nothing" });
  assert.deepEqual(parseTyped(" \t"), { kind: "nothing" });
});
