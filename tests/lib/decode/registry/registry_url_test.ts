import assert from "node:assert/strict";
import { UsageError } from "../../../../lib/errors.ts";
import { parseRegistryUrls } from "../../../../lib/decode/registry/registry_url.ts";

Deno.test("parseRegistryUrls() reads addresses with and without a scheme", () => {
  assert.deepEqual(
    parseRegistryUrls("localhost:8081, https://r.example.org/api", "--registry").map(String),
    ["http://localhost:8081/", "https://r.example.org/api"],
  );
});

for (const text of ["", "ftp://r", "http://"]) {
  Deno.test(`parseRegistryUrls() rejects "${text}"`, () => {
    assert.throws(() => parseRegistryUrls(text, "--registry"), UsageError);
  });
}

for (const text of ["http://ada:word@r:8081", "ada:word@r:8081"]) {
  Deno.test(`parseRegistryUrls() rejects the login in ${text}, without repeating it`, () => {
    assert.throws(() => parseRegistryUrls(text, "--registry"), (error) => {
      assert.ok(error instanceof UsageError && !error.message.includes("word"));
      return true;
    });
  });
}
