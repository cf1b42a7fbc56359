import assert from "node:assert/strict";
import { RecordChunk } from "../../../../lib/kafka/reader/record_chunk.ts";
import { encodeBatch } from "../../../../lib/wire/batches/batch_encoder.ts";
import { textOf, utf8 } from "../../../../lib/wire/bytes.ts";
import { CorruptBatchError } from "../../../../lib/wire/batches/corrupt_batch_error.ts";
import { crc32c } from "../../../../lib/wire/batches/crc32c.ts";
import { readBatches } from "../../../../lib/wire/batches/read_batches.ts";
import type { RecordView } from "../../../../lib/wire/batches/record_view.ts";

function batch(baseOffset: bigint, values: string): Uint8Array<ArrayBuffer> {
  const records = [...values].map((value) => ({ key: null, value: utf8(value), timestamp: 0n }));
  return encodeBatch(records, { baseOffset });
}

/** A batch whose checksum is right, and whose second record claims to be longer than it is. */
function malformed(baseOffset: bigint): Uint8Array {
  const bytes = batch(baseOffset, "xyz");
  const recordBytes = (bytes.byteLength - 61) / 3;
  bytes[61 + recordBytes]! += 2;
  new DataView(bytes.buffer).setUint32(17, crc32c(bytes, 21));
  return bytes;
}

function chunk(
  parts: readonly Uint8Array[],
  { start = 0n, stop = null, skipped = [] }: {
    start?: bigint;
    stop?: bigint | null;
    skipped?: string[];
  } = {},
): RecordChunk {
  return new RecordChunk({
    topic: "t",
    partition: 0,
    logStartOffset: 0n,
    lastStableOffset: 9n,
    highWatermark: 9n,
    batches: parts.flatMap((part) => [...readBatches(part)]),
    start,
    stop,
    onUnreadable: (from, { baseOffset }, { reason }) =>
      void skipped.push(`${from} of ${baseOffset}: ${reason}`),
  });
}

function collect(found: string[]): (record: RecordView) => void {
  return ({ offset, value }) => void found.push(`${offset}${textOf(value!)}`);
}

Deno.test("RecordChunk.forEach() skips records outside of the range", () => {
  const found: string[] = [];
  const whole = chunk([batch(0n, "abc"), batch(3n, "def")], { start: 1n, stop: 5n });
  assert.equal(whole.forEach(collect(found)), true);
  assert.deepEqual(found, ["1b", "2c", "3d", "4e"]);
});

Deno.test("RecordChunk.forEach() stops if the visitor returns false", () => {
  const found: string[] = [];
  const all = chunk([batch(0n, "abc"), batch(3n, "def")]);
  const ended = all.forEach((record) => {
    collect(found)(record);
    return found.length < 4;
  });
  assert.equal(ended, false);
  assert.deepEqual(found, ["0a", "1b", "2c", "3d"]);
});

Deno.test("RecordChunk.forEach() reports and skips an unreadable batch", () => {
  const found: string[] = [];
  const skipped: string[] = [];
  const all = chunk([batch(0n, "ab"), malformed(2n), batch(5n, "f")], { skipped });
  assert.equal(all.forEach(collect(found)), true);
  assert.deepEqual(found, ["0a", "1b", "2x", "5f"]);
  assert.equal(skipped.length, 1);
  assert.match(skipped[0]!, /^3 of 2: /);
});

Deno.test("RecordChunk.forEach() passes on whatever its visitor throws", () => {
  const thrown = new CorruptBatchError({ baseOffset: 0n, lastOffset: null, reason: "mine" });
  const skipped: string[] = [];
  const all = chunk([batch(0n, "ab")], { skipped });
  assert.throws(() =>
    all.forEach(() => {
      throw thrown;
    }), thrown);
  assert.deepEqual(skipped, []);
});

Deno.test("RecordChunk.visitedEnd follows the latest visitor, until it fails", () => {
  const some = chunk([batch(0n, "abc"), batch(3n, "def")], { start: 1n });
  assert.equal(some.visitedEnd, 1n);
  some.forEach(() => {});
  assert.equal(some.visitedEnd, 6n);
  some.forEach(({ offset }) => offset < 3n);
  assert.equal(some.visitedEnd, 4n);
  const error = new Error("failed");
  const fail = ({ offset }: RecordView): void => {
    if (offset === 4n) throw error;
  };
  assert.throws(() => some.forEach(fail), error);
  assert.equal(some.visitedEnd, 4n, "the record that failed does not count");
});
