import assert from "node:assert/strict";
import { stampBatch } from "../../../../lib/broker/log/stamp_batch.ts";
import { batchField } from "../../../../lib/wire/batches/batch_fields.ts";
import { RecordBatch } from "../../../../lib/wire/batches/record_batch.ts";
import { batchOf } from "../_log_fixture.ts";

const sent = batchOf([{ key: "a", timestamp: 5n }, { key: "b", timestamp: 7n }]);

Deno.test("stampBatch() sets only offset and leader epoch, on a copy", () => {
  const before = sent.toHex();
  const stamped = stampBatch(sent, 42n, null);
  assert.equal(sent.toHex(), before);
  const batch = new RecordBatch(stamped);
  batch.checkCrc();
  assert.deepEqual([batch.baseOffset, batch.lastOffset, batch.leaderEpoch], [42n, 43n, 0]);
  assert.deepEqual([batch.timestampType, batch.maxTimestamp], ["CreateTime", 7n]);
  const behind = batchField.magic;
  assert.equal(stamped.subarray(behind).toHex(), sent.subarray(behind).toHex());
});

Deno.test("stampBatch() sets the broker's time and a matching CRC", () => {
  const batch = new RecordBatch(stampBatch(sent, 0n, 1_700_000_000_000n));
  batch.checkCrc();
  assert.deepEqual([batch.timestampType, batch.maxTimestamp, batch.baseTimestamp], [
    "LogAppendTime",
    1_700_000_000_000n,
    5n,
  ]);
  assert.equal(
    batch.bytes.subarray(batchField.records).toHex(),
    sent.subarray(batchField.records).toHex(),
  );
});

Deno.test("stampBatch() does not keep the buffer that a batch was received in", () => {
  const frame = Uint8Array.from([1, 2, 3, ...sent, 4]);
  const stamped = stampBatch(frame.subarray(3, -1), 0n, null);
  assert.equal(stamped.buffer.byteLength, sent.byteLength);
});
