import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeBatch } from "../../../../lib/wire/batches/batch_encoder.ts";
import { batchField } from "../../../../lib/wire/batches/batch_fields.ts";
import { codecs, loadCodec } from "../../../../lib/wire/codecs.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { CorruptBatchError } from "../../../../lib/wire/batches/corrupt_batch_error.ts";
import { crc32c } from "../../../../lib/wire/batches/crc32c.ts";
import { readBatches } from "../../../../lib/wire/batches/read_batches.ts";
import { allRecords, plainRecords, readSegment } from "../fixtures/batches/segment.ts";

await Promise.all(codecs.map(loadCodec));

const time = 1_700_000_000_000n;

/** Three batches of two records each, at offsets 10 to 15. */
function threeBatches(): Uint8Array {
  const records = ["one", "two"].map((word) => ({
    key: null,
    value: utf8(word),
    timestamp: time,
  }));
  const batches = [10n, 12n, 14n].map((baseOffset) => encodeBatch(records, { baseOffset }));
  return new Uint8Array(batches.flatMap((batch) => [...batch]));
}

const size = threeBatches().byteLength / 3;

/** Changes the second of three batches. Default: with a correct checksum. */
function damaged(
  change: (view: DataView) => void,
  { crc = "right" }: { crc?: "right" | "stale" } = {},
): Uint8Array {
  const bytes = threeBatches();
  const view = new DataView(bytes.buffer, size, size);
  change(view);
  if (crc === "right") {
    view.setUint32(batchField.crc, crc32c(bytes, size + batchField.attributes, 2 * size));
  }
  return bytes;
}

/** The base offsets of the batches before the error, and the error. */
function readUntilCorrupt(bytes: Uint8Array): { offsets: bigint[]; error: CorruptBatchError } {
  const offsets: bigint[] = [];
  try {
    for (const { baseOffset } of readBatches(bytes)) offsets.push(baseOffset);
  } catch (error) {
    if (error instanceof CorruptBatchError) return { offsets, error };
    throw error;
  }
  throw new Error("no batch was corrupt");
}

function assertCorrupt(
  bytes: Uint8Array,
  { reason, lastOffset }: { reason: string | RegExp; lastOffset: bigint | null },
): void {
  const { offsets, error } = readUntilCorrupt(bytes);
  assert.deepEqual(offsets, [10n]);
  assert.equal(error.baseOffset, 12n);
  assert.equal(error.lastOffset, lastOffset);
  if (typeof reason === "string") assert.equal(error.reason, reason);
  else assert.match(error.reason, reason);
  assert.equal(error.message, `Cannot read the batch at offset 12: ${error.reason}`);
}

for (const codec of codecs) {
  Deno.test(`readBatches() reads what kcat wrote with ${codec}`, () => {
    const [first, second, third, ...rest] = [...readBatches(readSegment(`kcat-${codec}.bin`))];
    assert.deepEqual(rest, []);
    const { codec: found, producerId, producerEpoch, baseSequence, leaderEpoch } = first!;
    assert.deepEqual([found, producerId, producerEpoch, baseSequence], [codec, null, null, null]);
    assert.deepEqual([leaderEpoch, first!.lastOffset, second!.baseOffset], [0, 5n, 6n]);
    const at = first!.maxTimestamp;
    assert.deepEqual(
      plainRecords(first!),
      [1, 2, 3, 4, 5, 6].map((n) => [
        BigInt(n - 1),
        at,
        `k${n}`,
        `value ${n} value ${n} value ${n} value ${n} value ${n}`,
        [["a", "1"], ["b", "x"], ["a", "2"], ["empty", ""]],
      ]),
    );
    assert.deepEqual(plainRecords(second!).map((record) => record.slice(2)), [
      [null, "plain value without a key", []],
      ["", "value for an empty key", []],
      ["k9", "", []],
    ]);
    assert.deepEqual(plainRecords(third!).map((record) => record.slice(2)), [["k10", null, []]]);
  });

  Deno.test(`readBatches() reads what Kafka's console producer wrote with ${codec}`, () => {
    const [batch, ...rest] = [...readBatches(readSegment(`java-${codec}.bin`))];
    assert.deepEqual(rest, []);
    assert.equal(batch!.codec, codec);
    assert.deepEqual([batch!.producerEpoch, batch!.baseSequence], [0, 0]);
    assert.deepEqual(plainRecords(batch!).map((record) => record.slice(2)), [
      ...[1, 2, 3, 4, 5, 6].map((n) => [
        `k${n}`,
        `value ${n} value ${n} value ${n} value ${n}`,
        [["a", `${n}`], ["b", null], ["a", ""], ["é", "x"]],
      ]),
      [null, "no key", []],
      ["k8", null, []],
      ["", "", []],
    ]);
  });
}

Deno.test("readBatches() reads the relative timestamps of a Java producer", () => {
  const base = 1_795_380_272_978n;
  const [batch] = [...readBatches(readSegment("java-none.bin"))];
  assert.equal(batch!.timestampType, "CreateTime");
  assert.deepEqual([batch!.baseTimestamp, batch!.maxTimestamp], [base, base + 32n]);
  assert.deepEqual(
    plainRecords(batch!).map(([, timestamp]) => timestamp - base),
    [0n, 30n, 31n, 31n, 31n, 31n, 31n, 32n, 32n],
  );
});

Deno.test("readBatches() yields transactions with their markers", () => {
  const batches = [...readBatches(readSegment("transaction.bin"))];
  assert.deepEqual(
    batches.map(({ baseOffset, lastOffset, isTransactional, isControl }) => ({
      offsets: [baseOffset, lastOffset],
      isTransactional,
      isControl,
    })),
    [
      { offsets: [0n, 1n], isTransactional: true, isControl: false },
      { offsets: [2n, 2n], isTransactional: true, isControl: true },
      { offsets: [3n, 3n], isTransactional: true, isControl: false },
      { offsets: [4n, 4n], isTransactional: true, isControl: true },
    ],
  );
  assert.deepEqual(batches.map(({ producerId }) => producerId), [4n, 4n, 4n, 4n]);
  assert.deepEqual(batches.map(({ producerEpoch }) => producerEpoch), [0, 1, 1, 2]);
  assert.deepEqual(batches.map(({ baseSequence }) => baseSequence), [0, null, 0, null]);
  assert.deepEqual(
    batches.flatMap(plainRecords).map(([offset, , key, value]) => [offset, key, value]),
    [
      [0n, "a", "kept"],
      [1n, "b", null],
      [2n, "\0\0\0\x01", "\0\0\0\0\0\0"],
      [3n, "a", "dropped"],
      [4n, "\0\0\0\0", "\0\0\0\0\0\0"],
    ],
  );
});

Deno.test("readBatches() returns the append time for all records of a batch", () => {
  const [batch] = [...readBatches(readSegment("log-append-time.bin"))];
  assert.equal(batch!.timestampType, "LogAppendTime");
  assert.equal(batch!.baseTimestamp, 5n);
  assert.deepEqual(plainRecords(batch!), [
    [0n, 1_795_380_268_052n, "k", "first", []],
    [1n, 1_795_380_268_052n, "k", "second", []],
  ]);
});

Deno.test("readBatches() keeps the offsets of records that compaction removed", () => {
  const batches = [...readBatches(readSegment("compacted.bin"))];
  assert.deepEqual(
    batches.map(({ baseOffset, lastOffset, recordCount }) => [baseOffset, lastOffset, recordCount]),
    [[0n, 3n, 2], [4n, 5n, 0], [6n, 9n, 4], [10n, 10n, 1], [11n, 11n, 1]],
  );
  assert.deepEqual(batches.slice(0, 3).map(plainRecords), [
    [[0n, time, "a", "1", []], [3n, time + 3n, "d", "1", []]],
    [],
    [
      [6n, time + 2000n, "b", "2", []],
      [7n, time + 2001n, "c", null, []],
      [8n, time + 2002n, "e", "2", []],
      [9n, time + 2003n, "f", "2", []],
    ],
  ]);
});

Deno.test("readBatches() ends without an error at an incomplete batch", () => {
  const bytes = threeBatches();
  for (let length = 0; length <= bytes.byteLength; length++) {
    const read = [...readBatches(bytes.subarray(0, length))];
    assert.equal(read.length, Math.floor(length / size), `${length} bytes`);
  }
});

Deno.test("readBatches() reads bytes at any place of their buffer", () => {
  const segment = readSegment("java-none.bin");
  for (let lead = 1; lead < 9; lead++) {
    const moved = new Uint8Array(lead + segment.byteLength);
    moved.set(segment, lead);
    assert.deepEqual(allRecords(moved.subarray(lead)), allRecords(segment));
  }
});

Deno.test("readBatches() throws at a wrong checksum, with the offset before the next batch", () => {
  const bytes = damaged((view) => view.setUint8(size - 3, 0xee), { crc: "stale" });
  const reason = /^CRC 0x[0-9a-f]+ stated, 0x[0-9a-f]+ found$/;
  assertCorrupt(bytes, { reason, lastOffset: 13n });
  assertCorrupt(bytes.subarray(0, 2 * size), { reason, lastOffset: 13n });
  const far = damaged((view) => view.setInt32(batchField.lastOffsetDelta, 5000), { crc: "stale" });
  assertCorrupt(far, { reason, lastOffset: 13n });
  assertCorrupt(far.subarray(0, 2 * size), { reason, lastOffset: 5012n });
});

Deno.test("readBatches() rejects old message sets, with their last offset", () => {
  for (const magic of [0, 1]) {
    const bytes = damaged((view) => view.setInt8(batchField.magic, magic));
    assertCorrupt(bytes, { reason: `magic ${magic}, only 2 is supported`, lastOffset: 12n });
  }
  const bytes = damaged((view) => view.setInt8(batchField.magic, 3));
  assertCorrupt(bytes, { reason: "magic 3, only 2 is supported", lastOffset: null });
});

Deno.test("readBatches() rejects a length shorter than a header", () => {
  for (const length of [48, 0, -1, -(2 ** 31)]) {
    const bytes = damaged((view) => view.setInt32(batchField.batchLength, length));
    const reason = `length ${length + 12}, less than the 61 of a header`;
    assertCorrupt(bytes, { reason, lastOffset: null });
  }
});

Deno.test("readBatches() rejects an unknown codec", () => {
  for (const number of [5, 6, 7]) {
    const bytes = damaged((view) => view.setInt16(batchField.attributes, number));
    assertCorrupt(bytes, { reason: `codec ${number}, at most 4`, lastOffset: 13n });
  }
});

Deno.test("readBatches() rejects impossible counts", () => {
  const count = (records: number, lastOffsetDelta: number): Uint8Array =>
    damaged((view) => {
      view.setInt32(batchField.recordCount, records);
      view.setInt32(batchField.lastOffsetDelta, lastOffsetDelta);
    });
  assertCorrupt(count(-1, 1), { reason: "-1 records in 2 offsets", lastOffset: 13n });
  assertCorrupt(count(3, 1), { reason: "3 records in 2 offsets", lastOffset: 13n });
  assertCorrupt(count(2, -1), { reason: "last offset delta -1", lastOffset: null });
});

Deno.test("readBatches() reads any bytes or throws a CorruptBatchError", () => {
  const read = (bytes: Uint8Array): void => {
    try {
      allRecords(bytes);
    } catch (error) {
      if (!(error instanceof CorruptBatchError)) throw error;
    }
  };
  const segments = [...codecs.map((codec) => `java-${codec}.bin`), "compacted.bin"]
    .map(readSegment);
  const changes = fc.array(fc.tuple(fc.nat(460), fc.nat(255)), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), read));
  fc.assert(
    fc.property(fc.constantFrom(...segments), changes, fc.nat(460), (segment, bytes, length) => {
      const changed = segment.slice();
      for (const [at, byte] of bytes) changed[at % changed.byteLength] = byte;
      read(changed);
      // With its checksum right again, the damage reaches the records.
      const end = Math.min(changed.byteLength, batchField.records + length);
      const batch = changed.slice(0, end);
      const view = new DataView(batch.buffer);
      view.setInt32(batchField.batchLength, end - batchField.leaderEpoch);
      view.setUint32(batchField.crc, crc32c(batch, batchField.attributes));
      read(batch);
    }),
    { numRuns: 500 },
  );
});
