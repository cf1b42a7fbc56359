import assert from "node:assert/strict";
import { ask, frame, start } from "./_pipelines.ts";

const foreign: Readonly<Record<string, readonly [protocol: string, bytes: readonly number[]]>> = {
  "HTTP": ["http", [..."HTTP/1.1 200 OK"].map((letter) => letter.charCodeAt(0))],
  "a TLS alert": ["tls", [0x15, 3, 3, 0, 2, 2, 80]],
  "SSH": ["foreign", [..."SSH-2.0-x"].map((letter) => letter.charCodeAt(0))],
  "a negative size": ["foreign", [0x80, 0, 0, 0]],
  "a size without room for a correlation id": ["foreign", [0, 0, 0, 3, 1, 2, 3]],
  "a size over the limit": ["foreign", [0x10, 0, 0, 1]],
  "an answer that nothing asked for": ["foreign", [0, 0, 0, 4, 0, 0, 0, 9]],
};

for (const [what, [protocol, bytes]] of Object.entries(foreign)) {
  Deno.test(`RequestPipeline fails on ${what}, whole and byte by byte`, async () => {
    for (const readBytes of [1, 1000]) {
      const { stream, pipeline } = start();
      stream.readBytes = readBytes;
      const outcome = assert.rejects(ask(pipeline).answer, {
        name: "ForeignProtocolError",
        protocol,
      });
      await stream.written(1);
      stream.receive(new Uint8Array(bytes));
      await outcome;
      await pipeline.closed;
    }
  });
}

Deno.test("RequestPipeline resolves requests that were answered before foreign bytes", async () => {
  const { stream, pipeline } = start();
  const first = ask(pipeline).answer;
  const outcome = assert.rejects(ask(pipeline).answer, { name: "ForeignProtocolError" });
  await stream.written(1);
  stream.receive(new Uint8Array([...frame(0, [7]), 0x48, 0x54, 0x54, 0x50]));
  assert.deepEqual(await first, new Uint8Array([7]));
  await outcome;
  await pipeline.closed;
});
