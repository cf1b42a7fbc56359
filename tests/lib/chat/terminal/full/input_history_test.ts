import assert from "node:assert/strict";
import { InputHistory } from "../../../../../lib/chat/terminal/full/input_history.ts";

function historyOf(...lines: readonly string[]): InputHistory {
  const history = new InputHistory();
  for (const line of lines) history.add(line);
  return history;
}

Deno.test("InputHistory goes back and returns to the line being typed", () => {
  const history = historyOf("one", "two", "two", " ");
  assert.equal(history.previous("draft"), "two");
  assert.equal(history.previous("two"), "one");
  assert.equal(history.previous("one"), undefined);
  assert.equal(history.next(), "two");
  assert.equal(history.next(), "draft");
  assert.equal(history.next(), undefined);
});

Deno.test("InputHistory finds the newest line with a text, then older ones", () => {
  const history = historyOf("/join ops", "hello", "/JOIN dev", "/join ops");
  assert.equal(history.search("join"), "/join ops");
  assert.equal(history.search("join", 1), "/JOIN dev");
  assert.equal(history.search("join", 2), undefined);
  assert.equal(history.search(""), undefined);
});

Deno.test("InputHistory keeps the last 500 lines", () => {
  const history = historyOf(...Array.from({ length: 600 }, (_, n) => `line ${n}.`));
  assert.equal(history.search("line 99."), undefined);
  assert.equal(history.search("line 100."), "line 100.");
});
