import assert from "node:assert/strict";
import { BufferPool } from "../../../../lib/broker/server/buffer_pool.ts";

const mebibyte = 1024 * 1024;

Deno.test("BufferPool reuses a buffer that was released", () => {
  const pool = new BufferPool(mebibyte);
  const first = pool.take(100_000);
  assert.equal(first.byteLength, 100_000);
  const { buffer } = first;
  pool.give(first);
  assert.equal(pool.heldBytes, 128 * 1024);
  const second = pool.take(70_000);
  assert.deepEqual([second.buffer === buffer, second.byteLength], [true, 70_000]);
  assert.equal(pool.heldBytes, 0);
});

Deno.test("BufferPool keeps no more than its limit, and frees the rest", () => {
  const pool = new BufferPool(mebibyte);
  const buffers = Array.from({ length: 3 }, () => pool.take(mebibyte / 2));
  for (const each of buffers) pool.give(each);
  assert.equal(pool.heldBytes, mebibyte);
  assert.deepEqual(buffers.map(({ byteLength }) => byteLength > 0), [true, true, false]);
});

Deno.test("BufferPool keeps neither small nor very large buffers", () => {
  const pool = new BufferPool(100 * mebibyte);
  const large = pool.take(5 * mebibyte);
  pool.give(new Uint8Array(1000));
  pool.give(large);
  assert.deepEqual([pool.heldBytes, large.byteLength], [0, 0]);
});
