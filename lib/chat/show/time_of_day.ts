/** The last instant that a JavaScript date can name, in milliseconds. */
const maxDateMs = 8_640_000_000_000_000n;

/** `HH:MM` of a record's timestamp in the local time zone; `--:--` where it names no time. */
export function timeOfDay(timestampMs: bigint): string {
  const date = dateOf(timestampMs);
  return date === undefined ? "--:--" : `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `YYYY-MM-DD` of a record's timestamp in the local zone; undefined where it names no time. */
export function dayOf(timestampMs: bigint): string | undefined {
  const date = dateOf(timestampMs);
  if (date === undefined) return undefined;
  const year = String(date.getFullYear()).padStart(4, "0");
  return `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function dateOf(timestampMs: bigint): Date | undefined {
  const isDate = timestampMs >= 0n && timestampMs <= maxDateMs;
  return isDate ? new Date(Number(timestampMs)) : undefined;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
