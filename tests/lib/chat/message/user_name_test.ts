import assert from "node:assert/strict";
import { UsageError } from "../../../../lib/errors.ts";
import {
  impersonationProblem,
  isUserName,
  parseUserName,
} from "../../../../lib/chat/message/user_name.ts";

Deno.test("parseUserName() accepts names of any script", () => {
  for (
    const name of [
      "bob",
      "Zoë",
      "a b",
      "李雷",
      "🦊",
      "{bob}",
      "x".repeat(64),
      "می‌خواهم",
      "👩‍🚀",
      "❤️",
      "ශ්‍රී",
    ]
  ) {
    assert.equal(parseUserName(name), name);
  }
});

Deno.test("parseUserName() reports what it found and what it expects", () => {
  const expected = "expected 1 to 64 visible characters without colons, line breaks, control " +
    "characters, or spaces at either end";
  const cases: [string, string][] = [
    ["", '"": it is empty'],
    ["al:ice", '"al:ice": it contains a colon'],
    ["al\nice", '"al\\nice": it contains a line break'],
    ["al\u2028ice", '"al\u2028ice": it contains a line break'],
    ["al\tice", '"al\\tice": it contains a control character'],
    ["\x1b[31mred", '"\\u001b[31mred": it contains a control character'],
    ["al\u202eice", '"al\u202eice": it contains an invisible character'],
    [" alice", '" alice": it begins or ends with a space'],
    ["alice\u00a0", '"alice\u00a0": it begins or ends with a space'],
    ["x".repeat(65), `"${"x".repeat(64)}…": it has 65 characters`],
    ["\ud800", '"\\ud800": it contains half a character'],
  ];
  for (const [name, found] of cases) {
    assert.throws(
      () => parseUserName(name),
      new UsageError(`Cannot use the user name ${found}; ${expected}`),
    );
  }
});

Deno.test("isUserName() counts characters, not their halves", () => {
  assert.equal(isUserName("🦊".repeat(64)), true);
  assert.equal(isUserName("🦊".repeat(65)), false);
});

Deno.test("parseUserName() rejects names that contain anything invisible", () => {
  const invisible = [
    "\u3164",
    "\uffa0",
    "\u115f",
    "\u200d",
    "\u200b",
    "\u2800",
    "\u2060",
    "\ufeff",
  ];
  const tags = ["\u{e0001}", "\u{e0062}", "\u{e0101}", "\ufe0f", "\u00ad", "\u034f", "\u200e"];
  for (const character of [...invisible, ...tags]) {
    for (const name of [character, character.repeat(3), `bob${character}`, `b${character}ob`]) {
      assert.throws(() => parseUserName(name), UsageError, JSON.stringify(name));
      assert.equal(isUserName(name), false, JSON.stringify(name));
    }
  }
});

Deno.test("isUserName() rejects a name without a letter, digit or symbol", () => {
  assert.equal(isUserName("\u0301"), false);
  assert.equal(isUserName("e\u0301"), true);
});

Deno.test("impersonationProblem() accepts a name that is only too long", () => {
  assert.equal(impersonationProblem("x".repeat(100)), undefined);
  assert.equal(impersonationProblem("alice: hi"), "it contains a colon");
});
