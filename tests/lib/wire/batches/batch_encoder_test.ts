import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeBatch, type RecordInput } from "../../../../lib/wire/batches/batch_encoder.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { codecs, loadCodec } from "../../../../lib/wire/codecs.ts";
import { readBatches } from "../../../../lib/wire/batches/read_batches.ts";
import type { RecordBatch } from "../../../../lib/wire/batches/record_batch.ts";
import { allRecords, readSegment } from "../fixtures/batches/segment.ts";

await Promise.all(codecs.map(loadCodec));

const time = 1_700_000_000_000n;

function theBatch(bytes: Uint8Array): RecordBatch {
  const [batch, ...rest] = [...readBatches(bytes)];
  assert.deepEqual(rest, []);
  return batch!;
}

/** Copies of a batch's records, ready to be written again. */
function inputsOf(batch: RecordBatch): RecordInput[] {
  const inputs: RecordInput[] = [];
  batch.forEach(({ key, value, headers, timestamp }) => {
    inputs.push({ key, value, headers, timestamp });
  });
  return inputs;
}

Deno.test("encodeBatch() writes byte for byte what the Java producer wrote", () => {
  const recorded = readSegment("java-none.bin");
  const batch = theBatch(recorded);
  const written = encodeBatch(inputsOf(batch), {
    producerId: 10n,
    producerEpoch: 0,
    baseSequence: 0,
    leaderEpoch: 0,
  });
  assert.equal(written.toHex(), recorded.toHex());
});

Deno.test("encodeBatch() writes byte for byte what librdkafka wrote", () => {
  const recorded = readSegment("kcat-none.bin");
  const written = [...readBatches(recorded)].map((batch) =>
    encodeBatch(inputsOf(batch), { leaderEpoch: 0, baseOffset: batch.baseOffset }).toHex()
  );
  assert.equal(written.join(""), recorded.toHex());
});

Deno.test("encodeBatch() writes byte for byte the markers that the coordinator wrote", () => {
  const recorded = [...readBatches(readSegment("transaction.bin"))];
  for (const batch of recorded) {
    const { baseOffset, isControl, producerId, producerEpoch, baseSequence } = batch;
    const written = encodeBatch(inputsOf(batch), {
      baseOffset,
      isControl,
      isTransactional: true,
      producerId: producerId!,
      producerEpoch: producerEpoch!,
      ...(baseSequence === null ? {} : { baseSequence }),
      leaderEpoch: 0,
    });
    assert.equal(written.toHex(), batch.bytes.toHex());
  }
});

Deno.test("encodeBatch() writes no producer id by default", () => {
  const batch = theBatch(encodeBatch([{ key: null, value: null, timestamp: time }]));
  const { producerId, producerEpoch, baseSequence, leaderEpoch, isTransactional, isControl } =
    batch;
  assert.deepEqual([producerId, producerEpoch, baseSequence, leaderEpoch], [
    null,
    null,
    null,
    null,
  ]);
  assert.deepEqual([isTransactional, isControl, batch.codec], [false, false, "none"]);
});

Deno.test("encodeBatch() counts timestamps from the first and notes the latest", () => {
  const timestamps = [time, time - 5n, time + 9n, 0n, -1n, time * 1000n, -(2n ** 63n)];
  const records = timestamps.map((timestamp) => ({ key: null, value: null, timestamp }));
  const batch = theBatch(encodeBatch(records));
  assert.deepEqual([batch.baseTimestamp, batch.maxTimestamp], [time, time * 1000n]);
  assert.deepEqual(inputsOf(batch).map(({ timestamp }) => timestamp), timestamps);
});

Deno.test("encodeBatch() carries both ends of the range of timestamps in one batch", () => {
  const records = [-(2n ** 63n), 2n ** 63n - 1n].map((timestamp) => ({
    key: null,
    value: null,
    timestamp,
    headers: [],
  }));
  assert.deepEqual(inputsOf(theBatch(encodeBatch(records))), records);
  assert.deepEqual(inputsOf(theBatch(encodeBatch(records.toReversed()))), records.toReversed());
});

Deno.test("encodeBatch() writes a batch that compaction has emptied", () => {
  for (const codec of codecs) {
    const batch = theBatch(encodeBatch([], { codec, baseOffset: 4n, lastOffsetDelta: 1 }));
    assert.deepEqual([batch.recordCount, batch.lastOffset], [0, 5n]);
    assert.equal(batch.forEach(() => {}), true);
  }
});

Deno.test("encodeBatch() and readBatches() agree on all records, in every codec", () => {
  const plain = { noNullPrototype: true };
  const bytes = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: null });
  const header = fc.record({ key: fc.string({ unit: "grapheme" }), value: bytes }, plain);
  const record = fc.record({
    key: bytes,
    value: bytes,
    headers: fc.array(header, { maxLength: 4 }),
    timestamp: fc.bigInt({ min: -1n, max: 2n ** 62n }),
  }, plain);
  const property = fc.property(
    fc.array(record, { minLength: 1, maxLength: 20 }),
    fc.constantFrom(...codecs),
    fc.bigInt({ min: 0n, max: 2n ** 62n }),
    (records, codec, baseOffset) => {
      const read = inputsOf(theBatch(encodeBatch(records, { codec, baseOffset })));
      assert.deepEqual(read, records);
    },
  );
  fc.assert(property, { numRuns: 200 });
});

Deno.test("encodeBatch() writes lengths of every size", () => {
  for (const length of [0, 1, 63, 64, 8191, 8192, 1_048_575, 1_048_576]) {
    const value = new Uint8Array(length).fill(7);
    const records = [{
      key: value,
      value,
      headers: [{ key: "k".repeat(length % 9000), value }],
      timestamp: time,
    }];
    assert.deepEqual(inputsOf(theBatch(encodeBatch(records))), records);
  }
});

Deno.test("encodeBatch() writes headers in order, with repeated keys", () => {
  const headers = [
    { key: "trace", value: utf8("1") },
    { key: "", value: null },
    { key: "trace", value: new Uint8Array() },
    { key: "été 🐼", value: utf8("a=b") },
  ];
  const batch = encodeBatch([{ key: null, value: null, headers, timestamp: time }]);
  assert.deepEqual(allRecords(batch), [
    [0n, time, null, null, [["trace", "1"], ["", null], ["trace", ""], ["été 🐼", "a=b"]]],
  ]);
});
