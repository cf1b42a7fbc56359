import assert from "node:assert/strict";
import fc from "fast-check";
import { RecordChunk } from "../../../../lib/kafka/reader/record_chunk.ts";
import { TimeHeap, TimeStream } from "../../../../lib/kafka/reader/time_heap.ts";
import { encodeBatch } from "../../../../lib/wire/batches/batch_encoder.ts";
import { readBatches } from "../../../../lib/wire/batches/read_batches.ts";

function chunkOf(partition: number, timestamps: readonly number[]): RecordChunk {
  const records = timestamps.map((timestamp) => ({
    key: null,
    value: null,
    timestamp: BigInt(timestamp),
  }));
  return new RecordChunk({
    topic: "orders",
    partition,
    logStartOffset: 0n,
    lastStableOffset: 0n,
    highWatermark: 0n,
    batches: records.length === 0 ? [] : [...readBatches(encodeBatch(records))],
    start: 0n,
    stop: null,
    onUnreadable(_from, _batch, error): void {
      throw error;
    },
  });
}

async function* chunksOf(
  partition: number,
  chunks: readonly (readonly number[])[],
): AsyncGenerator<RecordChunk, void, void> {
  for (const timestamps of chunks) yield chunkOf(partition, timestamps);
}

const partitions = fc.array(
  fc.array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 4 }),
  { minLength: 1, maxLength: 5 },
);

Deno.test("TimeHeap merges streams that are sorted into one that is sorted", async () => {
  await fc.assert(fc.asyncProperty(partitions, async (unsorted) => {
    const sorted = unsorted.map((chunks) => {
      const times = chunks.flat().toSorted((a, b) => a - b);
      return chunks.map(({ length }) => times.splice(0, length));
    });
    const streams = sorted.map((chunks, index) => new TimeStream(chunksOf(index, chunks), index));
    const heap = new TimeHeap([]);
    for (const stream of streams) if (await stream.load()) heap.push(stream);
    const found: (readonly [timestamp: number, partition: number])[] = [];
    for (let top = heap.top; top !== undefined; top = heap.top) {
      found.push([top.timestamp, top.chunk.partition]);
      if (top.next() || await top.load()) heap.update();
      else heap.pop();
    }
    const expected = sorted
      .flatMap((chunks, partition) => chunks.flat().map((time) => [time, partition] as const))
      .toSorted(([a, p], [b, q]) => a - b || p - q);
    assert.deepEqual(found, expected);
  }));
});
