import assert from "node:assert/strict";
import { BorrowedBytes } from "../../../lib/wire/borrowed_bytes.ts";

Deno.test("BorrowedBytes.keep() copies bytes of a shared buffer", () => {
  const buffer = new Uint8Array([1, 2, 3, 4]);
  const kept = new BorrowedBytes(buffer.subarray(1, 3), true).keep();
  buffer.fill(0);
  assert.deepEqual(kept, new Uint8Array([2, 3]));
});

Deno.test("BorrowedBytes.keep() returns bytes that nothing else uses", () => {
  const bytes = new Uint8Array([1, 2, 3]);
  assert.equal(new BorrowedBytes(bytes, false).keep(), bytes);
});

Deno.test("BorrowedBytes.read() passes the bytes without a copy", () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const borrowed = new BorrowedBytes(bytes, true);
  assert.equal(borrowed.read((view) => view === bytes), true);
  assert.equal(borrowed.byteLength, 3);
});

Deno.test("BorrowedBytes throws on any use after its end", () => {
  const borrowed = new BorrowedBytes(new Uint8Array(3), true);
  borrowed.end();
  const reused = /their buffer is reused/;
  assert.throws(() => borrowed.read(() => 0), reused);
  assert.throws(() => borrowed.keep(), reused);
  assert.throws(() => borrowed.byteLength, reused);
});
