import assert from "node:assert/strict";
import { mentions } from "../../../lib/chat/mention.ts";

Deno.test("mentions() finds a name as a word of its own, in any case", () => {
  for (const text of ["bob", "hi @Bob!", "BOB: look", "(bob)", "ask bob, please"]) {
    assert.ok(mentions(text, "bob"), text);
  }
  for (const text of ["bobby", "kebob", "bob_2", "bo b", ""]) {
    assert.ok(!mentions(text, "bob"), text);
  }
});

Deno.test("mentions() takes names as they are, whatever is in them", () => {
  assert.ok(mentions("hey c++ (the)", "c++"));
  assert.ok(!mentions("hey cccc", "c++"));
  assert.ok(mentions("salut élodie", "Élodie"));
  assert.ok(mentions("wo ist Ann Lee?", "ann lee"));
});
