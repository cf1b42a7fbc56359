import assert from "node:assert/strict";
import { mentionPattern, mentions } from "../../../../lib/chat/show/mention.ts";

Deno.test("mentions() finds a name as a separate word, in any case", () => {
  const texts = ["bob", "hi @Bob!", "BOB: look", "(bob)", "ask bob, please", "bob:look", "bob..."];
  const quoted = [
    "“bob”",
    "'bob'",
    "bob’s build",
    "bob's build",
    "*bob*",
    "alice,bob",
    "bob?",
    "bob-",
  ];
  for (const text of [...texts, ...quoted]) assert.ok(mentions(text, "bob"), text);
  for (const text of ["bobby", "kebob", "bob_2", "bo b", ""]) {
    assert.ok(!mentions(text, "bob"), text);
  }
});

Deno.test("mentions() ignores a name that is part of another name, path, address or URL", () => {
  const names = [
    "dev-ops is down",
    "ops-bob: look",
    "dev.ops",
    "ops_2",
    "dev‑ops",
    "#ops",
    "ops+bob",
  ];
  const addresses = [
    "ops.example.com",
    "ops@example.com",
    "dev@ops",
    "ops:8080",
    "ops://x",
    "root:ops",
  ];
  const paths = [
    "/ops/",
    "cd /srv/ops",
    "ops/deploy.sh",
    "C:\\ops",
    "ops\\bin",
    "~ops",
    "--ops",
    "$ops",
  ];
  const urls = [
    "https://example.com/ops/",
    "http://ops/",
    "https://x.org/a?u=ops",
    "ftp://x/(ops)",
  ];
  for (const text of [...names, ...addresses, ...paths, ...urls]) {
    assert.ok(!mentions(text, "ops"), text);
  }
  assert.ok(mentions("https://example.com/ops/ is down, ops", "ops"));
});

Deno.test("mentions() ignores a contraction that begins with the name", () => {
  assert.ok(!mentions("I don't know", "don"));
  assert.ok(!mentions("we're, I’m", "i"));
  assert.ok(!mentions("rock'n'roll", "n"));
});

Deno.test("mentions() accepts names with special characters", () => {
  assert.ok(mentions("hey c++ (the)", "c++"));
  assert.ok(!mentions("hey cccc", "c++"));
  assert.ok(mentions("salut élodie", "Élodie"));
  assert.ok(mentions("wo ist Ann Lee?", "ann lee"));
  assert.ok(mentions("dev-ops: look", "dev-ops"));
});

Deno.test("mentionPattern() matches the name with its @, without what follows", () => {
  assert.deepEqual("bob: hi @bob's bob-2".match(mentionPattern("bob")), ["bob", "@bob"]);
});
