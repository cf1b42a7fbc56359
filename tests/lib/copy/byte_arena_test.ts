import assert from "node:assert/strict";
import { ByteArena } from "../../../lib/copy/byte_arena.ts";

Deno.test("ByteArena.copy() returns bytes that do not change with their source", () => {
  const arena = new ByteArena();
  const source = new Uint8Array([1, 2, 3, 4]);
  const first = arena.copy(source, 1, 3);
  const second = arena.copy(source, 0, 4);
  source.fill(9);
  assert.deepEqual([...first, ...second], [2, 3, 1, 2, 3, 4]);
});

Deno.test("ByteArena.copy() returns large parts in a buffer of their own", () => {
  const large = new ByteArena().copy(new Uint8Array(100_000).fill(7), 0, 90_000);
  assert.equal(large.buffer.byteLength, 90_000);
  assert.ok(large.every((byte) => byte === 7));
});

Deno.test("ByteArena.copy() keeps earlier parts if a buffer is full", () => {
  const arena = new ByteArena();
  const parts = Array.from(
    { length: 100 },
    (_, index) => arena.copy(new Uint8Array(4_000).fill(index), 0, 4_000),
  );
  parts.forEach((part, index) => assert.ok(part.every((byte) => byte === index)));
});
