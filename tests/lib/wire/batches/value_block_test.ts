import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeBatch } from "../../../../lib/wire/batches/batch_encoder.ts";
import { blockLength, type ValueBlock } from "../../../../lib/wire/batches/value_block.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";

/** The values one after the other, with a byte between them that belongs to none. */
function blockOf(values: readonly Uint8Array[], timestamp: bigint): ValueBlock {
  const spans: number[] = [];
  const bytes: number[] = [];
  for (const value of values) {
    spans.push(bytes.length, bytes.length + value.byteLength);
    bytes.push(...value, 10);
  }
  return { bytes: Uint8Array.from(bytes), spans: Int32Array.from(spans), timestamp };
}

Deno.test("encodeBatch() writes a block like the same records one by one", () => {
  const values = fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 100 });
  const time = fc.bigInt({ min: 0n, max: 2n ** 40n });
  const property = fc.property(values, values, time, time, (first, second, early, late) => {
    const records = [
      ...first.map((value) => ({ key: null, value, timestamp: early })),
      { key: utf8("k"), value: null, timestamp: late },
      ...second.map((value) => ({ key: null, value, timestamp: late })),
    ];
    const items = [blockOf(first, early), records[first.length]!, blockOf(second, late)];
    assert.deepEqual(encodeBatch(items), encodeBatch(records));
    assert.deepEqual(
      encodeBatch(items, { codec: "gzip" }),
      encodeBatch(records, { codec: "gzip" }),
    );
  });
  fc.assert(property, { numRuns: 50 });
});

Deno.test("blockLength() counts records", () => {
  assert.equal(blockLength(blockOf([utf8("a"), utf8("")], 0n)), 2);
});
