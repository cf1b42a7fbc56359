import assert from "node:assert/strict";
import { parseOffsetRange } from "../../../../lib/kafka/offsets/offset_range.ts";
import type { OffsetRange } from "../../../../lib/kafka/offsets/range_point.ts";

/** 2024-05-05T12:00:00Z. */
const now = 1_714_910_400_000;

/** Reads an offset expression at noon of a day in May. */
export function parse(text: string): OffsetRange {
  return parseOffsetRange(text, { now });
}

/** Tests that each expression is rejected, with the column and the reason. */
export function testRefusals(
  rejected: readonly (readonly [text: string, column: number, found: string])[],
): void {
  for (const [text, column, found] of rejected) {
    Deno.test(`parseOffsetRange() rejects "${text}" and points at column ${column}`, () => {
      assert.throws(() => parse(text), {
        name: "UsageError",
        message: `Cannot read offsets ${JSON.stringify(text)}: ${found}, at column ${column}`,
        column,
      });
    });
  }
}
