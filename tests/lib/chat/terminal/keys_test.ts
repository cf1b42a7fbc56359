import assert from "node:assert/strict";
import fc from "fast-check";
import { type Key, KeyReader } from "../../../../lib/chat/terminal/keys.ts";

function text(text: string): Key {
  return { kind: "text", text };
}

function key(name: Extract<Key, { kind: "key" }>["name"]): Key {
  return { kind: "key", name };
}

Deno.test("KeyReader separates text from keys", () => {
  assert.deepEqual(new KeyReader().feed("hé 世\r\x7f\x1b[A\x1b[1;5D\x1bOHx\x03"), [
    text("hé 世"),
    key("enter"),
    key("backspace"),
    key("up"),
    key("word-left"),
    key("home"),
    text("x"),
    key("interrupt"),
  ]);
});

Deno.test("KeyReader skips unknown sequences as a whole", () => {
  assert.deepEqual(
    new KeyReader().feed("a\x1b[15~\x1b[1;9P\x1bOP\x1b[200;3R\x1bq\x1b[M\x00\x1cb\x1a"),
    [text("a"), text("b"), key("suspend")],
  );
});

Deno.test("KeyReader reads a paste as one text, with any line breaks", () => {
  assert.deepEqual(
    new KeyReader().feed("a\x1b[200~one\r\ntwo\rthree\n\x1b[31m\x03\x1b[201~\r"),
    [text("a"), { kind: "paste", text: "one\ntwo\nthree\n\x1b[31m\x03" }, key("enter")],
  );
});

Deno.test("KeyReader holds a single ESC until flush()", () => {
  const reader = new KeyReader();
  assert.deepEqual(reader.feed("a\x1b"), [text("a")]);
  assert.ok(reader.isPending);
  assert.deepEqual(reader.flush(), [key("escape")]);
  assert.ok(!reader.isPending);
  assert.deepEqual(reader.feed("\x1b"), []);
  assert.deepEqual(reader.feed("[A"), [key("up")]);
  assert.deepEqual(reader.feed("\x1b["), []);
  assert.deepEqual(reader.flush(), []);
  assert.deepEqual(reader.feed("\x1b\x1b[A"), [key("escape"), key("up")]);
});

Deno.test("KeyReader continues after an invalid sequence", () => {
  assert.deepEqual(new KeyReader().feed("\x1b[1\x07\x1bO\rx"), [
    text("1"),
    key("enter"),
    text("x"),
  ]);
});

Deno.test("KeyReader reads the same keys from any pieces of the input", () => {
  const pieces = fc.constantFrom("é", "世", "x\r", "\x1b[A", "\x1b[200~p\r\nq\x1b[201~", "\x1bOB");
  fc.assert(fc.property(fc.array(pieces), fc.nat(20), (parts, size) => {
    const whole = parts.join("");
    const reader = new KeyReader();
    const keys: Key[] = [];
    for (let at = 0; at < whole.length; at += size + 1) {
      keys.push(...reader.feed(whole.slice(at, at + size + 1)));
    }
    assert.deepEqual(joined(keys), joined(new KeyReader().feed(whole)));
  }));
});

Deno.test("KeyReader replaces the meaning of a bound key by its action", () => {
  const bindings = new Map([["\x0b", "switch"], ["\x1b1", "first"], ["\x1b[5~", "up"]]);
  const reader = new KeyReader({ bindings });
  const action = (action: string): Key => ({ kind: "action", action });
  assert.deepEqual(reader.feed("\x0b\x1b1\x1b[5~\x1b[6~\x05"), [
    ...["switch", "first", "up"].map(action),
    key("end"),
  ]);
});

Deno.test("KeyReader reads clicks, the wheel and the background only if it is asked to", () => {
  const reports = "\x1b[<0;3;2M\x1b[<0;3;2m\x1b[<64;1;1M\x1b[<35;9;9M" +
    "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b]52;c;eA==\x07";
  assert.deepEqual(new KeyReader({ hasReports: true }).feed(`${reports}x`), [
    { kind: "mouse", button: "left", row: 1, column: 2 },
    { kind: "mouse", button: "wheel-up", row: 0, column: 0 },
    { kind: "background", color: "rgb:1e1e/1e1e/1e1e" },
    text("x"),
  ]);
  assert.deepEqual(new KeyReader().feed("\x1b[<0;3;2Mx"), [text("x")]);
});

Deno.test("KeyReader drops an answer that does not end, and reads on", () => {
  const reader = new KeyReader({ hasReports: true });
  assert.deepEqual(reader.feed("\x1b]11;rgb:"), []);
  assert.ok(reader.isPending);
  assert.deepEqual(reader.flush(), []);
  assert.deepEqual(reader.feed("x"), [text("x")]);
});

/** Joins texts that arrived in pieces. */
function joined(keys: readonly Key[]): Key[] {
  const result: Key[] = [];
  for (const each of keys) {
    const last = result.at(-1);
    if (last?.kind === "text" && each.kind === "text") {
      result[result.length - 1] = text(last.text + each.text);
    } else result.push(each);
  }
  return result;
}
