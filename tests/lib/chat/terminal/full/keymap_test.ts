import assert from "node:assert/strict";
import { bindingsOf, keyLines } from "../../../../../lib/chat/terminal/full/keymap.ts";
import { KeyReader } from "../../../../../lib/chat/terminal/keys.ts";

Deno.test("bindingsOf() binds what a terminal sends for each key", () => {
  const reader = new KeyReader({ bindings: bindingsOf() });
  const actionOf = (keys: string): string => {
    const [key] = reader.feed(keys);
    return key?.kind === "action" ? key.action : `${key?.kind}`;
  };
  assert.deepEqual(
    ["\x0b", "\x12", "\x1ba", "\x1b9", "\x1b[5~", "\x1b[1;5H", "\x1bOP"].map(actionOf),
    ["switcher", "search-input", "next-unread", "room-9", "page-up", "oldest", "help"],
  );
  assert.equal(actionOf("\x01"), "key");
});

Deno.test("keyLines() lists every key, in lines that fit a terminal of 60 columns", () => {
  const lines = keyLines();
  const listed = lines.map(([keys]) => keys).join(" ");
  for (const key of ["?", "Ctrl-K", "Alt-A", "Alt-M", "PgUp", "Ctrl-R", "F1", "Esc", "y"]) {
    assert.ok(listed.includes(key), key);
  }
  for (const [keys, meaning] of lines) {
    assert.ok(keys.length < 16 && meaning.length <= 40, `${keys}: ${meaning}`);
  }
});

Deno.test("bindingsOf() replaces keys by those that the user chose", () => {
  const bindings = bindingsOf({ "switcher": "ctrl-t", "next-unread": "f2" });
  assert.deepEqual(
    ["\x14", "\x0b", "\x1bOQ", "\x1ba", "\x1bm"].map((keys) => bindings.get(keys)),
    ["switcher", undefined, "next-unread", undefined, "next-mention"],
  );
  assert.ok(keyLines({ switcher: "ctrl-t" }).some(([keys]) => keys === "Ctrl-T"));
});

Deno.test("bindingsOf() refuses unknown actions, keys to edit, and a key of two actions", () => {
  const wanted = [
    [{ fly: "ctrl-t" }, /there is no such action/],
    [{ switcher: "ctrl-c" }, /wah knows no key "ctrl-c", or uses it to edit/],
    [{ switcher: "\x1b" }, /wah knows no key "\\x1b"/],
    [{ switcher: "alt-m" }, /it is the key of "/],
    [{ people: "alt-1" }, /it is the key of "room-1"/],
  ] as const;
  for (const [chosen, message] of wanted) assert.throws(() => bindingsOf(chosen), message);
});
