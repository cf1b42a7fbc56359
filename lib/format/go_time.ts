import { dayNames, dayOfYear, monthNames } from "./calendar.ts";
import type { TimeFormat } from "./strftime.ts";

/**
 * The formatters of the tokens in Go's reference time, Mon Jan 2 15:04:05 MST 2006; always UTC.
 *
 * @see Go's package time, "Constants"
 */
const tokens: Readonly<Record<string, TimeFormat>> = {
  January: (date) => monthNames[date.getUTCMonth()]!,
  Jan: (date) => monthNames[date.getUTCMonth()]!.slice(0, 3),
  "1": (date) => String(date.getUTCMonth() + 1),
  "01": (date) => padded(date.getUTCMonth() + 1),
  Monday: (date) => dayNames[date.getUTCDay()]!,
  Mon: (date) => dayNames[date.getUTCDay()]!.slice(0, 3),
  "2": (date) => String(date.getUTCDate()),
  "_2": (date) => String(date.getUTCDate()).padStart(2),
  "02": (date) => padded(date.getUTCDate()),
  "__2": (date) => String(dayOfYear(date)).padStart(3),
  "002": (date) => padded(dayOfYear(date), 3),
  "15": (date) => padded(date.getUTCHours()),
  "3": (date) => String(date.getUTCHours() % 12 || 12),
  "03": (date) => padded(date.getUTCHours() % 12 || 12),
  "4": (date) => String(date.getUTCMinutes()),
  "04": (date) => padded(date.getUTCMinutes()),
  "5": (date) => String(date.getUTCSeconds()),
  "05": (date) => padded(date.getUTCSeconds()),
  "2006": (date) => padded(date.getUTCFullYear(), 4),
  "_2006": (date) => `_${padded(date.getUTCFullYear(), 4)}`,
  "06": (date) => padded(date.getUTCFullYear() % 100),
  PM: (date) => date.getUTCHours() < 12 ? "AM" : "PM",
  pm: (date) => date.getUTCHours() < 12 ? "am" : "pm",
  MST: () => "UTC",
  "Z0700": () => "Z",
  "Z070000": () => "Z",
  "Z07": () => "Z",
  "Z07:00": () => "Z",
  "Z07:00:00": () => "Z",
  "-0700": () => "+0000",
  "-070000": () => "+000000",
  "-07": () => "+00",
  "-07:00": () => "+00:00",
  "-07:00:00": () => "+00:00:00",
};

/** Like in Go, short names of days and months count only if no lower-case letter follows. */
const pattern = new RegExp(
  [
    "January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|PM|pm",
    "[-Z]07(?:0000|:00:00|:00|00)?",
    "002|0[1-6]|15|2006|_2006|__2|_2|[1-5]",
    "[.,](?:0+|9+)(?!\\d)",
  ].join("|"),
  "gu",
);

/** Parses a layout of Go's package time and returns its formatter. Always UTC. */
export function parseGoTime(layout: string): TimeFormat {
  const parts: (string | TimeFormat)[] = [];
  let from = 0;
  for (const match of layout.matchAll(pattern)) {
    parts.push(layout.slice(from, match.index), tokens[match[0]] ?? fraction(match[0]));
    from = match.index + match[0].length;
  }
  parts.push(layout.slice(from));
  return (date) => parts.map((part) => typeof part === "string" ? part : part(date)).join("");
}

/** A fraction of the second: zeros keep its width, nines drop trailing zeros. */
function fraction(token: string): TimeFormat {
  const width = token.length - 1;
  return (date) => {
    const digits = padded(date.getUTCMilliseconds(), 3).padEnd(width, "0").slice(0, width);
    if (token[1] === "0") return token[0]! + digits;
    const kept = digits.replace(/0+$/u, "");
    return kept === "" ? "" : token[0]! + kept;
  };
}

function padded(value: number, width = 2): string {
  return value < 0 ? `-${padded(-value, width)}` : String(value).padStart(width, "0");
}
