import assert from "node:assert/strict";
import { OutputBuffer } from "../../../lib/format/output_buffer.ts";
import { parseRecordFormat } from "../../../lib/format/record_format.ts";
import { UsageError } from "../../../lib/errors.ts";
import { encodeBatch } from "../../../lib/wire/batches/batch_encoder.ts";
import { readBatches } from "../../../lib/wire/batches/read_batches.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

const source = {
  topic: "orders",
  partition: 0,
  logStartOffset: 0n,
  lastStableOffset: 1n,
  highWatermark: 1n,
};

async function printed(format: "json" | "jsonl"): Promise<string> {
  const write = await parseRecordFormat(format, { raw: true, meta: true });
  const out = new OutputBuffer();
  const batch = encodeBatch([{ key: null, value: utf8("salut"), timestamp: 5n }]);
  for (const read of readBatches(batch)) read.forEach((record) => write(record, source, out));
  return new TextDecoder().decode(out.pending());
}

const meta = {
  leader_epoch: null,
  timestamp_type: "CreateTime",
  compression: "none",
  transactional: false,
  producer_id: null,
  producer_epoch: null,
  key_size: null,
  value_size: 5,
};

Deno.test("metaWriter() appends one object after the offset", async () => {
  const line = await printed("jsonl");
  assert.equal(line, `${JSON.stringify(JSON.parse(line))}\n`);
  assert.deepEqual(Object.keys(JSON.parse(line)).slice(-2), ["offset", "meta"]);
  assert.deepEqual(Object.entries(JSON.parse(line).meta), Object.entries(meta));
});

Deno.test("metaWriter() indents it like the rest of the record", async () => {
  const text = await printed("json");
  assert.equal(
    text.replace('"headers": [],', '"headers": [],'),
    [
      JSON.stringify(JSON.parse(text), null, 2),
      "",
    ].join("\n"),
  );
});

Deno.test("parseRecordFormat() rejects metadata for a layout", async () => {
  await assert.rejects(parseRecordFormat("%v\\n", { raw: true, meta: true }), UsageError);
});
