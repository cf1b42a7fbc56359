import assert from "node:assert/strict";
import type { KeyName } from "../../../../lib/chat/terminal/keys.ts";
import { LineEditor } from "../../../../lib/chat/terminal/line_editor.ts";

/** Returns the text after these keys, with a bar for the cursor. */
function pressed(text: string, ...keys: readonly KeyName[]): string {
  const editor = new LineEditor();
  const cursor = text.indexOf("|");
  editor.insert(text.slice(cursor + 1));
  editor.press("home");
  while (editor.press("up") || editor.cursor > 0) editor.press("home");
  editor.insert(text.slice(0, cursor));
  for (const key of keys) editor.press(key);
  return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
}

Deno.test("LineEditor moves and erases by whole characters", () => {
  assert.equal(pressed("a👨‍👩‍👧|b", "left"), "a|👨‍👩‍👧b");
  assert.equal(pressed("a|👨‍👩‍👧b", "right"), "a👨‍👩‍👧|b");
  assert.equal(pressed("ae\u0301|b", "backspace"), "a|b");
  assert.equal(pressed("a|e\u0301b", "delete"), "a|b");
  assert.equal(pressed("|", "left", "right", "backspace", "delete"), "|");
});

Deno.test("LineEditor moves and erases by words, in any script", () => {
  assert.equal(pressed("one, élan|", "word-left"), "one, |élan");
  assert.equal(pressed("one, |élan", "word-left"), "|one, élan");
  assert.equal(pressed("|one, élan", "word-right", "word-right"), "one, élan|");
  assert.equal(pressed("one two|", "erase-word-left"), "one |");
  assert.equal(pressed("one| two!", "erase-word-right"), "one|!");
  assert.equal(pressed("|...", "word-right"), "...|");
});

Deno.test("LineEditor moves between lines and erases within one", () => {
  assert.equal(pressed("one\ntwo|", "home"), "one\n|two");
  assert.equal(pressed("o|ne\ntwo", "end"), "one|\ntwo");
  assert.equal(pressed("one\nt|wo", "up"), "o|ne\ntwo");
  assert.equal(pressed("on\nthree|", "up"), "on|\nthree");
  assert.equal(pressed("o|ne\ntwo", "down"), "one\nt|wo");
  assert.equal(pressed("three|\non", "down"), "three\non|");
  assert.equal(pressed("\n\n|", "up", "up", "up"), "|\n\n");
  assert.equal(pressed("👨‍👩‍👧x\n12|3", "up"), "|👨‍👩‍👧x\n123");
  assert.equal(pressed("one\nt|wo", "erase-to-end"), "one\nt|");
  assert.equal(pressed("one\nt|wo", "erase-to-start"), "one\n|wo");
  assert.equal(pressed("a|b", "newline"), "a\n|b");
});

Deno.test("LineEditor yanks the text that was erased or saved last", () => {
  assert.equal(pressed("one two|", "erase-word-left", "home", "yank"), "two|one ");
  const editor = new LineEditor();
  editor.saveForYank("lost");
  assert.ok(editor.press("yank"));
  assert.equal(editor.text, "lost");
});

Deno.test("LineEditor.press() returns whether the key changed anything", () => {
  const editor = new LineEditor();
  editor.set("x");
  assert.ok(!editor.press("up"));
  assert.ok(!editor.press("right"));
  assert.ok(!editor.press("tab"));
  assert.ok(!editor.press("yank"));
  assert.ok(editor.press("left"));
});

Deno.test("LineEditor.replace() replaces the text up to the cursor", () => {
  const editor = new LineEditor();
  editor.set("say bo now");
  for (const key of ["word-left", "left"] as const) editor.press(key);
  editor.replace(4, "bob:");
  assert.equal(editor.text, "say bob: now");
  assert.equal(editor.cursor, 8);
});
