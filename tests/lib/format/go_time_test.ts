import assert from "node:assert/strict";
import { parseGoTime } from "../../../lib/format/go_time.ts";

const evening = new Date("2023-11-14T22:13:20.120Z");
const morning = new Date("2023-03-04T09:05:06Z");

for (
  const [layout, expected] of [
    ["2006-01-02T15:04:05.000Z07:00", "2023-11-14T22:13:20.120Z"],
    ["2006-01-02T15:04:05.999999999Z07:00", "2023-11-14T22:13:20.12Z"],
    ["Mon Jan _2 15:04:05 MST 2006", "Tue Nov 14 22:13:20 UTC 2023"],
    ["Monday, 02-Jan-06 15:04:05 MST", "Tuesday, 14-Nov-23 22:13:20 UTC"],
    ["January 2, 2006 at 3:04pm", "November 14, 2023 at 10:13pm"],
    ["03:04PM", "10:13PM"],
    ["1/2 002 __2", "11/14 318 318"],
    ["-0700 -07:00 -07 Z0700 -07:00:00", "+0000 +00:00 +00 Z +00:00:00"],
    ["05.000000 05,9", "20.120000 20,1"],
    ["Janet Month", "Janet Month"],
    ["_2006", "_2023"],
  ] as const
) {
  Deno.test(`parseGoTime() prints ${layout} of an evening`, () => {
    assert.equal(parseGoTime(layout)(evening), expected);
  });
}

for (
  const [layout, expected] of [
    ["1/2 _2 02 002 __2", "3/4  4 04 063  63"],
    ["3:4:5 03:04:05 15", "9:5:6 09:05:06 09"],
    ["15:04:05.999", "09:05:06"],
    ["15:04:05.00", "09:05:06.00"],
    ["3PM", "9AM"],
  ] as const
) {
  Deno.test(`parseGoTime() prints ${layout} of a morning`, () => {
    assert.equal(parseGoTime(layout)(morning), expected);
  });
}
