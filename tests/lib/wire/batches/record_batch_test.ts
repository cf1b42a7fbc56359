import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeBatch } from "../../../../lib/wire/batches/batch_encoder.ts";
import { batchField } from "../../../../lib/wire/batches/batch_fields.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { codecs, loadCodec } from "../../../../lib/wire/codecs.ts";
import { CorruptBatchError } from "../../../../lib/wire/batches/corrupt_batch_error.ts";
import { RecordBatch } from "../../../../lib/wire/batches/record_batch.ts";
import { type PlainRecord, plainRecords } from "../fixtures/batches/segment.ts";

await Promise.all(codecs.map(loadCodec));

/** Offset delta 0, key "k", value "v", header "h" with value "x". */
const whole = "18" + "00" + "00" + "00" + "02" + "6b" + "02" + "76" + "02" + "02" + "68" + "02" +
  "78";

/** A batch of `recordCount` records whose bytes are given. */
function batchOf(hex: string, recordCount = 1, lastOffsetDelta = recordCount - 1): RecordBatch {
  const records = Uint8Array.fromHex(hex);
  const bytes = new Uint8Array(batchField.records + records.byteLength);
  bytes.set(records, batchField.records);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(batchField.baseOffset, 7n);
  view.setInt32(batchField.recordCount, recordCount);
  view.setInt32(batchField.lastOffsetDelta, lastOffsetDelta);
  return new RecordBatch(bytes);
}

function assertMalformed(hex: string, reason: string): void {
  assert.throws(() => batchOf(hex).forEach(() => {}), {
    name: "CorruptBatchError",
    baseOffset: 7n,
    lastOffset: 7n,
    reason: `${reason} of its records`,
  });
}

/** A record of the given body, its length in front. */
function record(body: string): string {
  return body.length.toString(16).padStart(2, "0") + body;
}

Deno.test("RecordBatch.forEach() shows a record by its parts and by its places", () => {
  const places: unknown[] = [];
  const batch = batchOf(whole);
  assert.deepEqual(plainRecords(batch), [[7n, 0n, "k", "v", [["h", "x"]]]] satisfies PlainRecord[]);
  batch.forEach((view) => {
    const { keyStart, keyLength, valueStart, valueLength, offsetDelta } = view;
    places.push(keyStart, keyLength, valueStart, valueLength, offsetDelta, view.batch === batch);
  });
  assert.deepEqual(places, [5, 1, 7, 1, 0, true]);
});

Deno.test("RecordBatch.forEach() stops and returns false if the visitor returns false", () => {
  const records = [0, 1, 2].map((n) => ({ key: null, value: utf8(`${n}`), timestamp: 0n }));
  const batch = new RecordBatch(encodeBatch(records));
  const seen: bigint[] = [];
  const isComplete = batch.forEach(({ offset }) => {
    seen.push(offset);
    return offset < 1n;
  });
  assert.deepEqual([isComplete, seen], [false, [0n, 1n]]);
  assert.equal(batch.forEach(() => {}), true);
});

Deno.test("RecordBatch.forEach() leaves to the visitor what it throws", () => {
  const error = new Error("full");
  assert.throws(() =>
    batchOf(whole).forEach(() => {
      throw error;
    }), error);
});

Deno.test("RecordBatch.forEach() rejects more or fewer records than the header states", () => {
  assert.throws(() => batchOf(whole, 0, 5).forEach(() => {}), {
    name: "CorruptBatchError",
    lastOffset: 12n,
    reason: "more records than the 0 stated",
  });
  assert.throws(() => batchOf(whole + whole).forEach(() => {}), {
    reason: "more records than the 1 stated",
  });
  assert.throws(() => batchOf(whole, 2).forEach(() => {}), { name: "CorruptBatchError" });
});

Deno.test("RecordBatch.forEach() rejects wrong lengths", () => {
  assertMalformed("", "length 0 at byte 0");
  assertMalformed("01", "length -1 at byte 0");
  assertMalformed("1a" + whole.slice(2), "length 13 at byte 0");
  assertMalformed("feffffff0f" + whole.slice(2), "length 2147483647 at byte 0");
  assertMalformed("ffffffffff" + whole.slice(2), "a varint of more than 32 bits at byte 5");
  assertMalformed(
    record("00" + "00" + "00" + "04" + "6b" + "01" + "00"),
    "10 bytes in a record of 8 at byte 0",
  );
});

Deno.test("RecordBatch.forEach() rejects wrong lengths of keys, values and headers", () => {
  const parts = (text: string): string => record(text.replaceAll(" ", ""));
  assertMalformed(parts("00 00 00 03 01 00"), "lengths -2 and -1 at byte 0");
  assertMalformed(parts("00 00 00 01 05 00"), "lengths -1 and -3 at byte 0");
  assertMalformed(parts("00 00 01 01 01 00"), "offset delta -1 at byte 0");
  assertMalformed(parts("00 00 02 01 01 00"), "offset delta 1 at byte 0");
  assertMalformed(parts("00 00 00 01 01 01"), "-1 headers at byte 7");
  assertMalformed(parts("00 00 00 01 01 feffffff0f"), "2147483647 headers at byte 11");
  assertMalformed(parts("00 00 00 01 01 02 01 00"), "header key length -1 at byte 8");
  assertMalformed(parts("00 00 00 01 01 02 06 00"), "header key length 3 at byte 8");
  assertMalformed(parts("00 00 00 01 01 02 00 03"), "header value length -2 at byte 9");
  assertMalformed(parts("00 00 00 01 01 02 00 02"), "header value length 1 at byte 9");
  assertMalformed(parts("00 00 00 01 01 00 00"), "7 bytes in a record of 8 at byte 0");
  assertMalformed(
    parts("00 ffffffffffffffffff02 00 01 01 00"),
    "a varlong of more than 64 bits at byte 12",
  );
});

Deno.test("RecordBatch.forEach() names the batch when its codec cannot read it", () => {
  const batch = new RecordBatch(
    encodeBatch([{ key: null, value: new Uint8Array(5000), timestamp: 0n }], {
      codec: "lz4",
      baseOffset: 3n,
    }),
  );
  assert.throws(() => batch.forEach(() => {}, 1000), {
    name: "CorruptBatchError",
    message: "Cannot read the batch at offset 3: Cannot decompress lz4: more than 1000 bytes",
    lastOffset: 3n,
  });
});

Deno.test("RecordBatch.forEach() reads 200,000 records of one batch", () => {
  const records = Array.from(
    { length: 200_000 },
    () => ({ key: null, value: null, timestamp: 0n }),
  );
  for (const codec of codecs) {
    let last = -1n;
    const batch = new RecordBatch(encodeBatch(records, { codec }));
    batch.forEach(({ offset }) => {
      last = offset;
    });
    assert.equal(last, 199_999n);
  }
});

Deno.test("RecordBatch.forEach() reads any bytes as records or throws a CorruptBatchError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(3), (bytes, recordCount) => {
      try {
        plainRecords(batchOf(bytes.toHex(), recordCount));
      } catch (error) {
        if (!(error instanceof CorruptBatchError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("RecordBatch.forEach() reads a changed byte or throws a CorruptBatchError", () => {
  for (let at = 0; at < whole.length / 2; at++) {
    for (let byte = 0; byte < 256; byte++) {
      const bytes = Uint8Array.fromHex(whole);
      bytes[at] = byte;
      try {
        plainRecords(batchOf(bytes.toHex()));
      } catch (error) {
        if (!(error instanceof CorruptBatchError)) throw error;
      }
    }
  }
});
