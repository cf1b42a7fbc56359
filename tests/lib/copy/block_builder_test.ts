import assert from "node:assert/strict";
import fc from "fast-check";
import { BlockBuilder, type BuiltBlock } from "../../../lib/copy/block_builder.ts";
import { encodeBatch } from "../../../lib/wire/batches/batch_encoder.ts";
import { readBatches } from "../../../lib/wire/batches/read_batches.ts";
import { type TestRecord, visitRecords } from "./_records.ts";

/** The records as text, one line each. */
function linesOf(batch: Uint8Array): string[] {
  const lines: string[] = [];
  for (const each of readBatches(batch)) {
    each.forEach(({ key, value, headers, timestamp }) => {
      lines.push(JSON.stringify([
        key?.toHex(),
        value?.toHex(),
        headers.map((header) => [header.key, header.value?.toHex() ?? null]),
        `${timestamp}`,
      ]));
    });
  }
  return lines;
}

function blocksOf(records: readonly TestRecord[]): BuiltBlock[] {
  const builder = new BlockBuilder();
  const blocks: BuiltBlock[] = [];
  visitRecords(records, (record) => {
    if (builder.isFullFor(record)) blocks.push(builder.take());
    builder.add(record, Number(record.timestamp));
  });
  if (builder.count > 0) blocks.push(builder.take());
  return blocks;
}

const text = fc.option(fc.string({ maxLength: 40 }));
const record = fc.record({
  key: text,
  value: text,
  headers: fc.array(fc.tuple(fc.string({ maxLength: 5 }), text), { maxLength: 3 }),
  timestamp: fc.bigInt({ min: -1n, max: 2n ** 53n - 1n }),
});

Deno.test("BlockBuilder makes blocks whose records are encoded as they were", () => {
  fc.assert(fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
    const expected: string[] = [];
    visitRecords(records, ({ key, value, headers, timestamp }) => {
      expected.push(...linesOf(encodeBatch([{ key, value, headers, timestamp }])));
    });
    assert.deepEqual(linesOf(encodeBatch(blocksOf(records))), expected);
  }));
});

Deno.test("BlockBuilder keeps blocks small, and adds a large record to one of its own", () => {
  const records = [...Array(10_000).fill({ value: "a" }), { value: new Uint8Array(300_000) }];
  const blocks = blocksOf(records);
  assert.deepEqual(blocks.map(({ timestamps }) => timestamps.length), [4096, 4096, 1808, 1]);
  assert.equal(blocks[3]!.offsetDeltas[0], 10_000);
  assert.equal(blocks[0]!.payloadBytes, 4096);
});
