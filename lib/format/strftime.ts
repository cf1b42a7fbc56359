import { dayNames, dayOfYear, isoWeek, monthNames } from "./calendar.ts";

/** Formats a time. */
export type TimeFormat = (date: Date) => string;

/** The verbs of strftime(3) in UTC and the C locale, but `%x` puts the day first, like rpk. */
const verbs: Readonly<Record<string, TimeFormat>> = {
  a: (date) => day(date).slice(0, 3),
  A: day,
  b: (date) => month(date).slice(0, 3),
  B: month,
  c: (date) =>
    `${verb("a", date)} ${verb("b", date)} ${verb("e", date)} ${clock(date)} ${year(date)}`,
  C: (date) => padded(Math.floor(date.getUTCFullYear() / 100), 2),
  d: dayNumber,
  D: (date) => `${monthNumber(date)}/${dayNumber(date)}/${shortYear(date)}`,
  e: (date) => String(date.getUTCDate()).padStart(2),
  F: (date) => `${year(date)}-${monthNumber(date)}-${dayNumber(date)}`,
  g: (date) => padded(isoWeek(date).year % 100, 2),
  G: (date) => padded(isoWeek(date).year, 4),
  h: (date) => month(date).slice(0, 3),
  H: hour,
  I: (date) => padded(hour12(date), 2),
  j: (date) => padded(dayOfYear(date), 3),
  k: (date) => String(date.getUTCHours()).padStart(2),
  l: (date) => String(hour12(date)).padStart(2),
  m: monthNumber,
  M: minute,
  n: () => "\n",
  p: halfDay,
  P: (date) => halfDay(date).toLowerCase(),
  r: (date) => `${padded(hour12(date), 2)}:${minute(date)}:${second(date)} ${halfDay(date)}`,
  R: (date) => `${hour(date)}:${minute(date)}`,
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  S: second,
  t: () => "\t",
  T: clock,
  u: (date) => String(date.getUTCDay() || 7),
  U: (date) => padded(Math.floor((dayOfYear(date) - 1 + 7 - date.getUTCDay()) / 7), 2),
  V: (date) => padded(isoWeek(date).week, 2),
  w: (date) => String(date.getUTCDay()),
  W: (date) => padded(Math.floor((dayOfYear(date) - 1 + 7 - (date.getUTCDay() + 6) % 7) / 7), 2),
  x: (date) => `${dayNumber(date)}/${monthNumber(date)}/${shortYear(date)}`,
  X: clock,
  y: shortYear,
  Y: year,
  z: () => "+0000",
  Z: () => "UTC",
  "+": (date) =>
    `${verb("a", date)} ${verb("b", date)} ${verb("e", date)} ${clock(date)} UTC ${year(date)}`,
  "%": () => "%",
};

/** A verb after `%`, or the locale modifiers `%E` and `%O`, which swallow the next letter. */
const pattern = /%(?:[EO][a-zA-Z]?|([^]))/gu;

/**
 * Parses a strftime(3) format and returns its formatter. Always UTC; unknown verbs are copied.
 *
 * Unlike rpk, noon and midnight are 12 on the 12-hour clock (`%I`, `%l`, `%r`), not 0.
 */
export function parseStrftime(format: string): TimeFormat {
  const parts: (string | TimeFormat)[] = [];
  let from = 0;
  for (const match of format.matchAll(pattern)) {
    parts.push(format.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[1] !== undefined) parts.push(verbs[match[1]] ?? match[0]);
  }
  parts.push(format.slice(from));
  return (date) => parts.map((part) => typeof part === "string" ? part : part(date)).join("");
}

function verb(letter: string, date: Date): string {
  return verbs[letter]!(date);
}

function hour12(date: Date): number {
  return date.getUTCHours() % 12 || 12;
}

function padded(value: number, width: number): string {
  return value < 0 ? `-${padded(-value, width)}` : String(value).padStart(width, "0");
}

function day(date: Date): string {
  return dayNames[date.getUTCDay()]!;
}

function month(date: Date): string {
  return monthNames[date.getUTCMonth()]!;
}

function year(date: Date): string {
  return padded(date.getUTCFullYear(), 4);
}

function shortYear(date: Date): string {
  return padded(date.getUTCFullYear() % 100, 2);
}

function monthNumber(date: Date): string {
  return padded(date.getUTCMonth() + 1, 2);
}

function dayNumber(date: Date): string {
  return padded(date.getUTCDate(), 2);
}

function hour(date: Date): string {
  return padded(date.getUTCHours(), 2);
}

function minute(date: Date): string {
  return padded(date.getUTCMinutes(), 2);
}

function second(date: Date): string {
  return padded(date.getUTCSeconds(), 2);
}

function halfDay(date: Date): string {
  return date.getUTCHours() < 12 ? "AM" : "PM";
}

function clock(date: Date): string {
  return `${hour(date)}:${minute(date)}:${second(date)}`;
}
