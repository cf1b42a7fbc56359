import assert from "node:assert/strict";
import { parseAddresses } from "../../../lib/kafka/config.ts";
import { formatAddress } from "../../../lib/text/format_address.ts";

Deno.test("parseAddresses() reads names, IP literals and their ports", () => {
  assert.deepEqual(
    parseAddresses(
      "localhost, 10.0.0.1:9093,[::1]:9094,[fe80::1],::1,fe80::1%eth0,[::ffff:10.0.0.1]:2," +
        "k_1.example:1",
    ),
    [
      { host: "localhost", port: 9092 },
      { host: "10.0.0.1", port: 9093 },
      { host: "::1", port: 9094 },
      { host: "fe80::1", port: 9092 },
      { host: "::1", port: 9092 },
      { host: "fe80::1%eth0", port: 9092 },
      { host: "::ffff:10.0.0.1", port: 2 },
      { host: "k_1.example", port: 1 },
    ],
  );
});

Deno.test("parseAddresses() ignores empty parts", () => {
  assert.deepEqual(parseAddresses("a:1,,b:2,"), [{ host: "a", port: 1 }, { host: "b", port: 2 }]);
});

Deno.test("parseAddresses() rejects a text without an address", () => {
  assert.throws(() => parseAddresses(" , "), {
    name: "UsageError",
    message: 'Cannot read " , " as broker addresses: no address found',
  });
});

Deno.test("parseAddresses() names what is wrong with an address", () => {
  const wrong: Record<string, string> = {
    "http://a:9092": "it has a scheme",
    "a:b:c": "more than one colon",
    ":9092": "the host is missing",
    ":": "the host is missing",
    "a b:9092": '"a b" is not a host name',
    "a/b:9092": '"a/b" is not a host name',
    "a:": "the port is missing",
    "a:0": "port 0, expected a number from 1 to 65535",
    "a:65536": "port 65536, expected a number from 1 to 65535",
    "a:9o92": 'port "9o92", expected a number from 1 to 65535',
    "[::1": 'the closing "]" is missing',
    "[::1:9092": 'the closing "]" is missing',
    "[": 'the closing "]" is missing',
    "::1]": "misplaced bracket",
    "::1]:9092": "misplaced bracket",
    "a[::1]": "misplaced bracket",
    "[]:1": '"" is not an IPv6 address',
    "[local]:1": '"local" is not an IPv6 address',
    "[::g]": '"::g" is not an IPv6 address',
    "[::1]9092": '"9092" follows the "]"',
    "[::1]]:9092": '"]:9092" follows the "]"',
    "[::1]:": "the port is missing",
    "[::1]:x": 'port "x", expected a number from 1 to 65535',
    "1:2:3::4::5": "more than one colon",
  };
  for (const [text, found] of Object.entries(wrong)) {
    assert.throws(() => parseAddresses(text), {
      name: "UsageError",
      message: `Cannot read "${text}" as a broker address: ${found}`,
    });
  }
});

Deno.test("parseAddresses() suggests an address without its scheme and path", () => {
  assert.throws(() => parseAddresses("kafka://a:9092"), { hint: 'Try "a:9092"' });
  assert.throws(() => parseAddresses("http://[::1]:9092/x"), { hint: 'Try "[::1]:9092"' });
});

Deno.test("parseAddresses() rejects a login in an address, without repeating it", () => {
  for (const text of ["ada:word@a:9092", "kafka://ada:word@a", "a:1,ada:word@b:"]) {
    assert.throws(() => parseAddresses(text), {
      name: "UsageError",
      message: "Cannot use a broker address with a login in it",
    });
  }
});

Deno.test("formatAddress() returns what parseAddresses() reads", () => {
  const text = "localhost:9092,10.0.0.1:1,[::1]:65535";
  assert.equal(parseAddresses(text).map(formatAddress).join(","), text);
});
