import assert from "node:assert/strict";
import net from "node:net";
import fc from "fast-check";
import { isIPv6 } from "../../../lib/text/ip_address.ts";

Deno.test("isIPv6() agrees with Node on written-out cases", () => {
  const cases = [
    ...["::", "::1", "1::", "fe80::1%eth0", "::ffff:10.0.0.1", "2001:DB8::8:800:200C:417A"],
    ...["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", ":::", "1::2::3", "g::1", "::1%", "12345::"],
    ...["", "localhost", "127.0.0.1", "[::1]", "::1]/a[", "::1/64", "::256.1.1.1", ":1", "1:"],
  ];
  for (const text of cases) assert.equal(isIPv6(text), net.isIPv6(text), text);
});

Deno.test("isIPv6() agrees with Node on any text of its letters", () => {
  const letters = fc.string({
    unit: fc.constantFrom(..."0123456789abcdefABCDEF:::::..%"),
    maxLength: 24,
  });
  fc.assert(fc.property(fc.oneof(letters, fc.ipV6()), (text) => {
    assert.equal(isIPv6(text), net.isIPv6(text));
  }));
});
