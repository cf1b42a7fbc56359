import assert from "node:assert/strict";
import fc from "fast-check";
import type { OffsetRange } from "../../../../lib/kafka/offsets/range_point.ts";
import { OffsetRangeError } from "../../../../lib/kafka/offsets/offset_range_error.ts";
import { UsageError } from "../../../../lib/errors.ts";
import { parse, testRefusals } from "./_offset_ranges.ts";

const start = { kind: "start" } as const;
const end = { kind: "end" } as const;

function at(offset: bigint): { kind: "offset"; offset: bigint } {
  return { kind: "offset", offset };
}

const accepted: readonly (readonly [string, OffsetRange])[] = [
  ["start", { start, stop: null }],
  ["oldest", { start, stop: null }],
  ["earliest", { start, stop: null }],
  ["beginning", { start, stop: null }],
  ["end", { start: end, stop: null }],
  ["newest", { start: end, stop: null }],
  ["latest", { start: end, stop: null }],
  ["0", { start: at(0n), stop: null }],
  ["42", { start: at(42n), stop: null }],
  ["42:", { start: at(42n), stop: null }],
  ["9223372036854775807", { start: at(9223372036854775807n), stop: null }],
  ["+5", { start: { kind: "after-start", count: 5n }, stop: null }],
  ["-3", { start: { kind: "before-end", count: 3n }, stop: null }],
  ["-0", { start: { kind: "before-end", count: 0n }, stop: null }],
  [":end", { start, stop: end }],
  [":latest", { start, stop: end }],
  ["1:newest", { start: at(1n), stop: end }],
  [":7", { start, stop: at(7n) }],
  [":0", { start, stop: at(0n) }],
  ["1:3", { start: at(1n), stop: at(3n) }],
  ["1-3", { start: at(1n), stop: at(3n) }],
  ["0:1", { start: at(0n), stop: at(1n) }],
  ["5:end", { start: at(5n), stop: end }],
  ["5-end", { start: at(5n), stop: end }],
  ["-20:end", { start: { kind: "before-end", count: 20n }, stop: end }],
  ["+20:100", { start: { kind: "after-start", count: 20n }, stop: at(100n) }],
];

for (const [text, range] of accepted) {
  Deno.test(`parseOffsetRange() reads "${text}"`, () => {
    assert.deepEqual(parse(text), range);
  });
}

const rejected: readonly (readonly [string, number, string])[] = [
  ["", 1, "it is empty"],
  [":", 2, "the end is missing"],
  ["+", 2, "a number is missing"],
  ["-", 2, "a number is missing"],
  ["+a", 2, '"a" is not a number'],
  ["--3", 2, '"-3" is not a number'],
  ["begin", 1, '"begin" is not a number'],
  ["START", 1, '"START" is not a number'],
  [" 1", 1, '" 1" is not a number'],
  ["start:5", 6, '"start" cannot have an end'],
  ["start:end", 6, '"start" cannot have an end'],
  ["oldest-5", 7, '"oldest" cannot have an end'],
  ["end:5", 4, '"end" cannot have an end'],
  ["5:5", 3, "the end 5 is not after the start 5"],
  ["5:3", 3, "the end 3 is not after the start 5"],
  ["10-2", 4, "the end 2 is not after the start 10"],
  ["1-", 3, "the end is missing"],
  ["1:x", 3, '"x" is neither an offset nor "end"'],
  ["1:earliest", 3, '"earliest" is neither an offset nor "end"'],
  ["beginning:5", 10, '"beginning" cannot have an end'],
  ["1:+3", 3, '"+3" is neither an offset nor "end"'],
  ["1:2:3", 3, '"2:3" is neither an offset nor "end"'],
  ["1.5", 2, '".5" follows the number'],
  ["10x", 3, '"x" follows the number'],
  ["-5-3", 3, '"-3" follows the number'],
  ["9223372036854775808", 1, "9223372036854775808 is above 9223372036854775807"],
  ["1:9223372036854775808", 3, "9223372036854775808 is above 9223372036854775807"],
];

testRefusals(rejected);

Deno.test("parseOffsetRange() points at characters that are shown escaped", () => {
  assert.throws(() => parse("1:\n"), { column: 3 });
  assert.throws(() => parse("@1h\n"), { column: 3 });
});

Deno.test("parseOffsetRange() reads any text or throws OffsetRangeError with one line", () => {
  const pieces = fc.constantFrom(
    ..."0 1 9 12 1714910400 1714910400000 : - + @ end start h d 1h 1.5 .".split(" "),
    "2024-05-05",
    "2024-05-05T12:00:00",
    "Z",
    "+02:00",
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 6 }).map((all) => all.join("")),
  );
  fc.assert(fc.property(texts, (text) => {
    try {
      parse(text);
    } catch (error) {
      assert.ok(error instanceof OffsetRangeError && error instanceof UsageError);
      assert.ok(error.column >= 1 && error.column <= text.length + 1, error.message);
      assert.ok(!error.message.includes("\n"));
    }
  }));
});
