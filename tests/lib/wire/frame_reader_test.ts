import assert from "node:assert/strict";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { FrameReader } from "../../../lib/wire/frame_reader.ts";
import { WireError } from "../../../lib/wire/bytes.ts";

function framed(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + payload.byteLength);
  new DataView(frame.buffer).setInt32(0, payload.byteLength);
  frame.set(payload, 4);
  return frame;
}

Deno.test("FrameReader cuts the same frames however the stream is cut into chunks", () => {
  fc.assert(fc.property(
    fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }),
    fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
    (payloads, steps) => {
      const stream = Uint8Array.from(payloads.flatMap((payload) => [...framed(payload)]));
      const reader = new FrameReader({ maxFrameBytes: 40 });
      const frames: Uint8Array[] = [];
      for (let at = 0, step = 0; at < stream.byteLength; step++) {
        const end = at + steps[step % steps.length]!;
        const chunk = stream.slice(at, end);
        frames.push(...reader.push(chunk).map((frame) => frame.slice()));
        chunk.fill(0xee);
        at = end;
      }
      assert.deepEqual(frames.map((each) => each.toHex()), payloads.map((each) => each.toHex()));
      assert.equal(reader.pendingBytes, 0);
    },
  ));
});

Deno.test("FrameReader gives plain bytes, whose slice() copies, for a socket's Buffer", () => {
  const reader = new FrameReader({ maxFrameBytes: 100 });
  const [frame] = reader.push(Buffer.from(framed(new Uint8Array([1, 2, 3]))));
  assert.deepEqual(frame, new Uint8Array([1, 2, 3]));
  frame!.slice()[0] = 9;
  assert.deepEqual(frame, new Uint8Array([1, 2, 3]));
});

Deno.test("FrameReader tells how much of a frame it holds", () => {
  const reader = new FrameReader({ maxFrameBytes: 100 });
  assert.deepEqual(reader.push(new Uint8Array([0, 0])), []);
  assert.equal(reader.pendingBytes, 2);
  assert.deepEqual(reader.push(new Uint8Array([0, 3, 7])), []);
  assert.equal(reader.pendingBytes, 5);
  assert.deepEqual(reader.push(new Uint8Array([8, 9, 0])), [new Uint8Array([7, 8, 9])]);
  assert.equal(reader.pendingBytes, 1);
});

Deno.test("FrameReader refuses sizes that are negative or too large, and takes the largest", () => {
  const push = (hex: string): Uint8Array[] =>
    new FrameReader({ maxFrameBytes: 8 }).push(Uint8Array.fromHex(hex));
  assert.equal(push("00000008" + "0000000000000000").length, 1);
  assert.throws(() => push("00000009"), {
    name: "WireError",
    message: "Cannot read a frame of 9 bytes: at most 8",
  });
  assert.throws(() => push("ffffffff"), {
    name: "WireError",
    message: "Cannot read a frame of -1 bytes: at most 8",
  });
});

Deno.test("FrameReader gives the frames before a wrong size, and tells of it then", () => {
  const reader = new FrameReader({ maxFrameBytes: 8 });
  const frames = reader.push(Uint8Array.fromHex("0000000107" + "7fffffff" + "00"));
  assert.deepEqual(frames, [new Uint8Array([7])]);
  assert.equal(reader.failure?.message, "Cannot read a frame of 2147483647 bytes: at most 8");
  assert.throws(() => reader.push(new Uint8Array(1)), { name: "WireError" });
});

Deno.test("FrameReader makes no room for bytes that have only been promised", () => {
  const before = Deno.memoryUsage();
  const readers = Array.from({ length: 50 }, () => {
    const reader = new FrameReader({ maxFrameBytes: 2 ** 30 });
    reader.push(Uint8Array.fromHex("3fffffff" + "00"));
    return reader;
  });
  const after = Deno.memoryUsage();
  assert.ok(after.external - before.external < 2 ** 24, `${after.external - before.external}`);
  assert.equal(readers.length, 50);
});

const strangers: readonly (readonly [opening: Uint8Array, what: string])[] = [
  [Uint8Array.fromHex("16030100c8010000c40303"), "a TLS handshake"],
  [new TextEncoder().encode("GET / HTTP/1.1\r\n"), "an HTTP request"],
  [new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n"), "an HTTP response"],
  [new TextEncoder().encode("SSH-2.0-OpenSSH_9.2\r\n"), "an SSH greeting"],
];

for (const [opening, what] of strangers) {
  Deno.test(`FrameReader recognizes ${what}`, () => {
    const reader = new FrameReader({ maxFrameBytes: 100 * 2 ** 20 });
    assert.throws(
      () => reader.push(opening),
      new WireError(`Cannot read a frame: found ${what}, not the Kafka protocol`),
    );
  });
}
