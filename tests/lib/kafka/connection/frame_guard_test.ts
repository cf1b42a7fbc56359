import assert from "node:assert/strict";
import fc from "fast-check";
import { FrameGuard } from "../../../../lib/kafka/connection/frame_guard.ts";

function frame(size: number, filler = 0x7f): Uint8Array {
  const bytes = new Uint8Array(4 + size).fill(filler);
  new DataView(bytes.buffer).setInt32(0, size);
  return bytes;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

Deno.test("FrameGuard passes any frames, however they are cut", () => {
  fc.assert(fc.property(
    fc.array(fc.integer({ min: 4, max: 40 }), { maxLength: 8 }),
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
    (sizes, cuts) => {
      const stream = new Uint8Array(sizes.flatMap((size) => [...frame(size)]));
      const guard = new FrameGuard();
      for (let start = 0, index = 0; start < stream.byteLength; index++) {
        const length = cuts[index % cuts.length]!;
        assert.equal(guard.inspect(stream.subarray(start, start + length)), null);
        start += length;
      }
    },
  ));
});

Deno.test("FrameGuard recognizes HTTP, byte by byte too", () => {
  assert.equal(new FrameGuard().inspect(bytesOf("HTTP/1.1 200 OK")), "http");
  const guard = new FrameGuard();
  const found = [...bytesOf("HTTP")].map((byte) => guard.inspect(new Uint8Array([byte])));
  assert.deepEqual(found, [null, null, null, "http"]);
});

Deno.test("FrameGuard recognizes a TLS alert", () => {
  assert.equal(new FrameGuard().inspect(new Uint8Array([0x15, 3, 3, 0, 2, 2, 80])), "tls");
});

Deno.test("FrameGuard takes a length that cannot be for another protocol", () => {
  for (const bytes of [[0x80, 0, 0, 0], [0, 0, 0, 3], [0x10, 0, 0, 1], [0, 0, 0, 0]]) {
    assert.equal(new FrameGuard().inspect(new Uint8Array(bytes)), "foreign");
  }
});

Deno.test("FrameGuard passes the largest length there may be", () => {
  assert.equal(new FrameGuard().inspect(new Uint8Array([0x10, 0, 0, 0])), null);
});

Deno.test("FrameGuard passes an empty token during a login without frames", () => {
  assert.equal(new FrameGuard().inspect(new Uint8Array([0, 0, 0, 0]), true), null);
});

Deno.test("FrameGuard notices garbage behind a good frame", () => {
  const guard = new FrameGuard();
  assert.equal(guard.inspect(new Uint8Array([...frame(5), ...bytesOf("HTTP")])), "http");
});
