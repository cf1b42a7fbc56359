import assert from "node:assert/strict";
import { FullInput } from "../../../../../lib/chat/terminal/full/full_input.ts";
import type { MessageEntry } from "../../../../../lib/chat/message/timeline.ts";
import { maxTypedLength } from "../../../../../lib/chat/terminal/chat_input.ts";
import type { Key, KeyName } from "../../../../../lib/chat/terminal/keys.ts";

function inputWith(...lines: readonly string[]): FullInput {
  const input = new FullInput(() => ({ commands: [], rooms: [], userNames: ["bob"] }));
  for (const line of lines) {
    input.set(line);
    input.press(key("enter"));
  }
  return input;
}

function key(name: KeyName): Key {
  return { kind: "key", name };
}

function text(typed: string): Key {
  return { kind: "text", text: typed };
}

const entry = { kind: "message", author: "alice", text: "helo" } as MessageEntry;

Deno.test("FullInput enters a line, and the text of an edited message if it is new", () => {
  const input = inputWith();
  input.press(text("hello"));
  assert.deepEqual(input.press(key("enter")), { kind: "enter", line: "hello" });
  assert.equal(input.text, "");
  input.edit(entry);
  assert.equal(input.press(key("enter")), undefined);
  input.edit(entry);
  input.press(text("!"));
  assert.deepEqual(input.press(key("enter")), { kind: "edit", entry, text: "helo!" });
  assert.equal(input.editing, undefined);
});

Deno.test("FullInput clears the line at Ctrl-C, and leaves on an empty line", () => {
  const input = inputWith();
  input.press(text("draft"));
  assert.equal(input.press(key("interrupt")), undefined);
  assert.equal(input.text, "");
  assert.deepEqual(input.press(key("interrupt")), { kind: "leave" });
  assert.deepEqual(input.press(key("end-of-input")), { kind: "leave" });
  input.press(key("yank"));
  assert.equal(input.text, "draft");
});

Deno.test("FullInput cancels an edit at Esc, and selects a message otherwise", () => {
  const input = inputWith();
  input.edit(entry);
  assert.equal(input.press(key("escape")), undefined);
  assert.deepEqual([input.text, input.editing], ["", undefined]);
  assert.deepEqual(input.press(key("escape")), { kind: "select" });
});

Deno.test("FullInput scrolls with Home and End only if nothing is typed", () => {
  const input = inputWith();
  assert.deepEqual(input.press(key("home")), { kind: "oldest" });
  assert.deepEqual(input.press(key("end")), { kind: "newest" });
  input.press(text("ab"));
  assert.equal(input.press(key("home")), undefined);
  assert.equal(input.cursor, 0);
});

Deno.test("FullInput asks for help at a question mark on an empty line only", () => {
  const input = inputWith();
  assert.deepEqual(input.press(text("?")), { kind: "help" });
  input.press(text("why"));
  assert.equal(input.press(text("?")), undefined);
  assert.equal(input.text, "why?");
});

Deno.test("FullInput moves within a text of several lines before it recalls older ones", () => {
  const input = inputWith("older");
  input.press({ kind: "paste", text: "one\ntwo\n" });
  input.press(key("up"));
  assert.equal(input.text, "one\ntwo");
  input.press(key("up"));
  assert.equal(input.text, "older");
  input.press(key("down"));
  assert.equal(input.text, "one\ntwo");
});

Deno.test("FullInput searches what was typed before, and restores the line at Esc", () => {
  const input = inputWith("make test", "make build", "ls");
  input.press(text("draft"));
  input.search();
  input.press(text("make"));
  assert.deepEqual([input.searched, input.text], ["make", "make build"]);
  input.search();
  assert.equal(input.text, "make test");
  input.press(key("backspace"));
  assert.equal(input.text, "make build");
  input.press(key("escape"));
  assert.deepEqual([input.searched, input.text], [undefined, "draft"]);
});

Deno.test("FullInput inserts nothing of a text that is too long", () => {
  const input = inputWith();
  const long = "x".repeat(maxTypedLength + 1);
  assert.deepEqual(input.press(text(long)), { kind: "too-long", length: long.length });
  assert.equal(input.text, "");
});

Deno.test("FullInput completes names with Tab, and rings if there is none", () => {
  const input = inputWith();
  input.press(text("b"));
  input.press(key("tab"));
  assert.equal(input.text, "bob: ");
  input.set("zz");
  assert.deepEqual(input.press(key("tab")), { kind: "ring" });
});
