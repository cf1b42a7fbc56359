import assert from "node:assert/strict";
import { parseStrftime } from "../../../lib/format/strftime.ts";

/** A Tuesday. */
const evening = new Date("2023-11-14T22:13:20.123Z");
/** A Sunday whose ISO week belongs to the year before. */
const newYear = new Date("2023-01-01T00:05:09Z");

for (
  const [format, expected] of [
    ["%a %A %b %h %B", "Tue Tuesday Nov Nov November"],
    ["%c", "Tue Nov 14 22:13:20 2023"],
    ["%C %y %Y %g %G", "20 23 2023 23 2023"],
    ["%d %e %j %m", "14 14 318 11"],
    ["%D %x %F", "11/14/23 14/11/23 2023-11-14"],
    ["%H %I %k %l %M %S", "22 10 22 10 13 20"],
    ["%p %P %r %R", "PM pm 10:13:20 PM 22:13"],
    ["%s %T %X", "1700000000 22:13:20 22:13:20"],
    ["%u %w %U %W %V", "2 2 46 46 46"],
    ["%z %Z", "+0000 UTC"],
    ["%+", "Tue Nov 14 22:13:20 UTC 2023"],
    ["%n%t%%", "\n\t%"],
    ["%Ey%Od%E|%O", "|"],
    ["%q %é %", "%q %é %"],
    ["plain", "plain"],
  ] as const
) {
  Deno.test(`parseStrftime() prints ${format} of an evening in November`, () => {
    assert.equal(parseStrftime(format)(evening), expected);
  });
}

for (
  const [format, expected] of [
    ["%I %l %r", "12 12 12:05:09 AM"],
    ["%e %k", " 1  0"],
    ["%u %w %U %W %V %G %g", "7 0 01 00 52 2022 22"],
    ["%j", "001"],
  ] as const
) {
  Deno.test(`parseStrftime() prints ${format} of the first minutes of a year`, () => {
    assert.equal(parseStrftime(format)(newYear), expected);
  });
}
