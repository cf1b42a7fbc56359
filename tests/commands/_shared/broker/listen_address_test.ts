import assert from "node:assert/strict";
import { hostAndPort } from "../../../../commands/_shared/broker/listen_address.ts";

const parseListen = hostAndPort({ flag: "--listen", minPort: 0 });

const addresses: readonly (readonly [text: string, host: string, port: number])[] = [
  ["localhost:9092", "localhost", 9092],
  ["127.0.0.1:0", "127.0.0.1", 0],
  ["[::1]:65535", "::1", 65_535],
  ["[::]:1", "::", 1],
  ["my-host.example_1:80", "my-host.example_1", 80],
];

for (const [text, host, port] of addresses) {
  Deno.test(`hostAndPort() reads ${text}`, () => {
    assert.deepEqual(parseListen(text), { host, port });
  });
}

for (
  const text of [
    ...["", "localhost", ":9092", "9092", "localhost:", "localhost:65536", "localhost:-1"],
    ...["localhost:1e3", "::1:9092", "[localhost]:9092", "[::1]", "a b:1", "http://a:1", "a:1,b:2"],
  ]
) {
  Deno.test(`hostAndPort() rejects ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseListen(text), {
      name: "UsageError",
      message:
        `Cannot use "${text}" for --listen: expected HOST:PORT, for example localhost:9092; ` +
        "port 0 picks a free one",
    });
  });
}

Deno.test("hostAndPort() rejects port 0 for an address to advertise", () => {
  assert.throws(() => hostAndPort({ flag: "--advertise", minPort: 1 })("localhost:0"), {
    message:
      'Cannot use "localhost:0" for --advertise: expected HOST:PORT, for example localhost:9092',
  });
});
