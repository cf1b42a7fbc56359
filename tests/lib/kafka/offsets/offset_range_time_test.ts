import assert from "node:assert/strict";
import { parse, testRefusals } from "./_offset_ranges.ts";

function time(timestamp: bigint): { kind: "time"; timestamp: bigint } {
  return { kind: "time", timestamp };
}

const starts: readonly (readonly [string, bigint])[] = [
  ["@1714910400123", 1714910400123n],
  ["@1714910400", 1714910400000n],
  ["@0000000000", 0n],
  ["@2024-05-05", 1714867200000n],
  ["@2024-02-29", 1709164800000n],
  ["@2024-05-05T12:00:00Z", 1714910400000n],
  ["@2024-05-05t12:00:00z", 1714910400000n],
  ["@2024-05-05T12:00:00.5Z", 1714910400500n],
  ["@2024-05-05T12:00:00.Z", 1714910400000n],
  ["@2024-05-05T12:00:00.123456789Z", 1714910400123n],
  ["@2024-05-05T12:00:00+02:00", 1714903200000n],
  ["@2024-05-05T12:00:00-05:30", 1714930200000n],
  ["@2024-05-05T12:00:00.25+0200", 1714903200250n],
  ["@-1h", 1714906800000n],
  ["@1h", 1714914000000n],
  ["@+1h", 1714914000000n],
  ["@-1h30m", 1714905000000n],
  ["@-1.5h", 1714905000000n],
  ["@-.5h", 1714908600000n],
  ["@-1.h", 1714906800000n],
  ["@-2d", 1714737600000n],
  ["@-1w", 1714305600000n],
  ["@-1w2d3h", 1714122000000n],
  ["@-250ms", 1714910399750n],
  ["@-1500us", 1714910399999n],
  ["@-1500µs", 1714910399999n],
  ["@-1500μs", 1714910399999n],
  ["@-2000000ns", 1714910399998n],
  ["@-90s", 1714910310000n],
];

for (const [text, timestamp] of starts) {
  Deno.test(`parseOffsetRange() reads "${text}"`, () => {
    assert.deepEqual(parse(text), { start: time(timestamp), stop: null });
    assert.deepEqual(parse(`${text}:`), { start: time(timestamp), stop: null });
    assert.deepEqual(parse(`@:${text.slice(1)}`), {
      start: { kind: "start" },
      stop: time(timestamp),
    });
    assert.deepEqual(parse(`${text}:end`), { start: time(timestamp), stop: { kind: "end" } });
  });
}

const ranges: readonly (readonly [string, bigint, bigint])[] = [
  ["@2024-05-01:2024-05-02", 1714521600000n, 1714608000000n],
  ["@2024-05-01:24h", 1714521600000n, 1714608000000n],
  ["@2024-05-01:1d", 1714521600000n, 1714608000000n],
  ["@-2h:-1h", 1714903200000n, 1714906800000n],
  ["@-1h:1h", 1714906800000n, 1714914000000n],
  ["@-48h:2024-05-05T12:00:00Z", 1714737600000n, 1714910400000n],
  ["@1714521600:1714608000", 1714521600000n, 1714608000000n],
  [
    "@2024-05-05T12:00:00+02:00:2024-05-05T12:00:00+01:00",
    1714903200000n,
    1714906800000n,
  ],
];

for (const [text, from, to] of ranges) {
  Deno.test(`parseOffsetRange() reads "${text}"`, () => {
    assert.deepEqual(parse(text), { start: time(from), stop: time(to) });
  });
}

const rejected: readonly (readonly [string, number, string])[] = [
  ["@", 2, "a time is missing"],
  ["@:", 3, "a time is missing"],
  ["@end", 2, '"end" is not a start time'],
  ["@end:1714910400", 2, '"end" is not a start time'],
  ["@171491040", 2, "171491040 has 9 digits, expected 10 (seconds) or 13 (milliseconds)"],
  [
    "@-1h:17149104001",
    6,
    "17149104001 has 11 digits, expected 10 (seconds) or 13 (milliseconds)",
  ],
  ["@2024-02-30", 2, '"2024-02-30" does not exist in the calendar'],
  ["@2023-02-29", 2, '"2023-02-29" does not exist in the calendar'],
  ["@2024-13-01", 2, '"2024-13-01" does not exist in the calendar'],
  [
    "@2024-05-05T24:00:00Z",
    2,
    '"2024-05-05T24:00:00Z" does not exist in the calendar',
  ],
  [
    "@2024-05-05T12:00:00+25:00",
    2,
    '"2024-05-05T12:00:00+25:00" does not exist in the calendar',
  ],
  ["@2024-05-05T12:00:00", 21, "the time zone is missing"],
  ["@2024-5-5", 2, '"2024-5-5" is not a date'],
  ["@2024-05-05 12:00:00Z", 2, '"2024-05-05 12:00:00Z" is not a date'],
  ["@yesterday", 2, '"yesterday" is not a time'],
  ["@-", 3, '"-" is not a time'],
  ["@-1", 4, "a unit is missing"],
  ["@-1h30", 7, "a unit is missing"],
  ["@-1hr", 4, '"hr" is not a unit'],
  ["@-1month", 4, '"month" is not a unit'],
  ["@-1h30x", 7, '"x" is not a unit'],
  ["@1h:x", 5, '"x" is not a time'],
  [
    "@-1h:-2h",
    6,
    "the end 2024-05-05T10:00:00.000Z is not after the start 2024-05-05T11:00:00.000Z",
  ],
  [
    "@2024-05-02:2024-05-02",
    13,
    "the end 2024-05-02T00:00:00.000Z is not after the start 2024-05-02T00:00:00.000Z",
  ],
  ["@-2h:-1h:1h", 9, '":1h" follows the end time'],
  ["@:-1h:1h", 6, '":1h" follows the end time'],
];

testRefusals(rejected);
