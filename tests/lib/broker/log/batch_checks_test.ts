import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type BatchRules,
  type BatchVerdict,
  checkBatch,
} from "../../../../lib/broker/log/batch_checks.ts";
import { batchAttribute, batchField } from "../../../../lib/wire/batches/batch_fields.ts";
import { type CompressionCodec, loadCodec } from "../../../../lib/wire/codecs.ts";
import { crc32c } from "../../../../lib/wire/batches/crc32c.ts";
import { batchOf, type Entry, plainRules } from "../_log_fixture.ts";

const now = 1_700_000_000_000;
const three = batchOf([{ value: "a" }, { value: "b" }, { value: "c" }]);

/** Returns the error of a verdict; undefined if the batch can be appended. */
function refusal(verdict: BatchVerdict): string | null {
  return verdict.kind === "accepted" ? null : verdict.error;
}

function judged(records: Uint8Array | null, rules: Partial<BatchRules> = {}): string | null {
  return refusal(checkBatch(records, { ...plainRules, ...rules }, now));
}

/** Returns a copy of a batch with another header and a matching CRC. */
function changed(change: (view: DataView) => void, batch: Uint8Array = three): Uint8Array {
  const bytes = batch.slice();
  const view = new DataView(bytes.buffer);
  change(view);
  view.setUint32(batchField.crc, crc32c(bytes, batchField.attributes));
  return bytes;
}

function withAttribute(bit: number): Uint8Array {
  return changed((view) => {
    view.setInt16(batchField.attributes, view.getInt16(batchField.attributes) | bit);
  });
}

Deno.test("checkBatch() accepts the smallest possible records", () => {
  assert.equal(judged(batchOf([{ key: null, value: null }, { key: null, value: null }])), null);
});

Deno.test("checkBatch() accepts a client's batch in every codec", async () => {
  for (const codec of ["none", "gzip", "snappy", "lz4", "zstd"] satisfies CompressionCodec[]) {
    await loadCodec(codec);
    assert.equal(judged(batchOf([{ key: "k" }, {}], { codec })), null, codec);
  }
});

const wrong: readonly (readonly [what: string, records: Uint8Array | null, error: string])[] = [
  ["no records", null, "INVALID_RECORD"],
  ["no bytes", new Uint8Array(0), "INVALID_RECORD"],
  ["two batches", Uint8Array.from([...three, ...three]), "INVALID_RECORD"],
  ["less than a header", three.subarray(0, 60), "INVALID_RECORD"],
  ["a batch cut short", three.subarray(0, -1), "INVALID_RECORD"],
  ["bytes behind a batch", Uint8Array.from([...three, 0]), "INVALID_RECORD"],
  [
    "a length less than a header",
    changed((view) => view.setInt32(batchField.batchLength, 1)),
    "CORRUPT_MESSAGE",
  ],
  [
    "a negative length",
    changed((view) => view.setInt32(batchField.batchLength, -1)),
    "CORRUPT_MESSAGE",
  ],
  ["magic 1", changed((view) => view.setInt8(batchField.magic, 1)), "INVALID_RECORD"],
  ["magic 3", changed((view) => view.setInt8(batchField.magic, 3)), "CORRUPT_MESSAGE"],
  [
    "a count of no records",
    changed((view) => view.setInt32(batchField.recordCount, 0)),
    "INVALID_RECORD",
  ],
  [
    "a negative count of records",
    changed((view) => view.setInt32(batchField.recordCount, -1)),
    "INVALID_RECORD",
  ],
  [
    "a last offset that does not fit the count",
    changed((view) => view.setInt32(batchField.lastOffsetDelta, 7)),
    "INVALID_RECORD",
  ],
  [
    "more records than there are bytes for",
    changed((view) => {
      view.setInt32(batchField.recordCount, 2 ** 31 - 1);
      view.setInt32(batchField.lastOffsetDelta, 2 ** 31 - 2);
    }),
    "INVALID_RECORD",
  ],
  ["a control batch", withAttribute(batchAttribute.control), "INVALID_RECORD"],
  ["a transaction", withAttribute(batchAttribute.transactional), "INVALID_TXN_STATE"],
  ["the broker's own bit", withAttribute(batchAttribute.logAppendTime), "INVALID_TIMESTAMP"],
  ["a codec that there is not", withAttribute(0x07), "UNSUPPORTED_COMPRESSION_TYPE"],
  [
    "a producer without sequence",
    changed((view) => view.setBigInt64(batchField.producerId, 7n)),
    "INVALID_RECORD",
  ],
];

for (const [what, records, error] of wrong) {
  Deno.test(`checkBatch() rejects ${what} as ${error}`, () => {
    assert.equal(judged(records), error);
  });
}

Deno.test("checkBatch() detects every byte that was changed in transit", () => {
  fc.assert(fc.property(
    fc.integer({ min: batchField.attributes, max: three.byteLength - 1 }),
    fc.integer({ min: 1, max: 255 }),
    (at, difference) => {
      const bytes = three.slice();
      bytes[at]! ^= difference;
      assert.equal(judged(bytes), "CORRUPT_MESSAGE");
    },
  ));
});

Deno.test("checkBatch() never crashes, for any bytes with a valid CRC", () => {
  fc.assert(fc.property(
    fc.uint8Array({ minLength: 40, maxLength: 120 }),
    fc.boolean(),
    (tail, compacted) => {
      const bytes = Uint8Array.from([...three.subarray(0, batchField.attributes), ...tail]);
      const sized = changed(
        (view) => view.setInt32(batchField.batchLength, bytes.byteLength - 12),
        bytes,
      );
      const verdict = checkBatch(sized, { ...plainRules, compacted }, now);
      assert.ok(verdict.kind === "accepted" || verdict.message.length > 0);
    },
  ));
});

Deno.test("checkBatch() accepts a batch of max.message.bytes and rejects a larger one", () => {
  const { byteLength } = three;
  assert.equal(judged(three, { maxMessageBytes: byteLength }), null);
  assert.equal(judged(three, { maxMessageBytes: byteLength - 1 }), "MESSAGE_TOO_LARGE");
});

Deno.test("checkBatch() accepts zstd only if the version of Produce allows it", async () => {
  await loadCodec("zstd");
  const zstd = batchOf([{}], { codec: "zstd" });
  assert.equal(judged(zstd, { allowsZstd: true }), null);
  assert.equal(judged(zstd, { allowsZstd: false }), "UNSUPPORTED_COMPRESSION_TYPE");
});

Deno.test("checkBatch() rejects timestamps outside the topic's limits", () => {
  const limits = { timestampAfterMaxMs: 100n, timestampBeforeMaxMs: 1000n };
  const at = (ms: number, rules: Partial<BatchRules> = {}): string | null =>
    judged(batchOf([{ timestamp: BigInt(now + ms) }]), { ...limits, ...rules });
  assert.equal(at(100), null);
  assert.equal(at(101), "INVALID_TIMESTAMP");
  assert.equal(at(-1000), null);
  assert.equal(at(-1001), "INVALID_TIMESTAMP");
  assert.equal(at(101, { timestampType: "LogAppendTime" }), null);
  assert.equal(judged(batchOf([{ timestamp: -1n }]), limits), null);
});

Deno.test("checkBatch() states on which side a timestamp is out of range, and the clock", () => {
  const hours = 3_600_000;
  const batch = batchOf([
    { timestamp: BigInt(now) },
    { timestamp: BigInt(now + 3 * hours) },
    { timestamp: BigInt(now - 3 * hours) },
  ]);
  const clock = `the broker's clock, which is at ${new Date(now).toISOString()}`;
  const ahead = `The timestamp is more than 3600000 ms ahead of ${clock}; ` +
    "message.timestamp.after.max.ms of this topic sets the limit";
  const behind = `The timestamp is more than 7200000 ms behind ${clock}; ` +
    "message.timestamp.before.max.ms of this topic sets the limit";
  const refused = (timestampBeforeMaxMs: bigint): unknown =>
    checkBatch(
      batch,
      { ...plainRules, timestampAfterMaxMs: 3_600_000n, timestampBeforeMaxMs },
      now,
    );
  assert.deepEqual(refused(2n ** 63n - 1n), {
    kind: "refused",
    error: "INVALID_TIMESTAMP",
    message: `1 of 3 records were rejected: ${ahead}`,
    recordErrors: [{ batchIndex: 1, batchIndexErrorMessage: ahead }],
  });
  assert.deepEqual(refused(7_200_000n), {
    kind: "refused",
    error: "INVALID_TIMESTAMP",
    message: `2 of 3 records were rejected: ${ahead}`,
    recordErrors: [
      { batchIndex: 1, batchIndexErrorMessage: ahead },
      { batchIndex: 2, batchIndexErrorMessage: behind },
    ],
  });
});

Deno.test("checkBatch() lists the records without key if the topic is compacted", async () => {
  const entries: Entry[] = [{ key: null }, { key: "" }, { key: "a", value: null }, { key: null }];
  await loadCodec("gzip");
  for (const codec of ["none", "gzip"] satisfies CompressionCodec[]) {
    const verdict = checkBatch(
      batchOf(entries, { codec }),
      { ...plainRules, compacted: true },
      now,
    );
    assert.ok(verdict.kind === "refused");
    assert.equal(verdict.error, "INVALID_RECORD");
    const batchIndexErrorMessage = "Compacted topics cannot accept a record without key";
    assert.deepEqual(verdict.recordErrors, [
      { batchIndex: 0, batchIndexErrorMessage },
      { batchIndex: 3, batchIndexErrorMessage },
    ]);
  }
  assert.equal(judged(batchOf([{ key: "" }]), { compacted: true }), null);
});

Deno.test("checkBatch() rejects a batch with corrupt records for a compacted topic", () => {
  const broken = changed((view) => view.setUint8(batchField.records, 0x7f));
  assert.equal(judged(broken), null);
  assert.equal(judged(broken, { compacted: true }), "CORRUPT_MESSAGE");
});
