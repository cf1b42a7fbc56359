import assert from "node:assert/strict";
import { LineEditor } from "../../../../lib/chat/terminal/line_editor.ts";
import { TabCycle } from "../../../../lib/chat/terminal/tab_cycle.ts";

const known = { commands: ["join"], rooms: ["ops"], userNames: ["bert", "bob"] };

function start(text: string): { editor: LineEditor; cycle: TabCycle } {
  const editor = new LineEditor();
  editor.set(text);
  return { editor, cycle: new TabCycle(editor) };
}

Deno.test("TabCycle.next() cycles through the completions and the typed word", () => {
  const { editor, cycle } = start("b");
  const seen = Array.from({ length: 4 }, () => cycle.next(known) && editor.text);
  assert.deepEqual(seen, ["bert: ", "bob: ", "b", "bert: "]);
  assert.ok(cycle.next(known, { back: true }));
  assert.equal(editor.text, "b");
});

Deno.test("TabCycle.next() starts again after a change of the line", () => {
  const { editor, cycle } = start("b");
  cycle.next(known);
  editor.insert("b");
  cycle.next(known);
  assert.equal(editor.text, "bert: bert ");
});

Deno.test("TabCycle.next() completes the next word after the only completion", () => {
  const { editor, cycle } = start("/j");
  cycle.next(known);
  assert.equal(editor.text, "/join ");
  cycle.next(known);
  assert.equal(editor.text, "/join ops ");
});

Deno.test("TabCycle.next() returns false if there is no completion", () => {
  const { editor, cycle } = start("zoe");
  assert.ok(!cycle.next(known));
  assert.equal(editor.text, "zoe");
});
