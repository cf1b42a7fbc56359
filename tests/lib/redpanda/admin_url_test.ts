import assert from "node:assert/strict";
import { derivedAdminUrl, parseAdminUrl } from "../../../lib/redpanda/admin_url.ts";

for (
  const [text, href] of [
    ["rp-1", "http://rp-1:9644/"],
    ["rp-1:19644", "http://rp-1:19644/"],
    ["[::1]", "http://[::1]:9644/"],
    ["http://rp-1:9644", "http://rp-1:9644/"],
    ["https://admin.example.org", "https://admin.example.org/"],
    ["http://rp-1/proxy", "http://rp-1/proxy"],
  ] as const
) {
  Deno.test(`parseAdminUrl() reads ${text}`, () => {
    assert.equal(parseAdminUrl(text).href, href);
  });
}

for (const text of ["", "ftp://rp-1", "http://", "rp 1", "rp-1:port"]) {
  Deno.test(`parseAdminUrl() rejects "${text}"`, () => {
    assert.throws(() => parseAdminUrl(text), {
      name: "UsageError",
      message: `Cannot read "${text}" as the address of an admin API`,
    });
  });
}

for (const text of ["http://ada:word@rp-1", "ada:word@rp-1:9644", "http://ada:word@rp 1"]) {
  Deno.test(`parseAdminUrl() rejects the login in ${text}, without repeating it`, () => {
    assert.throws(() => parseAdminUrl(text), {
      name: "UsageError",
      message: "Cannot use an admin API address with a login in it",
    });
  });
}

Deno.test("derivedAdminUrl() returns the broker's host and port 9644", () => {
  assert.equal(derivedAdminUrl("rp-1", { tls: false }).href, "http://rp-1:9644/");
  assert.equal(derivedAdminUrl("::1", { tls: true }).href, "https://[::1]:9644/");
});
