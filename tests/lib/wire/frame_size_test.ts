import assert from "node:assert/strict";
import { frameSizeError } from "../../../lib/wire/frame_size.ts";

function messageOf(prefixHex: string, maxFrameBytes: number): string | undefined {
  return frameSizeError(Uint8Array.fromHex(prefixHex), maxFrameBytes)?.message;
}

Deno.test("frameSizeError() accepts sizes from 0 to the limit", () => {
  assert.equal(messageOf("00000000", 8), undefined);
  assert.equal(messageOf("00000008", 8), undefined);
});

Deno.test("frameSizeError() rejects sizes that are negative or too large", () => {
  assert.equal(messageOf("00000009", 8), "Cannot read a frame of 9 bytes: at most 8");
  assert.equal(messageOf("ffffffff", 8), "Cannot read a frame of -1 bytes: at most 8");
});

const openings: readonly (readonly [opening: Uint8Array, protocol: string])[] = [
  [Uint8Array.fromHex("16030100c8010000c40303"), "a TLS handshake"],
  [new TextEncoder().encode("GET / HTTP/1.1\r\n"), "an HTTP request"],
  [new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n"), "an HTTP response"],
  [new TextEncoder().encode("SSH-2.0-OpenSSH_9.2\r\n"), "an SSH greeting"],
];

for (const [opening, protocol] of openings) {
  Deno.test(`frameSizeError() recognizes ${protocol}`, () => {
    const error = frameSizeError(opening.subarray(0, 4), 100 * 2 ** 20);
    assert.equal(error?.message, `Cannot read a frame: found ${protocol}, not the Kafka protocol`);
  });
}
