import type { HelpPage } from "./_page.ts";

/** `wah help offsets`. */
export const offsetsPage: HelpPage = {
  name: "offsets",
  summary: "Where wah consume starts and stops in each partition: -o OFFSETS.",
  sections: [
    {
      title: "Start, then wait for new records",
      rows: [
        ["start, oldest, earliest, beginning", "the start of each partition (the default)"],
        ["end, newest, latest", "the end"],
        ["N", "offset N"],
        ["+N", "N records after the start"],
        ["-N", "the last N records that are visible in each partition"],
        ["@T", "the first record at or after the time T"],
      ],
    },
    {
      title: "Start and stop",
      rows: [
        ["A:B", "from A, which is a number, +N or -N, to before offset B"],
        ["A:end, :end", "from A, or the start, to what is the end now"],
        [":B", "from the start to before offset B"],
        ["@T1:T2, @:T2, @T1:end", "from T1, or the start, to before the first record at T2"],
      ],
    },
    {
      title: "Times",
      text: "As a second time, a duration counts from the first one if that is a fixed time: " +
        "@2026-01-31:6h reads six hours.",
      rows: [
        ["2026-01-31", "a date, in UTC"],
        ["2026-01-31T12:00:00Z", "a date and time with a zone, or an offset such as +02:00"],
        ["-1h30m", "a duration before now, with the units ns, us, ms, s, m, h, d and w"],
        ["1769817600", "seconds (10 digits) or milliseconds (13 digits) since 1970"],
      ],
    },
    {
      title: "Examples",
      rows: [
        ["wah consume orders -o :end", "the records there now, then stops"],
        ["wah consume orders -o -10", "the last ten of each partition, then new ones"],
        ["wah consume orders -o @-1h:end", "those of the last hour, then stops"],
      ],
    },
  ],
};
