import assert from "node:assert/strict";
import fc from "fast-check";
import { shellQuote } from "../../../lib/text/shell_quote.ts";

Deno.test("shellQuote() leaves plain words as they are", () => {
  assert.equal(shellQuote("retention.ms=60000"), "retention.ms=60000");
  assert.equal(shellQuote("a:b/c,d@e%f+g-h_i"), "a:b/c,d@e%f+g-h_i");
});

Deno.test("shellQuote() quotes special characters", () => {
  assert.equal(shellQuote(""), "''");
  assert.equal(shellQuote("a b"), "'a b'");
  assert.equal(shellQuote("it's"), "'it'\\''s'");
  assert.equal(shellQuote("*$(x)"), "'*$(x)'");
});

Deno.test("shellQuote() escapes quotes", () => {
  fc.assert(fc.property(fc.string(), (word) => {
    const quoted = shellQuote(word);
    const bare = quoted.replaceAll("'\\''", "\0").replace(/^'([^']*)'$/s, "$1");
    assert.equal(bare.replaceAll("\0", "'"), word.replaceAll("\0", "'"));
  }));
});
