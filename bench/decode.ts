/**
 * Measures only the decoding of records, without a broker: batches of 1 MB, values of 100 bytes.
 *
 * deno run bench/decode.ts
 */
import { encodeBatch, type RecordInput } from "../lib/wire/batches/batch_encoder.ts";
import { codecs, type CompressionCodec, loadCodec } from "../lib/wire/codecs.ts";
import { readBatches } from "../lib/wire/batches/read_batches.ts";
import { RecordChunk } from "../lib/kafka/reader/record_chunk.ts";

const recordsPerBatch = 9_000;
const rounds = 60;
const runs = 7;

function sampleRecords(): RecordInput[] {
  const encoder = new TextEncoder();
  const words = ["salut", "panda", "kafka", "redpanda", "offset", "record", "batch", "rouge"];
  return Array.from({ length: recordsPerBatch }, (_, index) => {
    let text = `${index}`;
    for (let step = 1; text.length < 100; step++) {
      text += ` ${words[(index * step) % words.length]}`;
    }
    return {
      key: null,
      value: encoder.encode(text.slice(0, 100)),
      timestamp: 1_700_000_000_000n + BigInt(index >> 3),
    };
  });
}

/** Returns the median of several runs, in records per second. */
function recordsPerSecond(work: () => void): number {
  const rates: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    for (let round = 0; round < rounds; round++) work();
    rates.push((rounds * recordsPerBatch * 1000) / (performance.now() - start));
  }
  return rates.sort((a, b) => a - b)[runs >> 1]!;
}

function decode(batch: Uint8Array): number {
  let valueBytes = 0;
  for (const read of readBatches(batch)) {
    read.forEach((record) => {
      valueBytes += record.valueLength;
    });
  }
  return valueBytes;
}

/** Decodes through a RecordChunk, as readers do; skips the first and the last record. */
function readChunk(batch: Uint8Array): number {
  let valueBytes = 0;
  const bounds = { logStartOffset: 0n, lastStableOffset: 0n, highWatermark: 0n };
  const chunk = new RecordChunk({
    topic: "bench",
    partition: 0,
    ...bounds,
    batches: [...readBatches(batch)],
    start: 1n,
    stop: BigInt(recordsPerBatch - 1),
    onUnreadable(_from, _batch, error): void {
      throw error;
    },
  });
  chunk.forEach((record) => {
    valueBytes += record.valueLength;
  });
  return valueBytes;
}

function report(codec: CompressionCodec, records: readonly RecordInput[]): string {
  const batch = encodeBatch(records, { codec });
  if (decode(batch) !== recordsPerBatch * 100) throw new Error(`${codec}: not what was written`);
  const decoded = recordsPerSecond(() => decode(batch));
  const read = recordsPerSecond(() => readChunk(batch));
  const encoded = recordsPerSecond(() => encodeBatch(records, { codec }));
  return [
    codec.padEnd(8),
    `${(decoded / 1e6).toFixed(2)} M records/s decoded`,
    `${(read / 1e6).toFixed(2)} M read in a chunk`,
    `${(encoded / 1e6).toFixed(2)} M encoded`,
  ].join("  ");
}

const records = sampleRecords();
for (const codec of codecs) {
  await loadCodec(codec);
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(report(codec, records));
}
