import assert from "node:assert/strict";
import fc from "fast-check";
import { OffsetRanges } from "../../../lib/copy/offset_ranges.ts";

function offsetsOf(ranges: OffsetRanges): string[] {
  return [...ranges.entries()].flatMap(([partition, spans]) =>
    spans.flatMap(({ first, last }) =>
      Array.from(
        { length: Number(last - first) + 1 },
        (_, index) => `${partition}/${first + BigInt(index)}`,
      )
    )
  ).sort();
}

const change = fc.record({
  isAdded: fc.boolean(),
  partition: fc.integer({ min: 0, max: 1 }),
  first: fc.integer({ min: 0, max: 20 }),
  length: fc.integer({ min: 1, max: 5 }),
});

Deno.test("OffsetRanges contains what was added and not removed since", () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
    const ranges = new OffsetRanges();
    const expected = new Set<string>();
    for (const { isAdded, partition, first, length } of changes) {
      const span = { first: BigInt(first), last: BigInt(first + length - 1) };
      if (isAdded) ranges.addSpan(partition, span);
      else ranges.removeSpan(partition, span);
      for (let offset = first; offset < first + length; offset++) {
        if (isAdded) expected.add(`${partition}/${offset}`);
        else expected.delete(`${partition}/${offset}`);
      }
    }
    assert.deepEqual(offsetsOf(ranges), [...expected].sort());
    const spans = [...ranges.entries()].flatMap(([, spans]) => spans);
    assert.equal(ranges.count, spans.length);
  }));
});

Deno.test("OffsetRanges merges neighbors", () => {
  const ranges = new OffsetRanges();
  for (const offset of [5n, 7n, 6n, 6n]) ranges.add(2, offset);
  assert.deepEqual([...ranges.entries()], [[2, [{ first: 5n, last: 7n }]]]);
  assert.equal(ranges.count, 1);
});
