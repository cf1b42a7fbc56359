import { OffsetRangeError } from "./offset_range_error.ts";
import type { OffsetRange } from "./range_point.ts";

/** A time: absolute, or counted from another time. */
interface Moment {
  readonly timestamp: bigint;
  readonly isAbsolute: boolean;
}

/** One of the two times of a range, and the index after it; a null moment is the word "end". */
interface Half {
  readonly moment: Moment | null;
  readonly next: number;
}

/** Nanoseconds per unit: Go's, and days and weeks. */
const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "µs": 1_000n, // U+00B5, the micro sign
  "μs": 1_000n, // U+03BC, the Greek letter
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};
const nanosPerMilli = 1_000_000n;
/** Longest run of digits in a duration. */
const maxDurationDigits = 18;

const times = "Use 10 or 13 digits, YYYY-MM-DD, YYYY-MM-DDTHH:MM:SSZ (or +02:00), " +
  "or a duration, for example -1h30m or -2d";

/**
 * Parses an offset expression that begins with "@".
 *
 * @param now Base of relative times, in milliseconds since the Unix epoch.
 * @throws {OffsetRangeError} If one of the two is not a time, or the second is not after the first.
 */
export function parseTimeRange(text: string, now: number): OffsetRange {
  const base = BigInt(Math.trunc(now));
  if (text[1] === ":") {
    return { start: { kind: "start" }, stop: stopOf(parseHalf(text, 2, base, true)) };
  }
  const first = parseHalf(text, 1, base, false);
  const { moment } = first;
  if (moment === null) {
    throw new OffsetRangeError({ text, index: 1, found: '"end" is not a start time' });
  }
  const start = { kind: "time", timestamp: moment.timestamp } as const;
  const index = first.next + 1;
  if (index >= text.length) return { start, stop: null };
  const second = parseHalf(text, index, moment.isAbsolute ? moment.timestamp : base, true);
  if (second.moment !== null && second.moment.timestamp <= moment.timestamp) {
    const [from, to] = [isoOf(moment.timestamp), isoOf(second.moment.timestamp)];
    throw new OffsetRangeError({
      text,
      index,
      found: `the end ${to} is not after the start ${from}`,
    });
  }
  return { start, stop: stopOf(second) };
}

function stopOf(half: Half): OffsetRange["stop"] {
  return half.moment === null
    ? { kind: "end" }
    : { kind: "time", timestamp: half.moment.timestamp };
}

function isoOf(timestamp: bigint): string {
  const date = new Date(Number(timestamp));
  return Number.isNaN(date.getTime()) ? `${timestamp} ms` : date.toISOString();
}

/** Parses the time that begins at `index`; it ends at a colon or at the end of the text. */
function parseHalf(text: string, index: number, base: bigint, isSecond: boolean): Half {
  const rest = text.slice(index);
  if (rest === "") {
    throw new OffsetRangeError({ text, index, found: "a time is missing", hint: times });
  }
  if (rest.startsWith("end") && (isSecond ? rest === "end" : /^end(:|$)/.test(rest))) {
    return { moment: null, next: index + 3 };
  }
  const digits = /^\d+(?=:|$)/.exec(rest)?.[0];
  const half = digits !== undefined
    ? parseDigits(text, index, digits)
    : /^\d{4}-/.test(rest)
    ? parseDate(text, index, rest)
    : parseDuration(text, index, rest, base);
  if (isSecond && half.next < text.length) {
    const found = `"${text.slice(half.next)}" follows the end time`;
    throw new OffsetRangeError({ text, index: half.next, found });
  }
  return half;
}

function parseDigits(text: string, index: number, digits: string): Half {
  if (digits.length !== 10 && digits.length !== 13) {
    const found =
      `${digits} has ${digits.length} digits, expected 10 (seconds) or 13 (milliseconds)`;
    throw new OffsetRangeError({ text, index, found, hint: times });
  }
  const timestamp = BigInt(digits) * (digits.length === 10 ? 1000n : 1n);
  return { moment: { timestamp, isAbsolute: true }, next: index + digits.length };
}

function parseDate(text: string, index: number, rest: string): Half {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[Tt](\d\d:\d\d:\d\d)(?:\.(\d*))?([Zz]|[+-]\d\d:?\d\d)?)?(?=:|$)/
      .exec(rest);
  if (match === null) {
    const found = `"${rest}" is not a date`;
    throw new OffsetRangeError({ text, index, found, hint: times });
  }
  const [whole, day = "", clock, fraction = "", zone] = match;
  if (clock !== undefined && zone === undefined) {
    throw new OffsetRangeError({
      text,
      index: index + whole.length,
      found: "the time zone is missing",
      hint: "Add Z for UTC, or an offset, for example +02:00",
    });
  }
  const millis = Date.parse(
    `${day}T${clock ?? "00:00:00"}.${fraction.slice(0, 3).padEnd(3, "0")}Z`,
  );
  const zoneMinutes = zone === undefined ? 0 : minutesOf(zone);
  if (!isRealDate(millis, day, clock) || zoneMinutes === null) {
    const found = `"${whole}" does not exist in the calendar`;
    throw new OffsetRangeError({ text, index, found });
  }
  const timestamp = BigInt(millis - zoneMinutes * 60_000);
  return { moment: { timestamp, isAbsolute: true }, next: index + whole.length };
}

/** Whether the date exists: `Date.parse` turns 30 February into March. */
function isRealDate(millis: number, day: string, clock: string | undefined): boolean {
  if (Number.isNaN(millis)) return false;
  const iso = new Date(millis).toISOString();
  return iso.slice(0, 10) === day && (clock === undefined || iso.slice(11, 19) === clock);
}

/** Minutes east of UTC of "Z", "+02:00" or "-0530"; `null` if there is no such offset. */
function minutesOf(zone: string): number | null {
  if (zone.toUpperCase() === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

function parseDuration(text: string, index: number, rest: string, base: bigint): Half {
  let position = /^[+-]/.test(rest) ? 1 : 0;
  let nanos = 0n;
  const part = /(\d*)(?:\.(\d*))?([^\d.:]*)/y;
  do {
    part.lastIndex = position;
    const [whole = "", integer = "", fraction = "", unit = ""] = part.exec(rest) ?? [];
    const scale = Object.hasOwn(units, unit) ? units[unit] : undefined;
    const partIndex = index + position;
    if (integer + fraction === "" || integer.length > maxDurationDigits) {
      const found = `"${text.slice(index)}" is not a time`;
      throw new OffsetRangeError({ text, index: partIndex, found, hint: times });
    }
    if (scale === undefined) {
      const found = unit === "" ? "a unit is missing" : `"${unit}" is not a unit`;
      const at = partIndex + whole.length - unit.length;
      throw new OffsetRangeError({
        text,
        index: at,
        found,
        hint: "Use one of the units ns us ms s m h d w",
      });
    }
    // A nanosecond is the finest unit; further digits of a fraction have no effect.
    const finer = fraction.slice(0, maxDurationDigits);
    nanos += BigInt(integer) * scale + BigInt(finer) * scale / 10n ** BigInt(finer.length);
    position += whole.length;
  } while (position < rest.length && rest[position] !== ":");
  const millis = nanos / nanosPerMilli;
  const timestamp = rest.startsWith("-") ? base - millis : base + millis;
  return { moment: { timestamp, isAbsolute: false }, next: index + position };
}
