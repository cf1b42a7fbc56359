import assert from "node:assert/strict";
import { toTopic } from "../../../lib/copy/destination.ts";
import { OutputRecords } from "../../../lib/copy/output_records.ts";
import type { ProducerRecord } from "../../../lib/kafka/producer/producer_options.ts";
import { encodeBatch } from "../../../lib/wire/batches/batch_encoder.ts";
import { readBatches } from "../../../lib/wire/batches/read_batches.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

const source = { topic: "a", partition: 2 };
/** One header, whose name is the byte 0xff and whose value is "a". */
const strangeHeader = new Uint8Array([2, 2, 0xff, 2, 0x61]);

Deno.test("OutputRecords keeps headers whose names are not UTF-8", () => {
  const output = new OutputRecords({
    destination: toTopic("b", { mode: "keep", partitionCount: 3 }),
    transform: null,
  });
  const input = { key: utf8("k"), value: null, headerBytes: strangeHeader, timestamp: 5n };
  const made: ProducerRecord[] = [];
  const batch = encodeBatch([input, { ...input, key: null, value: utf8("") }]);
  for (const each of readBatches(batch)) {
    each.forEach((view) => void made.push(output.make(view, source)));
  }
  batch.fill(0);
  assert.deepEqual(made, [
    { ...input, topic: "b", partition: 2 },
    { ...input, topic: "b", partition: 2, key: null, value: utf8("") },
  ]);
});

Deno.test("OutputRecords replaces the parts that a transform returns", () => {
  const headers = [{ key: "x", value: null }];
  const output = new OutputRecords({
    destination: toTopic("b", { mode: "rehash", partitionCount: 1 }),
    transform: () => ({ value: utf8("new"), headers }),
  });
  const input = { key: utf8("k"), value: utf8("v"), headerBytes: strangeHeader, timestamp: 5n };
  for (const each of readBatches(encodeBatch([input]))) {
    each.forEach((view) => {
      assert.deepEqual(output.make(view, source), {
        topic: "b",
        partition: 0,
        key: utf8("k"),
        value: utf8("new"),
        headers,
        timestamp: 5n,
      });
    });
  }
});
