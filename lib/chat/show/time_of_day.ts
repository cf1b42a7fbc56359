/** The latest time that a JavaScript date can represent, in milliseconds. */
const maxDateMs = 8_640_000_000_000_000n;

/** Formats a timestamp as `HH:MM` in the local time zone; `--:--` if it is not a valid time. */
export function timeOfDay(timestampMs: bigint): string {
  const date = dateOf(timestampMs);
  return date === undefined ? "--:--" : `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Formats a timestamp as local `YYYY-MM-DD`; undefined if it is not a valid time. */
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
