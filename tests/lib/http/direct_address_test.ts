import assert from "node:assert/strict";
import { isDirectAddress } from "../../../lib/http/direct_address.ts";

const cases: readonly (readonly [url: string, noProxy: string | undefined, isDirect: boolean])[] = [
  ["http://localhost:9644", undefined, true],
  ["http://LOCALHOST", undefined, true],
  ["http://rp.localhost", undefined, true],
  ["http://127.1.2.3", undefined, true],
  ["https://[::1]:9644", undefined, true],
  ["http://0.0.0.0:9644", undefined, true],
  ["http://rp-1:9644", undefined, false],
  ["http://notlocalhost", undefined, false],
  ["http://192.0.2.1", undefined, false],
  ["http://[2001:db8::1]", undefined, false],
  ["http://rp-1", "*", true],
  ["http://rp-1", "other,rp-1", true],
  ["http://rp-1", "other rp-1", true],
  ["http://rp-1", " RP-1 ,", true],
  ["http://rp-1", "rp-10", false],
  ["http://rp-1.example.org", "example.org", true],
  ["http://rp-1.example.org", ".example.org", true],
  ["http://rp-1.example.org", "*.example.org", true],
  ["http://rp-1.example.org", "ample.org", false],
  ["http://rp-1", "rp-1:80", true],
  ["https://rp-1", "rp-1:443", true],
  ["http://rp-1:9644", "rp-1:80", false],
  ["http://192.0.2.1", "192.0.2.1", true],
  ["http://[2001:db8::1]", "2001:DB8:0::1", true],
  ["http://[2001:db8::1]", "[2001:db8::1]", true],
  ["http://[2001:db8::1]:9644", "[2001:db8::1]:9644", true],
  ["http://[2001:db8::1]:9644", "[2001:db8::1]:80", false],
  ["http://rp-1", ".", false],
];

for (const [url, noProxy, expected] of cases) {
  const what = expected ? "goes direct" : "may use a proxy";
  Deno.test(`isDirectAddress(): ${url} ${what} if NO_PROXY is ${noProxy ?? "not set"}`, () => {
    assert.equal(isDirectAddress(new URL(url), noProxy), expected);
  });
}
