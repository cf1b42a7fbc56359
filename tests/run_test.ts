import assert from "node:assert/strict";
import { namesFiles } from "./support/cli/deno_test.ts";

for (
  const [words, expected] of [
    [[], false],
    [["--filter", "/chat/"], false],
    [["tests/lib"], true],
    [["--no-check", "tests/main_test.ts"], true],
  ] as const
) {
  Deno.test(`namesFiles() is ${expected} for "${words.join(" ")}"`, () => {
    assert.equal(namesFiles(words), expected);
  });
}
