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
