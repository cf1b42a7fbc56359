import assert from "node:assert/strict";
import { parseAddresses } from "../../../lib/kafka/config.ts";
import { formatAddress } from "../../../lib/text/format_address.ts";

Deno.test("parseAddresses() reads names, IP literals and their ports", () => {
  assert.deepEqual(
    parseAddresses("localhost, 10.0.0.1:9093,[::1]:9094,[fe80::1],::1,k_1.example:1"),
    [
      { host: "localhost", port: 9092 },
      { host: "10.0.0.1", port: 9093 },
      { host: "::1", port: 9094 },
      { host: "fe80::1", port: 9092 },
      { host: "::1", port: 9092 },
      { host: "k_1.example", port: 1 },
    ],
  );
});

Deno.test("parseAddresses() passes over empty parts", () => {
  assert.deepEqual(parseAddresses("a:1,,b:2,"), [{ host: "a", port: 1 }, { host: "b", port: 2 }]);
});

Deno.test("parseAddresses() rejects a text without an address", () => {
  assert.throws(() => parseAddresses(" , "), {
    name: "UsageError",
    message: 'Cannot read " , " as broker addresses: it names none',
  });
});

Deno.test("parseAddresses() says what is wrong with an address", () => {
  const wrong: Record<string, string> = {
    "http://a:9092": "it has a scheme",
    "a:b:c": "more than one colon",
    ":9092": "no host",
    "a b:9092": '"a b" is not a host name',
    "a:": 'port "", accepted is 1 to 65535',
    "a:0": 'port "0", accepted is 1 to 65535',
    "a:65536": 'port "65536", accepted is 1 to 65535',
    "a:9o92": 'port "9o92", accepted is 1 to 65535',
    "[::1": "more than one colon",
    "[local]:1": '"[local]" is not a host name',
    "[::1]:x": 'port "x", accepted is 1 to 65535',
  };
  for (const [text, found] of Object.entries(wrong)) {
    assert.throws(() => parseAddresses(text), {
      name: "UsageError",
      message: `Cannot read "${text}" as a broker address: ${found}`,
    });
  }
});

Deno.test("parseAddresses() suggests an address without its scheme", () => {
  assert.throws(() => parseAddresses("kafka://a:9092"), { hint: 'Try "a:9092"' });
});

Deno.test("formatAddress() gives back what parseAddresses() reads", () => {
  const text = "localhost:9092,10.0.0.1:1,[::1]:65535";
  assert.equal(parseAddresses(text).map(formatAddress).join(","), text);
});
