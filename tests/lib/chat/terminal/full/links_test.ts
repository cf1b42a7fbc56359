import assert from "node:assert/strict";
import { linksIn } from "../../../../../lib/chat/terminal/full/links.ts";

Deno.test("linksIn() finds http and https links, each once", () => {
  const text = "see https://a.example/x?y=1#z, HTTP://B.example. and https://a.example/x?y=1#z!";
  assert.deepEqual(linksIn(text), ["https://a.example/x?y=1#z", "http://b.example/"]);
  assert.deepEqual(linksIn("(https://en.wikipedia.org/wiki/Kafka_(disambiguation))"), [
    "https://en.wikipedia.org/wiki/Kafka_(disambiguation)",
  ]);
});

Deno.test("linksIn() ignores other schemes and broken links", () => {
  assert.deepEqual(linksIn("file:///etc/passwd javascript:alert(1) ssh://host http://"), []);
});

Deno.test("linksIn() shows host names in other scripts in Punycode", () => {
  assert.deepEqual(linksIn("https://аpple.com/"), ["https://xn--pple-43d.com/"]);
});
