import assert from "node:assert/strict";
import fc from "fast-check";
import { FrameBuffer } from "../../../lib/wire/frame_buffer.ts";

const mebibyte = 1024 * 1024;

/** Frames of these sizes in a row, each filled with a different byte. */
function streamOf(sizes: readonly number[]): { stream: Uint8Array; frames: Uint8Array[] } {
  const frames = sizes.map((size, index) => (
    Uint8Array.from({ length: size }, (_, at) => (index * 31 + at * 7) & 0xff)
  ));
  const parts = frames.flatMap((frame) => [sizeOf(frame.byteLength), frame]);
  return { stream: new Uint8Array(parts.flatMap((part) => [...part])), frames };
}

function sizeOf(size: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, size);
  return bytes;
}

/** Feeds `stream` as reads of at most these counts, in turn, and copies every frame. */
function cut(buffer: FrameBuffer, stream: Uint8Array, counts: readonly number[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let position = 0, turn = 0; position < stream.byteLength; turn++) {
    const space = buffer.space();
    assert.ok(space.byteLength > 0, "there is no space for the next byte");
    const most = Math.min(space.byteLength, counts[turn % counts.length]!);
    const part = stream.subarray(position, position + most);
    space.set(part);
    buffer.filled(part.byteLength);
    position += part.byteLength;
    for (let frame; (frame = buffer.next()) !== null;) found.push(frame.read((at) => at.slice()));
  }
  return found;
}

Deno.test("FrameBuffer cuts any frames out of any reads", () => {
  const sizes = fc.array(fc.integer({ min: 4, max: 200 }), { maxLength: 12 });
  const counts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 });
  const buffers = fc.integer({ min: 8, max: 128 });
  fc.assert(fc.property(sizes, counts, buffers, (sizes, counts, bufferBytes) => {
    const { stream, frames } = streamOf(sizes);
    const buffer = new FrameBuffer({ maxFrameBytes: 1000, bufferBytes });
    assert.deepEqual(cut(buffer, stream, counts), frames);
    assert.equal(buffer.isInFrame, false);
  }));
});

Deno.test("FrameBuffer cuts frames out of reads that end at every byte", () => {
  const { stream, frames } = streamOf([4, 60, 5, 61, 64, 300, 4]);
  for (let end = 1; end < stream.byteLength; end++) {
    const buffer = new FrameBuffer({ maxFrameBytes: 1000, bufferBytes: 64 });
    const found = cut(buffer, stream.subarray(0, end), [1000]);
    found.push(...cut(buffer, stream.subarray(end), [1000]));
    assert.deepEqual(found, frames, `cut at ${end}`);
  }
});

Deno.test("FrameBuffer reads a long frame into separate memory, without a copy", () => {
  const buffer = new FrameBuffer({ maxFrameBytes: 4 * mebibyte });
  buffer.space().set(sizeOf(2 * mebibyte));
  buffer.filled(4);
  assert.equal(buffer.next(), null);
  const space = buffer.space();
  assert.equal(space.byteLength, 2 * mebibyte);
  buffer.filled(space.byteLength);
  const frame = buffer.next()!.keep();
  assert.equal(frame.buffer, space.buffer);
});

Deno.test("FrameBuffer keeps a short frame only with keep()", () => {
  const buffer = new FrameBuffer({ maxFrameBytes: 100, bufferBytes: 64 });
  const { stream, frames: [first] } = streamOf([8, 8]);
  buffer.space().set(stream);
  buffer.filled(stream.byteLength);
  const lent = buffer.next()!;
  const kept = lent.keep();
  buffer.next();
  assert.throws(() => lent.byteLength, /reused/);
  buffer.next();
  buffer.space().fill(0);
  assert.deepEqual(kept, first);
});

Deno.test("FrameBuffer reserves at most 8 MiB before the bytes of a frame arrive", () => {
  const buffer = new FrameBuffer({ maxFrameBytes: 256 * mebibyte });
  buffer.space().set(sizeOf(256 * mebibyte));
  buffer.filled(4);
  assert.equal(buffer.next(), null);
  for (const wanted of [8, 8, 16, 32, 64, 128]) {
    const space = buffer.space();
    assert.equal(space.byteLength, wanted * mebibyte);
    buffer.filled(space.byteLength);
    if (wanted < 128) assert.equal(buffer.next(), null);
  }
  assert.equal(buffer.next()!.byteLength, 256 * mebibyte);
});

Deno.test("FrameBuffer throws on sizes out of range, also in later calls", () => {
  for (const size of [0, 3, 1001, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
    const buffer = new FrameBuffer({ maxFrameBytes: 1000 });
    buffer.space().set(sizeOf(size));
    buffer.filled(4);
    for (let attempt = 0; attempt < 2; attempt++) {
      assert.throws(() => buffer.next(), { name: "FrameSizeError", size });
    }
  }
});

Deno.test("FrameBuffer returns the frames before a size that is out of range", () => {
  const buffer = new FrameBuffer({ maxFrameBytes: 1000 });
  const { stream } = streamOf([5, 6]);
  buffer.space().set([...stream, 0x48, 0x54, 0x54, 0x50]);
  buffer.filled(stream.byteLength + 4);
  assert.deepEqual([buffer.next()?.byteLength, buffer.next()?.byteLength], [5, 6]);
  assert.throws(() => buffer.next(), { name: "FrameSizeError", size: 0x48545450 });
});

Deno.test("FrameBuffer returns an empty frame if the smallest frame is empty", () => {
  const buffer = new FrameBuffer({ maxFrameBytes: 1000 });
  buffer.minFrameBytes = 0;
  buffer.space().set([0, 0, 0, 0]);
  buffer.filled(4);
  assert.equal(buffer.next()?.byteLength, 0);
  assert.equal(buffer.next(), null);
});

Deno.test("FrameBuffer accepts the largest size", () => {
  const buffer = new FrameBuffer({ maxFrameBytes: 1000, bufferBytes: 64 });
  const { stream, frames } = streamOf([1000]);
  assert.deepEqual(cut(buffer, stream, [1000]), frames);
});
