import assert from "node:assert/strict";
import { UsageError } from "../../../lib/errors.ts";
import { isUserName, parseUserName } from "../../../lib/chat/user_name.ts";

Deno.test("parseUserName() takes names of any script", () => {
  for (
    const name of ["bob", "Zoë", "a b", "李雷", "🦊", "{bob}", "x".repeat(64), "می‌خواهم", "👩‍🚀"]
  ) {
    assert.equal(parseUserName(name), name);
  }
});

Deno.test("parseUserName() says what it found and what it accepts", () => {
  const accepted = "accepted are 1 to 64 characters without colons, line breaks, control " +
    "characters, or spaces at either end";
  const cases: [string, string][] = [
    ["", '"": it is empty'],
    ["al:ice", '"al:ice": it holds a colon'],
    ["al\nice", '"al\\nice": it holds a line break'],
    ["al\u2028ice", '"al\u2028ice": it holds a line break'],
    ["al\tice", '"al\\tice": it holds a control character'],
    ["\x1b[31mred", '"\\u001b[31mred": it holds a control character'],
    ["al\u202eice", '"al\u202eice": it holds an invisible formatting character'],
    [" alice", '" alice": it begins or ends with a space'],
    ["alice\u00a0", '"alice\u00a0": it begins or ends with a space'],
    ["x".repeat(65), `"${"x".repeat(64)}…": it has 65 characters`],
    ["\ud800", '"\\ud800": it holds half a character'],
  ];
  for (const [name, found] of cases) {
    assert.throws(
      () => parseUserName(name),
      new UsageError(`Cannot use the user name ${found}, ${accepted}`),
    );
  }
});

Deno.test("isUserName() counts characters, not their halves", () => {
  assert.equal(isUserName("🦊".repeat(64)), true);
  assert.equal(isUserName("🦊".repeat(65)), false);
});
